package dev.scalingstages.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.scalingstages.settings.Settings.DeploymentEnvironment;
import dev.scalingstages.settings.Settings.Domain;
import dev.scalingstages.settings.Settings.Ssh;
import dev.scalingstages.testing.BesideTheCdk;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

@BesideTheCdk
class SettingsTest {
    private static final String CERTIFICATE =
            "arn:aws:acm:us-east-1:123456789012:certificate/12345678-1234-1234-1234-123456789012";

    @Test
    void withoutContextEverySettingHasItsDefault() {
        assertThat(Settings.parse(Map.of(), Map.of()))
                .isEqualTo(new Settings(
                        "scaling-stages",
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        "10.0.0.0/16",
                        Optional.empty(),
                        "8.4.10",
                        new DeploymentEnvironment("123456789012", "us-east-1"),
                        Map.of()));
    }

    @Test
    void everySettingArrivesWhereItBelongs() {
        Map<String, Object> context = new HashMap<>(Map.of(
                "system", "photo-share",
                "stage", 3,
                "domainName", "www.example.com",
                "hostedZoneId", "Z0123456789ABCDEFGHIJ",
                "certificateArn", CERTIFICATE,
                "sshCidrs", List.of("203.0.113.0/24", "2001:db8::/48"),
                "keyPairName", "my key",
                "alarmEmail", "operations@example.com",
                "incidentUrl", "https://events.example.com/integration/42?key=a",
                "vpcCidr", "172.16.16.0/20"));
        context.put("cdnCertificateArn", CERTIFICATE);
        context.put("webMinimum", 3);
        context.put("databaseVersion", "8.4.12");
        context.put("availabilityZones", List.of("us-east-1b", "us-east-1a", "us-east-1d"));

        assertThat(Settings.parse(context, Map.of()))
                .isEqualTo(new Settings(
                        "photo-share",
                        Optional.of(3),
                        Optional.of(new Domain("www.example.com", "Z0123456789ABCDEFGHIJ")),
                        Optional.of(CERTIFICATE),
                        Optional.of(CERTIFICATE),
                        Optional.of(new Ssh(List.of("203.0.113.0/24", "2001:db8::/48"), "my key")),
                        Optional.of("operations@example.com"),
                        Optional.of("https://events.example.com/integration/42?key=a"),
                        "172.16.16.0/20",
                        Optional.of(List.of("us-east-1b", "us-east-1a", "us-east-1d")),
                        "8.4.12",
                        new DeploymentEnvironment("123456789012", "us-east-1"),
                        Map.of("webMinimum", "3")));
    }

    @Test
    void textFromTheCommandLineMeansTheSameAsTypedValues() {
        Map<String, Object> typed =
                Map.of("stage", 4, "sshCidrs", List.of("203.0.113.0/24", "198.51.100.7/32"), "keyPairName", "key");
        Map<String, Object> text =
                Map.of("stage", "4", "sshCidrs", "203.0.113.0/24, 198.51.100.7/32", "keyPairName", "key");
        assertThat(Settings.parse(text, Map.of())).isEqualTo(Settings.parse(typed, Map.of()));
    }

    @Test
    void aNumberMayComeInAnyOfJsonsTypes() {
        for (Object three : List.of(3, 3L, 3.0, new java.math.BigDecimal("3.00"), java.math.BigInteger.valueOf(3))) {
            assertThat(Settings.parse(Map.of("stage", three), Map.of()).stage()).contains(3);
        }
    }

    @Test
    void allExamplesTogetherAreValid() {
        Map<String, Object> examples = SettingCatalogue.ALL.stream()
                .collect(Collectors.toMap(SettingDefinition::name, SettingDefinition::exampleValue));
        assertThat(Settings.parse(examples, Map.of()).system()).isEqualTo("photo-share");
    }

    @Test
    void nullStandsForASettingThatIsLeftOut() {
        Map<String, Object> context = new HashMap<>();
        context.put("stage", null);
        context.put("noSuchSetting", null);
        assertThat(Settings.parse(context, Map.of())).isEqualTo(Settings.parse(Map.of(), Map.of()));
    }

    @Test
    void withCredentialsTheEnvironmentIsTheUsersOwn() {
        Map<String, String> environment =
                Map.of("CDK_DEFAULT_ACCOUNT", "111122223333", "CDK_DEFAULT_REGION", "eu-west-1");
        DeploymentEnvironment own = Settings.parse(Map.of(), environment).environment();
        assertThat(own).isEqualTo(new DeploymentEnvironment("111122223333", "eu-west-1"));
        assertThat(own.isDemonstration()).isFalse();
    }

    @Test
    void withoutAnAccountTheDemonstrationEnvironmentStandsWhole() {
        // The CLI sets a region even without credentials, and cdk.context.json knows the demonstration pair only.
        for (Map<String, String> environment : List.of(
                Map.of("CDK_DEFAULT_REGION", "eu-west-1"),
                Map.of("CDK_DEFAULT_ACCOUNT", "", "CDK_DEFAULT_REGION", "eu-west-1"),
                Map.<String, String>of())) {
            assertThat(Settings.parse(Map.of(), environment).environment().isDemonstration())
                    .isTrue();
        }
    }

    @Test
    void withoutCredentialsACertificateOfAnyRegionIsTaken() {
        Map<String, Object> context = Map.of(
                "domainName", "example.com",
                "hostedZoneId", "Z0123456789ABCDEFGHIJ",
                "certificateArn", CERTIFICATE.replace("us-east-1", "eu-west-1"));
        assertThat(Settings.parse(context, Map.of()).certificateArn()).isPresent();
        Map<String, String> own = Map.of("CDK_DEFAULT_ACCOUNT", "123456789012", "CDK_DEFAULT_REGION", "eu-west-1");
        assertThat(Settings.parse(context, own).certificateArn()).isPresent();
    }

    static final List<String> KEYS_OF_THE_CDK = List.of("""
            aws:cdk:enable-path-metadata aws:cdk:enable-asset-metadata aws:cdk:version-reporting
            aws:cdk:disable-version-reporting aws:cdk:disable-asset-staging aws:cdk:bundling-stacks
            aws-cdk:enableDiffNoFail @aws-cdk/core:failSynthOnValidationErrors @aws-cdk/core:target-partitions
            availability-zones:account=123456789012:region=us-east-1
            ami:account=123456789012:filters.name.0=al2023-*:region=us-east-1 acknowledged-issue-numbers cli-telemetry
            cdk-migrate""".split("\\s+"));

    @ParameterizedTest
    @FieldSource("KEYS_OF_THE_CDK")
    void cdksOwnKeysAreNoBusinessOfOurs(String key) {
        assertThat(Settings.parse(Map.of(key, true), Map.of())).isEqualTo(Settings.parse(Map.of(), Map.of()));
    }

    @Test
    void withoutZonesOfTheUsersTheFirstThreeOfTheRegionAreTaken() {
        Settings settings = Settings.parse(Map.of(), Map.of());
        assertThat(settings.zones(() -> List.of("us-east-1a", "us-east-1b", "us-east-1c", "us-east-1d")))
                .containsExactly("us-east-1a", "us-east-1b", "us-east-1c");
    }

    @Test
    void withZonesOfTheUsersNobodyIsAsked() {
        Settings settings = Settings.parse(Map.of("availabilityZones", "us-east-1f,us-east-1a,us-east-1d"), Map.of());
        assertThat(settings.zones(() -> {
                    throw new AssertionError("the region was looked up");
                }))
                .containsExactly("us-east-1f", "us-east-1a", "us-east-1d");
    }

    @Test
    void whoNamesThreeZonesMayDeployWhereMostAccountsHaveTwo() {
        Map<String, String> environment =
                Map.of("CDK_DEFAULT_ACCOUNT", "111122223333", "CDK_DEFAULT_REGION", "us-west-1");
        assertThat(Settings.parse(Map.of("availabilityZones", "us-west-1a,us-west-1b,us-west-1c"), environment)
                        .availabilityZones())
                .contains(List.of("us-west-1a", "us-west-1b", "us-west-1c"));
    }

    @Test
    void theRecordRefusesWhatTheReaderNeverMakes() {
        Settings valid = Settings.parse(Map.of(), Map.of());
        assertThatIllegalArgumentException().isThrownBy(() -> new Ssh(List.of(), "key"));
        assertThatIllegalArgumentException().isThrownBy(() -> copy(valid, Optional.of(CERTIFICATE), Map.of()));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> copy(valid, Optional.empty(), Map.of("system", "not a size")));
    }

    private static Settings copy(Settings settings, Optional<String> certificateArn, Map<String, String> sizes) {
        return new Settings(
                settings.system(),
                settings.stage(),
                settings.domain(),
                certificateArn,
                settings.cdnCertificateArn(),
                settings.ssh(),
                settings.alarmEmail(),
                settings.incidentUrl(),
                settings.vpcCidr(),
                settings.availabilityZones(),
                settings.databaseVersion(),
                settings.environment(),
                sizes);
    }
}
