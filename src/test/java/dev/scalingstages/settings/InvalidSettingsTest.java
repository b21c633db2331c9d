package dev.scalingstages.settings;

import static dev.scalingstages.settings.ProblemFinder.problemsOf;
import static dev.scalingstages.settings.ProblemFinder.texts;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.scalingstages.testing.BesideTheCdk;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

@BesideTheCdk
class InvalidSettingsTest {
    private static final String CERTIFICATE =
            "arn:aws:acm:us-east-1:123456789012:certificate/12345678-1234-1234-1234-123456789012";

    static Stream<Arguments> badValues() {
        return Stream.of(
                // A stage that doesn't exist, and wrong types.
                arguments("stage", 0, "0 is less than 1"),
                arguments("stage", "7", "7 is more than 6"),
                arguments("stage", "three", "three is not a whole number"),
                arguments("stage", 2.5, "2.5 is not a whole number"),
                arguments("stage", Double.NaN, "NaN is not a whole number"),
                arguments("stage", new java.math.BigDecimal("1e999999999"), "1E+999999999 is not a whole number"),
                arguments("stage", "03", "03 is not a whole number"),
                arguments("stage", "٣", "٣ is not a whole number"),
                arguments("stage", true, "true is true or false, not a whole number"),
                arguments("stage", List.of(1), "[1] is a list, not a whole number"),
                arguments("stage", Map.of("a", 1), "{a=1} is an object, not a whole number"),
                arguments("stage", "", "\"\" is empty"),
                arguments("system", 5, "5 is a number, not text"),
                arguments("sshCidrs", 5, "5 is a number, not a list"),
                arguments("sshCidrs", List.of(), "[] is empty"),
                arguments("sshCidrs", List.of(5), "[5] contains 5, which is not text"),
                arguments("sshCidrs", "203.0.113.0/24,", "203.0.113.0/24, has an empty element"),
                // Names.
                arguments("system", "Photo", "Photo is not made of"),
                arguments("system", "2photos", "2photos is not made of"),
                arguments("system", "photo--share", "photo--share is not made of"),
                arguments("system", "photo-", "photo- is not made of"),
                arguments("system", "photo share", "\"photo share\" is not made of"),
                arguments("system", "a".repeat(25), "has 25 characters, more than 24"),
                arguments("system", "a\u001b[2J", "a\\u001b[2J is not made of"),
                arguments("system", "a\u202eb", "a\\u202eb is not made of"),
                arguments("domainName", "Example.com", "Example.com is not a domain name"),
                arguments("domainName", "localhost", "localhost is not a domain name"),
                arguments("domainName", "example.com.", "example.com. is not a domain name"),
                arguments("domainName", "-a.example.com", "-a.example.com is not a domain name"),
                arguments("domainName", "10.0.0.1", "10.0.0.1 is not a domain name"),
                arguments("hostedZoneId", "/hostedzone/Z0123456789", "/hostedzone/Z0123456789 is not the id"),
                arguments("keyPairName", "clé", "clé is not the name of a key pair"),
                arguments("certificateArn", "arn:aws:iam::123456789012:server-certificate/x", "is not the ARN of"),
                arguments("cdnCertificateArn", CERTIFICATE.replace("us-east-1", "eu-west-1"), "in us-east-1"),
                arguments("alarmEmail", "operations", "operations is not an email address"),
                arguments("alarmEmail", "a..b@example.com", "a..b@example.com is not an email address"),
                arguments("alarmEmail", "a@b@example.com", "a@b@example.com is not an email address"),
                arguments("incidentUrl", "http://example.com/", "http://example.com/ does not begin with https://"),
                arguments("incidentUrl", "https://a:b@example.com/", "has a user name or password"),
                arguments("incidentUrl", "https://example.com/#a", "ends in a fragment"),
                arguments("incidentUrl", "https://localhost/", "is not a URL with a full host name"),
                arguments("incidentUrl", "https://example.com:70000/", "names a port outside"),
                arguments("incidentUrl", "https:example.com", "is not a URL with a host name"),
                arguments("incidentUrl", "https://exämple.com/", "is not a URL with a host name"),
                arguments("incidentUrl", "https://example.com/" + "a".repeat(2_048), "is longer than 2048 characters"),
                // An open SSH range, and ranges that are no ranges.
                arguments("sshCidrs", "0.0.0.0/0", "contains 0.0.0.0/0, which is open to every address"),
                arguments("sshCidrs", "203.0.113.0/0", "contains 203.0.113.0/0, which is open to every address"),
                arguments("sshCidrs", List.of("203.0.113.0/24", "::/0"), "contains ::/0, which is open to every"),
                arguments("sshCidrs", "0.0.0.0/1,128.0.0.0/1", "128.0.0.0/1, which is wider than /16"),
                arguments("sshCidrs", "0:0::/0", "contains 0:0::/0, which is open to every address"),
                arguments("sshCidrs", "2000::/3", "contains 2000::/3, which is wider than /32"),
                arguments(
                        "sshCidrs",
                        "203.0.113.7/24",
                        "which is not written with its first address, as in 203.0.113.0/24"),
                arguments(
                        "sshCidrs",
                        "2001:db8::1/48",
                        "which is not written with its first address, as in 2001:db8:0:0:0:0:0:0/48"),
                arguments("sshCidrs", "203.0.113.7", "contains 203.0.113.7, which is not an IPv4 or IPv6 CIDR"),
                arguments("sshCidrs", "203.0.113.256/32", "which is not an IPv4 or IPv6 CIDR"),
                arguments("sshCidrs", "203.0.113.0/33", "which is not an IPv4 or IPv6 CIDR"),
                arguments("sshCidrs", "2001:db8::/129", "which is not an IPv4 or IPv6 CIDR"),
                arguments("sshCidrs", "1::2::3/64", "which is not an IPv4 or IPv6 CIDR"),
                arguments("sshCidrs", "::ffff:cb00:7100/24", "which is not an IPv4 or IPv6 CIDR"),
                arguments("sshCidrs", "example.com/32", "which is not an IPv4 or IPv6 CIDR"),
                arguments("sshCidrs", "2001:DB8::/48,2001:db8:0::/48", "which is given twice"),
                arguments("sshCidrs", String.join(",", Collections.nCopies(21, "203.0.113.0/24")), "has 21 ranges"),
                arguments("vpcCidr", "10.0.0.0/15", "10.0.0.0/15 is not between /16 and /20"),
                arguments("vpcCidr", "10.0.0.0/21", "10.0.0.0/21 is not between /16 and /20"),
                arguments("vpcCidr", "172.32.0.0/16", "172.32.0.0/16 is not in a private range"),
                arguments(
                        "vpcCidr",
                        "10.0.1.0/16",
                        "10.0.1.0/16 is not written with its first address, as in 10.0.0.0/16"),
                arguments("vpcCidr", "fd00::/20", "fd00::/20 is not an IPv4 CIDR"),
                // Zones, which are for good.
                arguments("availabilityZones", "us-east-1a,us-east-1b", "names 2 zones, not 3"),
                arguments("availabilityZones", "us-east-1a", "names 1 zone, not 3"),
                arguments(
                        "availabilityZones",
                        List.of("us-east-1a", "us-east-1b", "us-east-1c", "us-east-1d"),
                        "4 zones"),
                arguments("availabilityZones", "us-east-1a,us-east-1b,us-east-1a", "names a zone twice"),
                arguments("availabilityZones", "us-east-1a,us-east-1b,us-west-2c", "names zones of different regions"),
                arguments("availabilityZones", "us-east-1a,us-east-1b,use1-az3", "contains use1-az3, which is not the"),
                arguments("availabilityZones", "us-east-1a,us-east-1b,us-east-1-bos-1a", "contains us-east-1-bos-1a"),
                arguments("availabilityZones", "us-east-1a,us-east-1b,us-east-1", "contains us-east-1, which is not"),
                arguments("availabilityZones", "us-east-1a,us-east-1b,US-EAST-1C", "contains US-EAST-1C, which is not"),
                arguments("availabilityZones", "us-east-1a,us-east-1b,", "has an empty element"),
                arguments("availabilityZones", 3, "3 is a number, not a list"),
                // Versions that RDS never had, or that the parameter group is not for.
                arguments("databaseVersion", "8.4", "8.4 is not a version of MySQL 8.4 with three numbers"),
                arguments("databaseVersion", "8.0.40", "8.0.40 is not a version of MySQL 8.4"),
                arguments("databaseVersion", "9.1.0", "9.1.0 is not a version of MySQL 8.4"),
                arguments("databaseVersion", "8.4.10-rds.1", "8.4.10-rds.1 is not a version of MySQL 8.4"),
                arguments("databaseVersion", "8.4.010", "8.4.010 is not a version of MySQL 8.4"),
                arguments(
                        "databaseVersion", "8.4.2", "8.4.2 is older than the first version of MySQL 8.4 on RDS, 8.4.3"),
                arguments("databaseVersion", 8.4, "8.4 is a number, not text"),
                // An architecture that doesn't fit the machine image.
                arguments("serverInstanceType", "t3.micro", "t3.micro is not a Graviton type"),
                arguments("webInstanceType", "m5.large", "m5.large is not a Graviton type"),
                arguments("webInstanceType", "g5.xlarge", "g5.xlarge is not a Graviton type"),
                arguments("readApiInstanceType", "mac2.metal", "mac2.metal is not a Graviton type"),
                arguments("readApiInstanceType", "a1.large", "a1.large is of the first Graviton generation"),
                arguments("writeApiInstanceType", "t4g.nano", "t4g.nano has 0.5 GiB of memory"),
                arguments("workerInstanceType", "t4g", "t4g is not an EC2 instance type"),
                arguments("workerInstanceType", "db.t4g.small", "db.t4g.small is not an EC2 instance type"),
                arguments("databaseInstanceClass", "db.t2.medium", "is of an earlier generation"),
                arguments("databaseInstanceClass", "db.t4g.small", "db.t4g.small has less than 4 GiB"),
                arguments("databaseInstanceClass", "t4g.medium", "t4g.medium is not a class that RDS for MySQL"),
                arguments("accountsInstanceClass", "db.c6gd.large", "db.c6gd.large is not a class that RDS"),
                arguments("cacheNodeType", "cache.t2.small", "cache.t2.small is of an earlier generation"),
                arguments("cacheNodeType", "cache.r6gd.xlarge", "cache.r6gd.xlarge is not a node type"),
                // Out of range.
                arguments("dataVolumeGiB", 9, "9 is less than 10"),
                arguments("databaseStorageGiB", "65537", "65537 is more than 65536"),
                arguments("databaseBufferPoolPercent", 81, "81 is more than 80"),
                arguments("databaseMaximumConnections", 49, "49 is less than 50"),
                arguments("replicas", 6, "6 is more than 5"),
                arguments("cacheShards", 16, "16 is more than 15"),
                arguments("cacheReplicas", 0, "0 is less than 1"),
                arguments("retentionDays", -1, "-1 is less than 7"),
                arguments("contentShards", "9", "9 is more than 7"),
                arguments("accountsStorageGiB", 19, "19 is less than 20"),
                arguments("accountsMaximumConnections", 16_001, "16001 is more than 16000"),
                arguments("warehouseCapacityUnits", 12, "12 is not a multiple of 8"),
                arguments("warehouseCapacityUnits", 520, "520 is more than 512"),
                arguments("countersReadUnits", 11_999, "11999 is less than 12000"),
                arguments("webMinimum", 0, "0 is less than 1"),
                arguments("webMaximum", 100, "100 is more than 99"));
    }

    @ParameterizedTest
    @MethodSource("badValues")
    void aBadValueIsToldInFourParts(String setting, Object value, String expected) {
        List<Problem> problems = problemsOf(Map.of(setting, value), Map.of());
        assertThat(problems).anySatisfy(problem -> {
            assertThat(problem.setting()).isEqualTo(setting);
            assertThat(problem.text())
                    .startsWith(setting + ": ")
                    .contains(expected)
                    .contains(". Allowed: " + SettingCatalogue.get(setting).allowed())
                    .contains(". Example: -c ")
                    .doesNotContain("\n");
        });
    }

    @Test
    void everySettingHasABadValueAbove() {
        assertThat(badValues().map(arguments -> arguments.get()[0]))
                .containsAll(List.of("webMinimum", "webMaximum"))
                .containsAll(SettingCatalogue.ALL.stream()
                        .map(SettingDefinition::name)
                        .filter(name -> !name.endsWith("Minimum") && !name.endsWith("Maximum"))
                        .toList());
    }

    @Test
    void aMisspeltNameIsToldWithTheNearest() {
        assertThat(texts(Map.of("webMinimun", 3)))
                .containsExactly("webMinimun: 3 belongs to no setting (did you mean webMinimum?). Allowed: the names in"
                        + " docs/settings.md. Example: -c webMinimum=2");
    }

    @ParameterizedTest
    @CsvSource({"STAGE, stage", "dbInstanceClass, databaseInstanceClass", "stage:3, stage", "qqqqqqqq, "})
    void aNameThatIsNoneIsToldWithTheNearestIfOneIsNear(String name, String nearest) {
        assertThat(texts(Map.of(name, "x"))).singleElement(STRING).satisfies(text -> {
            assertThat(text.contains("did you mean")).isEqualTo(nearest != null);
            assertThat(text).contains(nearest == null ? "" : "did you mean " + nearest + "?");
        });
    }

    @Test
    void aBrokenEnvironmentIsTold() {
        Map<String, String> environment = Map.of("CDK_DEFAULT_ACCOUNT", "mine", "CDK_DEFAULT_REGION", "here");
        assertThat(problemsOf(Map.of(), environment).stream().map(Problem::setting))
                .containsExactly("CDK_DEFAULT_ACCOUNT", "CDK_DEFAULT_REGION");
    }

    @Test
    void aRegionOfTwoZonesIsRefusedBeforeAnythingIsAsked() {
        Map<String, String> environment =
                Map.of("CDK_DEFAULT_ACCOUNT", "111122223333", "CDK_DEFAULT_REGION", "us-west-1");
        assertThat(problemsOf(Map.of(), environment).stream().map(Problem::text))
                .containsExactly("CDK_DEFAULT_REGION: us-west-1 is a region where AWS gives an account two availability"
                        + " zones, and every stage needs 3. Allowed: a region with three; or, if your account has a third"
                        + " zone there, all three by availabilityZones. Example: AWS_REGION=us-west-2");
    }

    @Test
    void aRegionThatIsFoundToHaveTwoZonesIsRefused() {
        Settings settings = Settings.parse(Map.of(), Map.of());
        InvalidSettingsException exception = catchThrowableOfType(
                InvalidSettingsException.class, () -> settings.zones(() -> List.of("us-east-1a", "us-east-1b")));
        assertThat(exception.problems())
                .singleElement()
                .extracting(Problem::text, STRING)
                .startsWith(
                        "availabilityZones: us-east-1a,us-east-1b are all zones that region us-east-1 has for account"
                                + " 123456789012, and every stage needs 3")
                .contains("Allowed: exactly three different availability zones", "Example: -c availabilityZones=");
    }

    @Test
    void allProblemsAreToldAtOnceInTheOrderOfTheTable() {
        List<String> expected = new ArrayList<>(
                SettingCatalogue.ALL.stream().map(SettingDefinition::name).toList());
        expected.addAll(List.of("aardvark", "zebra"));
        List<String> backwards = new ArrayList<>(expected);
        Collections.reverse(backwards);
        Map<String, Object> context = new LinkedHashMap<>();
        backwards.forEach(name -> context.put(name, false));
        InvalidSettingsException exception =
                catchThrowableOfType(InvalidSettingsException.class, () -> Settings.parse(context, Map.of()));
        assertThat(exception.problems().stream().map(Problem::setting)).containsExactlyElementsOf(expected);
        assertThat(exception.getMessage().lines())
                .hasSize(expected.size() + 1)
                .startsWith(expected.size() + " settings are not valid:");
    }

    @Test
    void aHalfPairStandsInItsPlaceAmongTheOthers() {
        Map<String, Object> context = Map.of("domainName", "example.com", "stage", 7, "replicas", 9);
        assertThat(problemsOf(context, Map.of()).stream().map(Problem::setting))
                .containsExactly("stage", "domainName", "replicas");
    }

    @Test
    void theMessageCountsOneSettingInTheSingular() {
        assertThat(catchThrowableOfType(
                        InvalidSettingsException.class, () -> Settings.parse(Map.of("stage", 7), Map.of())))
                .hasMessage("1 setting is not valid:\n  stage: 7 is more than 6. Allowed: a whole number from 1 to 6."
                        + " Example: -c stage=3");
    }
}
