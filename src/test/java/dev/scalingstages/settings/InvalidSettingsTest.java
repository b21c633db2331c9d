package dev.scalingstages.settings;

import static dev.scalingstages.settings.ProblemFinder.problemsOf;
import static dev.scalingstages.settings.ProblemFinder.texts;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.scalingstages.testing.BesideTheCdk;
import java.math.BigDecimal;
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

    private static final List<String> ZONES_OF_FOUR = List.of("us-east-1a", "us-east-1b", "us-east-1c", "us-east-1d");

    static Stream<Arguments> badValues() {
        return Stream.of(
                        // A stage that doesn't exist, and wrong types.
                        bad("stage", 0, "0 is less than 1"),
                        bad("stage", "7", "7 is more than 6"),
                        each("stage", "is not a whole number", "three", 2.5, Double.NaN, "03", "٣"),
                        each("stage", "is not a whole number", new BigDecimal("1e999999999")),
                        bad("stage", true, "true is true or false, not a whole number"),
                        bad("stage", List.of(1), "[1] is a list, not a whole number"),
                        bad("stage", Map.of("a", 1), "{a=1} is an object, not a whole number"),
                        bad("stage", "", "\"\" is empty"),
                        bad("system", 5, "5 is a number, not text"),
                        bad("sshCidrs", 5, "5 is a number, not a list"),
                        bad("sshCidrs", List.of(), "[] is empty"),
                        bad("sshCidrs", List.of(5), "[5] contains 5, which is not text"),
                        bad("sshCidrs", "203.0.113.0/24,", "203.0.113.0/24, has an empty element"),
                        // Names.
                        each("system", "is not made of", "Photo", "2photos", "photo--share", "photo-"),
                        bad("system", "photo share", "\"photo share\" is not made of"),
                        bad("system", "a".repeat(25), "has 25 characters, more than 24"),
                        bad("system", "a\u001b[2J", "a\\u001b[2J is not made of"),
                        bad("system", "a\u202eb", "a\\u202eb is not made of"),
                        each("domainName", "is not a domain name", "Example.com", "localhost", "example.com."),
                        each("domainName", "is not a domain name", "-a.example.com", "10.0.0.1"),
                        each("hostedZoneId", "is not the id", "/hostedzone/Z0123456789"),
                        each("keyPairName", "is not the name of a key pair", "clé"),
                        bad("certificateArn", "arn:aws:iam::123456789012:server-certificate/x", "is not the ARN of"),
                        bad("cdnCertificateArn", CERTIFICATE.replace("us-east-1", "eu-west-1"), "in us-east-1"),
                        each("alarmEmail", "is not an email address", "operations", "a..b@example.com"),
                        each("alarmEmail", "is not an email address", "a@b@example.com"),
                        each("incidentUrl", "does not begin with https://", "http://example.com/"),
                        bad("incidentUrl", "https://a:b@example.com/", "has a user name or password"),
                        bad("incidentUrl", "https://example.com/#a", "ends in a fragment"),
                        bad("incidentUrl", "https://localhost/", "is not a URL with a full host name"),
                        bad("incidentUrl", "https://example.com:70000/", "names a port outside"),
                        bad("incidentUrl", "https:example.com", "is not a URL with a host name"),
                        bad("incidentUrl", "https://exämple.com/", "is not a URL with a host name"),
                        bad(
                                "incidentUrl",
                                "https://example.com/" + "a".repeat(2_048),
                                "is longer than 2048 characters"),
                        // An open SSH range, and ranges that are no ranges.
                        range("is open to every address", "0.0.0.0/0", "203.0.113.0/0", "0:0::/0"),
                        bad("sshCidrs", List.of("203.0.113.0/24", "::/0"), "contains ::/0, which is open to every"),
                        bad("sshCidrs", "0.0.0.0/1,128.0.0.0/1", "128.0.0.0/1, which is wider than /16"),
                        range("is wider than /32", "2000::/3"),
                        range("is not written with its first address, as in 203.0.113.0/24", "203.0.113.7/24"),
                        range("is not written with its first address, as in 2001:db8:0:0:0:0:0:0/48", "2001:db8::1/48"),
                        range("is not an IPv4 or IPv6 CIDR", "203.0.113.7", "203.0.113.256/32", "203.0.113.0/33"),
                        range("is not an IPv4 or IPv6 CIDR", "2001:db8::/129", "1::2::3/64", "::ffff:cb00:7100/24"),
                        range("is not an IPv4 or IPv6 CIDR", "example.com/32"),
                        bad("sshCidrs", "2001:DB8::/48,2001:db8:0::/48", "which is given twice"),
                        bad("sshCidrs", String.join(",", Collections.nCopies(21, "203.0.113.0/24")), "has 21 ranges"),
                        each("vpcCidr", "is not between /16 and /20", "10.0.0.0/15", "10.0.0.0/21"),
                        each("vpcCidr", "is not in a private range", "172.32.0.0/16"),
                        each("vpcCidr", "is not written with its first address, as in 10.0.0.0/16", "10.0.1.0/16"),
                        each("vpcCidr", "is not an IPv4 CIDR", "fd00::/20"),
                        // Zones, which are for good.
                        zones("names 2 zones, not 3", "us-east-1a", "us-east-1b"),
                        zones("names 1 zone, not 3", "us-east-1a"),
                        bad("availabilityZones", ZONES_OF_FOUR, "4 zones"),
                        zones("names a zone twice", "us-east-1a", "us-east-1b", "us-east-1a"),
                        zones("names zones of different regions", "us-east-1a", "us-east-1b", "us-west-2c"),
                        zones("contains use1-az3, which is not the", "us-east-1a", "us-east-1b", "use1-az3"),
                        zones("contains us-east-1-bos-1a", "us-east-1a", "us-east-1b", "us-east-1-bos-1a"),
                        zones("contains us-east-1, which is not", "us-east-1a", "us-east-1b", "us-east-1"),
                        zones("contains US-EAST-1C, which is not", "us-east-1a", "us-east-1b", "US-EAST-1C"),
                        zones("has an empty element", "us-east-1a", "us-east-1b", ""),
                        bad("availabilityZones", 3, "3 is a number, not a list"),
                        // Versions that RDS never had, or that the parameter group is not for.
                        each("databaseVersion", "is not a version of MySQL 8.4 with three numbers", "8.4"),
                        each("databaseVersion", "is not a version of MySQL 8.4", "8.0.40", "9.1.0", "8.4.10-rds.1"),
                        each("databaseVersion", "is not a version of MySQL 8.4", "8.4.010"),
                        each("databaseVersion", "is older than the first version of MySQL 8.4 on RDS, 8.4.3", "8.4.2"),
                        bad("databaseVersion", 8.4, "8.4 is a number, not text"),
                        // An architecture that doesn't fit the machine image.
                        each("serverInstanceType", "is not a Graviton type", "t3.micro"),
                        each("webInstanceType", "is not a Graviton type", "m5.large", "g5.xlarge"),
                        each("readApiInstanceType", "is not a Graviton type", "mac2.metal"),
                        each("readApiInstanceType", "is of the first Graviton generation", "a1.large"),
                        each("writeApiInstanceType", "has 0.5 GiB of memory", "t4g.nano"),
                        each("workerInstanceType", "is not an EC2 instance type", "t4g", "db.t4g.small"),
                        each("databaseInstanceClass", "is of an earlier generation", "db.t2.medium"),
                        each("databaseInstanceClass", "has less than 4 GiB", "db.t4g.small"),
                        each("databaseInstanceClass", "is not a class that RDS for MySQL", "t4g.medium"),
                        each("accountsInstanceClass", "is not a class that RDS", "db.c6gd.large"),
                        each("cacheNodeType", "is of an earlier generation", "cache.t2.small"),
                        each("cacheNodeType", "is not a node type", "cache.r6gd.xlarge"),
                        // Out of range.
                        each("dataVolumeGiB", "is less than 10", 9),
                        each("databaseStorageGiB", "is more than 65536", "65537"),
                        each("databaseBufferPoolPercent", "is more than 80", 81),
                        each("databaseMaximumConnections", "is less than 50", 49),
                        each("replicas", "is more than 5", 6),
                        each("cacheShards", "is more than 15", 16),
                        each("cacheReplicas", "is less than 1", 0),
                        each("retentionDays", "is less than 7", -1),
                        each("contentShards", "is more than 7", "9"),
                        each("accountsStorageGiB", "is less than 20", 19),
                        each("accountsMaximumConnections", "is more than 16000", 16_001),
                        each("warehouseCapacityUnits", "is not a multiple of 8", 12),
                        each("warehouseCapacityUnits", "is more than 512", 520),
                        each("countersReadUnits", "is less than 12000", 11_999),
                        each("webMinimum", "is less than 1", 0),
                        each("webMaximum", "is more than 99", 100))
                .flatMap(values -> values);
    }

    private static Stream<Arguments> bad(String setting, Object value, String expected) {
        return Stream.of(arguments(setting, value, expected));
    }

    /** Values of which the same is wrong. */
    private static Stream<Arguments> each(String setting, String isWrong, Object... values) {
        return Stream.of(values).map(value -> arguments(setting, value, value + " " + isWrong));
    }

    private static Stream<Arguments> range(String isWrong, String... ranges) {
        return Stream.of(ranges).map(value -> arguments("sshCidrs", value, "contains " + value + ", which " + isWrong));
    }

    private static Stream<Arguments> zones(String isWrong, String... zones) {
        return bad("availabilityZones", String.join(",", zones), isWrong);
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
