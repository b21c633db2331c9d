package dev.scalingstages.requirements.everystage;

import static dev.scalingstages.stage.ScalingStage.AUTOSCALED;
import static dev.scalingstages.stage.ScalingStage.DATA_PLATFORM;
import static dev.scalingstages.stage.ScalingStage.LOAD_BALANCED;
import static dev.scalingstages.stage.ScalingStage.REPLICATED_READS;
import static dev.scalingstages.stage.ScalingStage.SEPARATE_STORAGE;
import static dev.scalingstages.stage.ScalingStage.SINGLE_SERVER;
import static dev.scalingstages.testing.Edits.remove;
import static dev.scalingstages.testing.Edits.set;
import static dev.scalingstages.testing.TemplateValues.ref;

import dev.scalingstages.testing.CloudTemplate;
import dev.scalingstages.testing.CloudTemplate.Resource;
import dev.scalingstages.testing.Configuration;
import dev.scalingstages.testing.EachConfiguration;
import dev.scalingstages.testing.Edits.Edit;
import dev.scalingstages.testing.Mutants;
import dev.scalingstages.testing.ReadsTemplates;
import dev.scalingstages.testing.Row;
import dev.scalingstages.testing.StageMutant;
import dev.scalingstages.testing.rules.SecurityGroups;
import dev.scalingstages.testing.rules.SecurityRules;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

@ReadsTemplates
class EveryStageSecurityGroupsTest {
    private static final String INGRESS = "AWS::EC2::SecurityGroupIngress";
    private static final String EGRESS = "AWS::EC2::SecurityGroupEgress";

    @EachConfiguration
    @Row("X2")
    void everyRuleNamesWhoComesAndAPortThatIsListenedOn(Configuration configuration) {
        configuration.meets(SecurityRules::violations);
    }

    @EachConfiguration
    @Row("X2")
    void everythingWithAnAddressHasItsComponentsOneGroup(Configuration configuration) {
        configuration.meets(SecurityGroups::attachmentViolations);
    }

    @Mutants
    @Row("X2")
    void theCheckObjects(StageMutant mutant) {
        mutant.assertCaughtBy(SecurityRules::violations);
    }

    static Stream<StageMutant> theCheckObjects() {
        return Stream.of(
                new StageMutant(
                        "a database open to the world",
                        LOAD_BALANCED,
                        "to 0.0.0.0/0",
                        template -> edit(template, INGRESS, "database", set("/Properties/CidrIp", "0.0.0.0/0"))),
                new StageMutant(
                        "a cache open to the VPC",
                        REPLICATED_READS,
                        "to 10.0.0.0/16",
                        template -> edit(template, INGRESS, "cache", set("/Properties/CidrIp", "10.0.0.0/16"))),
                new StageMutant(
                        "web servers open to the world",
                        LOAD_BALANCED,
                        "to 0.0.0.0/0",
                        template -> edit(template, INGRESS, "web", set("/Properties/CidrIp", "0.0.0.0/0"))),
                new StageMutant(
                        "a range of ports",
                        LOAD_BALANCED,
                        "1-65535",
                        template -> edit(
                                template,
                                INGRESS,
                                "write-api",
                                set("/Properties/FromPort", 1),
                                set("/Properties/ToPort", 65_535))),
                new StageMutant(
                        "all protocols",
                        LOAD_BALANCED,
                        "opens -1",
                        template -> edit(template, INGRESS, "write-api", set("/Properties/IpProtocol", "-1"))),
                new StageMutant(
                        "a port that nobody listens on",
                        DATA_PLATFORM,
                        "tcp 3306-3306",
                        template -> edit(
                                template,
                                INGRESS,
                                "accounts",
                                set("/Properties/FromPort", 3306),
                                set("/Properties/ToPort", 3306))),
                new StageMutant(
                        "a prefix list behind the door",
                        LOAD_BALANCED,
                        "it is no door",
                        template ->
                                edit(template, INGRESS, "write-api", set("/Properties/SourcePrefixListId", "pl-1"))),
                new StageMutant(
                        "SSH to a network behind the door",
                        LOAD_BALANCED,
                        "to 192.0.2.0/24",
                        template -> edit(
                                template,
                                INGRESS,
                                "web",
                                remove("/Properties/SourceSecurityGroupId"),
                                set("/Properties/CidrIp", "192.0.2.0/24"),
                                set("/Properties/FromPort", 22),
                                set("/Properties/ToPort", 22))),
                new StageMutant(
                        "egress to everywhere",
                        DATA_PLATFORM,
                        "allows egress",
                        template -> edit(template, EGRESS, "worker", set("/Properties/CidrIp", "0.0.0.0/0"))),
                new StageMutant(
                        "EC2's own egress rule",
                        AUTOSCALED,
                        "to everywhere",
                        template -> template.mutate(
                                template.only("AWS::EC2::SecurityGroup", "web"),
                                remove("/Properties/SecurityGroupEgress"))),
                new StageMutant(
                        "an egress rule inside of a group",
                        SEPARATE_STORAGE,
                        "allows egress to",
                        template -> template.mutate(
                                template.only("AWS::EC2::SecurityGroup", "server"),
                                set(
                                        "/Properties/SecurityGroupEgress/0",
                                        Map.of("CidrIp", "0.0.0.0/0", "IpProtocol", "-1")))),
                new StageMutant(
                        "a way in without a way out",
                        LOAD_BALANCED,
                        "is let in, but not out",
                        template -> template.drop(rule(template, EGRESS, "web"))));
    }

    @Mutants
    @Row("X2")
    void theCheckOfAttachmentsObjects(StageMutant mutant) {
        mutant.assertCaughtBy(SecurityGroups::attachmentViolations);
    }

    static Stream<StageMutant> theCheckOfAttachmentsObjects() {
        return Stream.of(
                new StageMutant(
                        "a database in the web servers' group",
                        LOAD_BALANCED,
                        "another component",
                        template -> template.mutate(
                                template.only("AWS::RDS::DBInstance"),
                                set(
                                        "/Properties/VPCSecurityGroups/0",
                                        ref(template.only("AWS::EC2::SecurityGroup", "web"))))),
                new StageMutant(
                        "a load balancer in two groups",
                        LOAD_BALANCED,
                        "not exactly one",
                        template -> template.mutate(
                                template.only("AWS::ElasticLoadBalancingV2::LoadBalancer", "front-door"),
                                set("/Properties/SecurityGroups/-", "sg-1"))),
                new StageMutant(
                        "a cache in the default group",
                        REPLICATED_READS,
                        "not exactly one",
                        template -> template.mutate(
                                template.only("AWS::ElastiCache::ReplicationGroup"),
                                remove("/Properties/SecurityGroupIds"))),
                new StageMutant(
                        "a type that nobody knows",
                        SINGLE_SERVER,
                        "teach SecurityGroups",
                        template -> template.add(
                                "Files",
                                "AWS::EFS::MountTarget",
                                Map.of(
                                        "SecurityGroups",
                                        List.of(ref(template.only("AWS::EC2::SecurityGroup", "server")))))));
    }

    private static Resource rule(CloudTemplate template, String type, String component) {
        return template.first(type, rule -> template.target(rule.at("/GroupId")).isOf(component));
    }

    private static void edit(CloudTemplate template, String type, String component, Edit... changes) {
        Resource rule = rule(template, type, component);
        List.of(changes).forEach(change -> template.mutate(rule, change));
    }
}
