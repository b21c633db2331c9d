package dev.scalingstages.rows;

import static org.assertj.core.api.Assertions.assertThat;

import dev.scalingstages.rows.GrowthGraph.Pair;
import dev.scalingstages.stage.ScalingStage;
import dev.scalingstages.testing.CloudTemplate;
import dev.scalingstages.testing.CloudTemplate.Resource;
import dev.scalingstages.testing.Mutant;
import dev.scalingstages.testing.Templates;
import dev.scalingstages.testing.Variant;
import dev.scalingstages.testing.Violations;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** G1 and G2: what holds data survives each of the fifteen ways up, and G8: each way down. */
class GrowthTest {
    /** What may leave on a way up, by type, and why nothing is lost. */
    private static final Map<String, String> MAY_LEAVE = Map.ofEntries(
            Map.entry("AWS::CloudFormation::WaitCondition", "a wait for one boot; another boot has another"),
            Map.entry("AWS::CloudFormation::WaitConditionHandle", "the address of one wait's signal"),
            Map.entry("AWS::CloudWatch::Alarm", "goes with what it watches"),
            Map.entry("AWS::EC2::EIP", "the single server's address; the domain leads to the load balancer by then"),
            Map.entry("AWS::EC2::EIPAssociation", "goes with the single server"),
            Map.entry("AWS::EC2::Instance", "the single server; its data is on a volume of its own, or moved"),
            Map.entry("AWS::EC2::SecurityGroup", "the single server's, which nothing else uses"),
            Map.entry("AWS::EC2::SecurityGroupEgress", "a way that nobody takes any more"),
            Map.entry("AWS::EC2::SecurityGroupIngress", "a way that nobody takes any more"),
            Map.entry("AWS::EC2::VolumeAttachment", "the volume stays, detached"),
            Map.entry("AWS::IAM::InstanceProfile", "goes with the single server"),
            Map.entry("AWS::IAM::ManagedPolicy", "permissions that nobody needs any more"),
            Map.entry("AWS::IAM::Role", "the single server's"),
            Map.entry("AWS::Logs::LogGroup", "the single server's, which is retained until its logs expire"));

    private static Stream<Pair> pairs() {
        return GrowthGraph.pairs();
    }

    @ParameterizedTest(name = "G1 from and to stages {0}")
    @MethodSource("pairs")
    @DisplayName("G1 nothing that holds data, and nothing that it stands on, is replaced or removed")
    void g1_whatHoldsDataStays(Pair pair) {
        assertThat(up(pair.lowerTemplate(), pair.higherTemplate())).as("G1").isEmpty();
    }

    @ParameterizedTest(name = "G1 from and to stages {0}")
    @MethodSource("pairs")
    @DisplayName("G1 whatever leaves is of a type that may, for a reason that is written down")
    void g1_whateverLeavesMayLeave(Pair pair) {
        assertThat(leaving(pair.lowerTemplate(), pair.higherTemplate()))
                .as("G1")
                .allSatisfy(resource -> assertThat(MAY_LEAVE).containsKey(resource.type()))
                .filteredOn(resource -> resource.type().equals("AWS::Logs::LogGroup"))
                .allMatch(DataPlatformParts::isKept, "is kept");
    }

    @Test
    @DisplayName("G1 the list of what may leave names nothing that never does")
    void g1_theListOfWhatMayLeaveIsShort() {
        Set<String> left = GrowthGraph.pairs()
                .flatMap(pair -> leaving(pair.lowerTemplate(), pair.higherTemplate()).stream())
                .map(Resource::type)
                .collect(Collectors.toSet());
        assertThat(left).as("G1").containsExactlyInAnyOrderElementsOf(MAY_LEAVE.keySet());
    }

    @ParameterizedTest(name = "G2 {0}")
    @EnumSource
    @DisplayName("G2 what can be set only at creation is written out, not left to a default")
    void g2_createOnlyPropertiesAreWrittenOut(ScalingStage stage) {
        for (Variant variant : Variant.values()) {
            assertThat(unwritten(Templates.of(variant, stage)))
                    .as("G2 %s", variant)
                    .isEmpty();
        }
    }

    @ParameterizedTest(name = "G2 from and to stages {0}")
    @MethodSource("pairs")
    @DisplayName("G2 what can be set only at creation is never changed, on what holds data and on what has an address")
    void g2_createOnlyPropertiesNeverChange(Pair pair) {
        CloudTemplate higher = pair.higherTemplate();
        assertThat(changed(
                        pair.lowerTemplate().resources().stream()
                                .filter(resource -> has(higher, resource))
                                .toList(),
                        higher))
                .as("G2")
                .isEmpty();
    }

    @ParameterizedTest(name = "G8 from {0}, down")
    @MethodSource("pairs")
    @DisplayName("G8 going down, what holds data is kept or snapshotted, with what it cannot do without")
    void g8_whatLeavesOnTheWayDownIsKept(Pair pair) {
        assertThat(down(pair.higherTemplate(), pair.lowerTemplate())).as("G8").isEmpty();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource
    @DisplayName("G1, G2 and G8 the checks object to a step that loses data")
    void g1_checksObjectTo(Mutant mutant) {
        CloudTemplate lower = Templates.of(ScalingStage.SEPARATE_STORAGE);
        mutant.assertCaught(
                () -> Templates.of(ScalingStage.DATA_PLATFORM),
                higher -> new Violations()
                        .and(up(lower, higher))
                        .and(unwritten(higher))
                        .and(down(higher, lower))
                        .found());
    }

    static Stream<Mutant> g1_checksObjectTo() {
        return Stream.of(
                new Mutant("G1 the database is gone", all -> Mutant.drop(all, database(all)), "is gone"),
                new Mutant(
                        "G1 the data volume is gone", all -> Mutant.drop(all, all.only("AWS::EC2::Volume")), "is gone"),
                new Mutant(
                        "G1 a subnet is renumbered",
                        all -> Mutant.put(
                                all,
                                all.resources("AWS::EC2::Subnet").get(0),
                                "/Properties/CidrBlock",
                                "\"10.0.240.0/24\""),
                        "[CidrBlock]"),
                new Mutant(
                        "G1 the database has another name",
                        all -> Mutant.put(all, database(all), "/Properties/DBInstanceIdentifier", "\"other\""),
                        "[DBInstanceIdentifier]"),
                new Mutant(
                        "G1 the database's security group has another description",
                        all -> Mutant.put(
                                all,
                                all.target(database(all).at("/VPCSecurityGroups")),
                                "/Properties/GroupDescription",
                                "\"other\""),
                        "[GroupDescription]"),
                new Mutant(
                        "G1 how the password is made is edited",
                        all -> Mutant.put(
                                all,
                                all.target(database(all).at("/MasterUserPassword")),
                                "/Properties/GenerateSecretString/PasswordLength",
                                "20"),
                        "[GenerateSecretString]"),
                new Mutant(
                        "G2 the cache's port is left to a default",
                        all -> Mutant.remove(all, all.only("AWS::ElastiCache::ReplicationGroup"), "/Properties/Port"),
                        "leaves [Port]"),
                new Mutant(
                        "G8 a shard goes with the way down",
                        all -> Mutant.put(
                                all,
                                DataPlatformParts.toldResource(all, DataPlatformParts.WORKER, "SHARD_3_HOST"),
                                "/DeletionPolicy",
                                "\"Delete\""),
                        "is lost"));
    }

    private static List<String> up(CloudTemplate lower, CloudTemplate higher) {
        Collection<Resource> foundations = GrowthGraph.foundations(lower);
        Violations violations = new Violations();
        for (Resource resource : foundations) {
            violations.unless(has(higher, resource), resource.logicalId() + ", " + resource.type() + ", is gone");
        }
        return violations
                .and(changed(
                        foundations.stream()
                                .filter(resource -> has(higher, resource))
                                .toList(),
                        higher))
                .found();
    }

    private static List<String> changed(List<Resource> resources, CloudTemplate higher) {
        Violations violations = new Violations();
        for (Resource resource : resources) {
            List<String> changed = CreateOnlyProperties.changed(resource, higher.resource(resource.logicalId()));
            violations.unless(changed.isEmpty(), resource.logicalId() + " is replaced by " + changed);
        }
        return violations.found();
    }

    private static List<String> unwritten(CloudTemplate template) {
        Violations violations = new Violations();
        for (Resource resource : template.resources()) {
            List<String> missing = CreateOnlyProperties.missing(resource);
            violations.unless(missing.isEmpty(), resource.logicalId() + " leaves " + missing + " to a default");
        }
        return violations.found();
    }

    private static List<String> down(CloudTemplate higher, CloudTemplate lower) {
        List<Resource> leaving = leaving(higher, lower);
        Violations violations = new Violations();
        leaving.stream()
                .filter(resource -> GrowthGraph.HOLD_DATA.contains(resource.type()))
                .forEach(resource ->
                        violations.unless(DataPlatformParts.isKept(resource), resource.logicalId() + " is lost"));
        List<Resource> retained = leaving.stream()
                .filter(resource -> GrowthGraph.HOLD_DATA.contains(resource.type()))
                .filter(resource ->
                        resource.json().path("DeletionPolicy").asText().equals("Retain"))
                .toList();
        for (Resource needed : GrowthGraph.reachable(higher, retained)) {
            violations.unless(
                    !GrowthGraph.HELD_BY_ITS_USERS.contains(needed.type())
                            || has(lower, needed)
                            || DataPlatformParts.isKept(needed),
                    needed.logicalId() + " cannot go, what is kept uses it");
        }
        return violations.found();
    }

    private static List<Resource> leaving(CloudTemplate from, CloudTemplate to) {
        return from.resources().stream().filter(resource -> !has(to, resource)).toList();
    }

    private static boolean has(CloudTemplate template, Resource resource) {
        return template.json()
                .at("/Resources/" + resource.logicalId() + "/Type")
                .asText()
                .equals(resource.type());
    }

    private static Resource database(CloudTemplate template) {
        return DataPlatformParts.toldResource(template, DataPlatformParts.WORKER, "DATABASE_HOST");
    }
}
