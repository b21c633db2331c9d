package dev.scalingstages.settings;

import static dev.scalingstages.settings.ProblemFinder.problemsOf;
import static dev.scalingstages.settings.ProblemFinder.texts;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.scalingstages.testing.BesideTheCdk;
import dev.scalingstages.testing.Row;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

@BesideTheCdk
class SettingCombinationsTest {
    private static final String CERTIFICATE =
            "arn:aws:acm:us-east-1:123456789012:certificate/12345678-1234-1234-1234-123456789012";

    static Stream<Arguments> halfPairs() {
        return Stream.of(
                arguments("domainName", "example.com", "hostedZoneId"),
                arguments("hostedZoneId", "Z0123456789ABCDEFGHIJ", "domainName"),
                arguments("hostedZoneId", "not-even-valid", "domainName"),
                arguments("sshCidrs", "203.0.113.0/24", "keyPairName"),
                arguments("keyPairName", "operations", "sshCidrs"),
                arguments("certificateArn", CERTIFICATE, "domainName"),
                arguments("cdnCertificateArn", CERTIFICATE, "domainName"));
    }

    @ParameterizedTest
    @MethodSource("halfPairs")
    void halfAPairIsToldWithAnExampleOfTheWhole(String given, String value, String missing) {
        assertThat(problemsOf(Map.of(given, value), Map.of()))
                .anySatisfy(problem -> assertThat(problem.text())
                        .startsWith(given + ": " + value + " is given without " + missing + ".")
                        .contains("Example: -c " + given + "=")
                        .contains(" -c " + missing + "="));
    }

    @Test
    void aMinimumAboveItsMaximumIsTold() {
        assertThat(texts(Map.of("webMinimum", 9, "webMaximum", "4")))
                .containsExactly("webMinimum: 9 is more than webMaximum, 4. Allowed: a whole number from 1 to 98, below"
                        + " webMaximum. Example: -c webMinimum=2 -c webMaximum=40");
    }

    @Test
    void shardsAndReplicasThatDoNotFitOneStackAreTold() {
        assertThat(texts(Map.of("contentShards", 7, "replicas", 3)))
                .containsExactly("contentShards: 7 makes 7 shards with 3 replicas each, and one stack has room for 20"
                        + " replicas in all. Allowed: a whole number from 1 to 7; together with replicas at most 20"
                        + " replicas in all. Example: -c contentShards=6 -c replicas=3");
        assertThat(Settings.parse(Map.of("contentShards", 6, "replicas", 3), Map.of())
                        .sizes(6)
                        .shards()
                        .count())
                .isEqualTo(6);
        assertThat(Settings.parse(Map.of("contentShards", 7, "replicas", 3, "stage", 4), Map.of())
                        .sizes(4)
                        .replicas())
                .isEqualTo(3);
    }

    @Test
    @Row("X11")
    void groupsThatHoldMoreConnectionsThanADatabaseAcceptsAreTold() {
        assertThat(texts(Map.of("stage", 6, "workerMaximum", 99, "writeApiMaximum", 99)))
                .containsExactly(
                        "writeApiMaximum: 99 leaves less than 2 of accountsMaximumConnections for each server, when"
                                + " all groups of stage 6 are at their maxima. Allowed: a whole number from 2 to 99, above"
                                + " writeApiMinimum. Example: -c accountsMaximumConnections=1000");
        assertThat(texts(Map.of("stage", 3, "readApiMaximum", 99)))
                .singleElement()
                .asString()
                .startsWith("readApiMaximum: 99 leaves less than 2 of databaseMaximumConnections");
        assertThat(texts(Map.of("databaseMaximumConnections", 50)))
                .singleElement()
                .asString()
                .startsWith("databaseMaximumConnections: 50 leaves less than 2");
        Settings enough = Settings.parse(
                Map.of(
                        "workerMaximum",
                        99,
                        "writeApiMaximum",
                        99,
                        "readApiMaximum",
                        99,
                        "stage",
                        6,
                        "databaseMaximumConnections",
                        1_000,
                        "accountsMaximumConnections",
                        1_000),
                Map.of());
        assertThat(enough.pools(6)).isEqualTo(new ConnectionPools(3, 7, Optional.of(3)));
    }

    @Test
    void aMinimumEqualToItsMaximumLeavesNoRoomForARollingUpdate() {
        assertThat(texts(Map.of("writeApiMinimum", 4, "writeApiMaximum", 4)))
                .singleElement()
                .asString()
                .startsWith("writeApiMinimum: 4 is the same as writeApiMaximum, 4, and a rolling update");
    }

    @Test
    void halfOfARangeIsComparedWithTheDefaultOfTheDeployedStage() {
        assertThat(texts(Map.of("readApiMinimum", 12, "stage", 5)))
                .singleElement()
                .asString()
                .startsWith("readApiMinimum: 12 is the same as readApiMaximum, 12 by default at stage 5, and");
        assertThat(texts(Map.of("workerMaximum", 2, "stage", "6")))
                .singleElement()
                .asString()
                .startsWith("workerMaximum: 2 is less than workerMinimum, 3 by default at stage 6.");
        assertThat(Settings.parse(Map.of("readApiMinimum", 12, "stage", 6), Map.of())
                        .sizes(6)
                        .readApi()
                        .minimum())
                .isEqualTo(12);
    }

    @Test
    void withoutAStageHalfOfARangeIsComparedWithTheStageThatLeavesLeastRoom() {
        assertThat(texts(Map.of("webMinimum", 5)))
                .singleElement()
                .asString()
                .startsWith("webMinimum: 5 is more than webMaximum, 4 by default at stage 3.");
        assertThat(texts(Map.of("webMaximum", 5)))
                .singleElement()
                .asString()
                .startsWith("webMaximum: 5 is less than webMinimum, 6 by default at stage 6.");
    }

    @Test
    void halfOfARangeMayWaitForTheStageThatUsesIt() {
        Settings settings = Settings.parse(Map.of("webMinimum", 9, "stage", 1), Map.of());
        assertThat(settings.sizes(1).web().minimum()).isEqualTo(2);
    }

    @Test
    void withCredentialsTheZonesMustBeOfTheStacksRegion() {
        Map<String, Object> context = Map.of("availabilityZones", "us-east-1a,us-east-1b,us-east-1d");
        Map<String, String> elsewhere =
                Map.of("CDK_DEFAULT_ACCOUNT", "111122223333", "CDK_DEFAULT_REGION", "eu-west-1");
        assertThat(problemsOf(context, elsewhere))
                .singleElement()
                .satisfies(problem -> assertThat(problem.text())
                        .contains("names zones of region us-east-1, and the stack is in eu-west-1")
                        .endsWith("Example: -c availabilityZones=eu-west-1a,eu-west-1b,eu-west-1c"));
        assertThat(Settings.parse(context, Map.of()).availabilityZones()).isPresent();
    }

    @Test
    void withCredentialsACertificateMustBeTheStacksOwn() {
        Map<String, Object> context = Map.of(
                "domainName",
                "example.com",
                "hostedZoneId",
                "Z0123456789ABCDEFGHIJ",
                "certificateArn",
                CERTIFICATE,
                "cdnCertificateArn",
                CERTIFICATE);
        Map<String, String> elsewhere =
                Map.of("CDK_DEFAULT_ACCOUNT", "111122223333", "CDK_DEFAULT_REGION", "eu-west-1");
        assertThat(problemsOf(context, elsewhere).stream().map(Problem::fault))
                .containsExactly(
                        "is a certificate of region us-east-1, and the stack is in eu-west-1",
                        "is a certificate of account 123456789012, and the stack is in 111122223333");
    }
}
