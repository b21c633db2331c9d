package dev.scalingstages.requirements.everystage;

import static dev.scalingstages.stage.ScalingStage.AUTOSCALED;
import static dev.scalingstages.stage.ScalingStage.DATA_PLATFORM;
import static dev.scalingstages.stage.ScalingStage.LOAD_BALANCED;
import static dev.scalingstages.stage.ScalingStage.REPLICATED_READS;
import static dev.scalingstages.stage.ScalingStage.SEPARATE_STORAGE;
import static dev.scalingstages.stage.ScalingStage.SINGLE_SERVER;
import static dev.scalingstages.testing.Edits.remove;
import static dev.scalingstages.testing.Edits.set;
import static dev.scalingstages.testing.StageMutant.caughtBy;
import static dev.scalingstages.testing.StageMutant.mutant;
import static dev.scalingstages.testing.TemplateValues.ref;

import dev.scalingstages.testing.CloudTemplate;
import dev.scalingstages.testing.CloudTemplate.Resource;
import dev.scalingstages.testing.Configuration;
import dev.scalingstages.testing.EachConfiguration;
import dev.scalingstages.testing.ReadsTemplates;
import dev.scalingstages.testing.Row;
import dev.scalingstages.testing.StageMutant;
import dev.scalingstages.testing.rules.SecurityGroups;
import dev.scalingstages.testing.rules.SecurityRules;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.TestFactory;

@ReadsTemplates
class EveryStageSecurityGroupsTest {
    private static final String GROUP = "AWS::EC2::SecurityGroup";
    private static final String CACHE = "AWS::ElastiCache::ReplicationGroup";

    @EachConfiguration
    @Row({"X2", "S1.6", "S1.7", "S3.8"})
    void everyRuleNamesWhoComesAndAPortThatIsListenedOn(Configuration configuration) {
        configuration.meets(SecurityRules::violations);
    }

    @EachConfiguration
    @Row("X2")
    void everythingWithAnAddressHasItsComponentsOneGroup(Configuration configuration) {
        configuration.meets(SecurityGroups::attachmentViolations);
    }

    @TestFactory
    @Row("X2")
    DynamicNode theCheckObjects() {
        return caughtBy(
                SecurityRules::violations,
                mutant(LOAD_BALANCED, into("database"), set("CidrIp", "0.0.0.0/0"), "to 0.0.0.0/0"),
                mutant(REPLICATED_READS, into("cache"), set("CidrIp", "10.0.0.0/16"), "to 10.0.0.0/16"),
                mutant(LOAD_BALANCED, into("web"), set("CidrIp", "0.0.0.0/0"), "to 0.0.0.0/0"),
                mutant(LOAD_BALANCED, into("write-api"), set("FromPort", 1).and(set("ToPort", 65_535)), "1-65535"),
                mutant(LOAD_BALANCED, into("write-api"), set("IpProtocol", "-1"), "opens -1"),
                mutant(
                        DATA_PLATFORM,
                        into("accounts"),
                        set("FromPort", 3306).and(set("ToPort", 3306)),
                        "tcp 3306-3306"),
                mutant(LOAD_BALANCED, into("write-api"), set("SourcePrefixListId", "pl-1"), "no door"),
                mutant(
                        LOAD_BALANCED,
                        into("web"),
                        remove("SourceSecurityGroupId")
                                .and(set("CidrIp", "192.0.2.0/24"))
                                .and(set("FromPort", 22))
                                .and(set("ToPort", 22)),
                        "to 192.0.2.0/24"),
                mutant(DATA_PLATFORM, outOf("worker"), set("CidrIp", "0.0.0.0/0"), "allows egress"),
                mutant(
                        SINGLE_SERVER,
                        all -> all.only(GROUP, "server"),
                        set("SecurityGroupIngress", List.of(Map.of("CidrIp", "0.0.0.0/0"))),
                        "has a rule inside of the group"),
                mutant(AUTOSCALED, all -> all.only(GROUP, "web"), remove("SecurityGroupEgress"), "to everywhere"),
                mutant(
                        SEPARATE_STORAGE,
                        all -> all.only(GROUP, "server"),
                        set("SecurityGroupEgress/0", Map.of("CidrIp", "0.0.0.0/0", "IpProtocol", "-1")),
                        "allows egress to"),
                mutant(LOAD_BALANCED, all -> all.drop(outOf("web").apply(all)), "is let in, but not out"));
    }

    @TestFactory
    @Row("X2")
    DynamicNode theCheckOfAttachmentsObjects() {
        return caughtBy(
                SecurityGroups::attachmentViolations,
                new StageMutant(
                        "a database in the web servers' group",
                        LOAD_BALANCED,
                        "another component",
                        all -> all.mutate(
                                all.only("AWS::RDS::DBInstance"),
                                set("VPCSecurityGroups/0", ref(all.only(GROUP, "web"))))),
                mutant(
                        LOAD_BALANCED,
                        all -> all.only("AWS::ElasticLoadBalancingV2::LoadBalancer", "front-door"),
                        set("SecurityGroups/-", "sg-1"),
                        "not exactly"),
                mutant(REPLICATED_READS, CACHE, remove("SecurityGroupIds"), "not exactly"),
                new StageMutant(
                        "a type that nobody knows",
                        SINGLE_SERVER,
                        "teach SecurityGroups",
                        all -> all.add(
                                "Files",
                                "AWS::EFS::MountTarget",
                                Map.of("SecurityGroups", List.of(ref(all.only(GROUP, "server")))))));
    }

    /** The first rule that lets a component in. */
    private static Function<CloudTemplate, Resource> into(String component) {
        return rule("AWS::EC2::SecurityGroupIngress", component);
    }

    /** The first rule that lets a component out. */
    private static Function<CloudTemplate, Resource> outOf(String component) {
        return rule("AWS::EC2::SecurityGroupEgress", component);
    }

    private static Function<CloudTemplate, Resource> rule(String type, String component) {
        return all -> all.first(type, rule -> all.target(rule.at("/GroupId")).isOf(component));
    }
}
