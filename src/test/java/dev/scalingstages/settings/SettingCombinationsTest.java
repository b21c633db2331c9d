package dev.scalingstages.settings;

import static dev.scalingstages.settings.ProblemFinder.problemsOf;
import static dev.scalingstages.settings.ProblemFinder.texts;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.scalingstages.testing.BesideTheCdk;
import dev.scalingstages.testing.Row;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
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

    @ParameterizedTest
    @Row("X11")
    @CsvSource(delimiter = '|', textBlock = """
            webMinimum=9 webMaximum=4 | webMinimum: 9 is more than webMaximum, 4. Allowed: a whole number from 1 to 98, \
            below webMaximum. Example: -c webMinimum=2 -c webMaximum=40
            contentShards=7 replicas=3 | contentShards: 7 makes 7 shards with 3 replicas each, and one stack has room for 20 \
            replicas in all. Allowed: a whole number from 1 to 7; together with replicas at most 20 replicas in all. \
            Example: -c contentShards=6 -c replicas=3
            stage=6 workerMaximum=99 writeApiMaximum=99 | writeApiMaximum: 99 leaves less than 2 of \
            accountsMaximumConnections for each server, when all groups of stage 6 are at their maxima. Allowed: a whole \
            number from 2 to 99, above writeApiMinimum. Example: -c accountsMaximumConnections=1000
            stage=3 readApiMaximum=99 | readApiMaximum: 99 leaves less than 2 of databaseMaximumConnections
            databaseMaximumConnections=50 | databaseMaximumConnections: 50 leaves less than 2
            writeApiMinimum=4 writeApiMaximum=4 | writeApiMinimum: 4 is the same as writeApiMaximum, 4, and a rolling update
            readApiMinimum=12 stage=5 | readApiMinimum: 12 is the same as readApiMaximum, 12 by default at stage 5, and
            workerMaximum=2 stage=6 | workerMaximum: 2 is less than workerMinimum, 3 by default at stage 6.
            webMinimum=5 | webMinimum: 5 is more than webMaximum, 4 by default at stage 3.
            webMaximum=5 | webMaximum: 5 is less than webMinimum, 6 by default at stage 6.
            """)
    @DisplayName("sizes that do not go together are told, half of a range with the default that leaves least room")
    void sizesThatDoNotGoTogetherAreTold(String context, String problem) {
        assertThat(texts(SettingValues.context(context))).singleElement(STRING).startsWith(problem);
    }

    @Test
    @Row("X11")
    void sizesThatGoTogetherAreTaken() {
        assertThat(sizes(6, "contentShards=6 replicas=3").shards().count()).isEqualTo(6);
        assertThat(sizes(4, "contentShards=7 replicas=3 stage=4").replicas()).isEqualTo(3);
        assertThat(sizes(6, "readApiMinimum=12 stage=6").readApi().minimum()).isEqualTo(12);
        Map<String, Object> enough = SettingValues.context("""
                workerMaximum=99 writeApiMaximum=99 readApiMaximum=99 stage=6 databaseMaximumConnections=1000
                accountsMaximumConnections=1000""");
        assertThat(Settings.parse(enough, Map.of()).pools(6)).isEqualTo(new ConnectionPools(3, 7, Optional.of(3)));
    }

    private static Sizes sizes(int stage, String context) {
        return Settings.parse(SettingValues.context(context), Map.of()).sizes(stage);
    }

    @Test
    void halfOfARangeMayWaitForTheStageThatUsesIt() {
        assertThat(sizes(1, "webMinimum=9 stage=1").web().minimum()).isEqualTo(2);
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
