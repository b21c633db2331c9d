package dev.scalingstages.requirements.stage1;

import static dev.scalingstages.stage.ScalingStage.SINGLE_SERVER;
import static dev.scalingstages.testing.Edits.set;
import static dev.scalingstages.testing.StageMutant.caughtBy;
import static dev.scalingstages.testing.StageMutant.mutant;
import static org.assertj.core.api.Assertions.assertThat;

import dev.scalingstages.network.Ports;
import dev.scalingstages.testing.CloudTemplate;
import dev.scalingstages.testing.CloudTemplate.Resource;
import dev.scalingstages.testing.Configuration;
import dev.scalingstages.testing.Edits.Edit;
import dev.scalingstages.testing.ReadsTemplates;
import dev.scalingstages.testing.Row;
import dev.scalingstages.testing.SecurityGroupRules;
import dev.scalingstages.testing.SecurityGroupRules.Rule;
import dev.scalingstages.testing.StageMutant;
import dev.scalingstages.testing.Templates;
import dev.scalingstages.testing.Variant;
import dev.scalingstages.testing.Violations;
import dev.scalingstages.testing.rules.SecurityGroups;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The doors of the single server, in and out, and what it boots from. */
@ReadsTemplates
class SingleServerSecurityTest {
    private static final String INGRESS = "AWS::EC2::SecurityGroupIngress";
    private static final String EGRESS = "AWS::EC2::SecurityGroupEgress";

    /** S1.6: who may come to the server, and on which port, is exactly this. */
    private static List<String> openDoors(CloudTemplate template, Set<String> sshNetworks) {
        Set<Rule> expected = new HashSet<>(Set.of(Rule.tcp(80, "0.0.0.0/0"), Rule.tcp(443, "0.0.0.0/0")));
        sshNetworks.forEach(network -> expected.add(Rule.tcp(22, network)));
        Set<Rule> found = SecurityGroupRules.ingress(template, serverGroup(template));
        Violations violations = new Violations();
        found.stream().filter(rule -> !expected.contains(rule)).forEach(rule -> violations.add("open: " + rule));
        expected.stream().filter(rule -> !found.contains(rule)).forEach(rule -> violations.add("closed: " + rule));
        return violations;
    }

    /** S1.7: the server may connect to S3's addresses and the VPC's endpoints, over TLS, and to nothing else. */
    private static List<String> waysOut(CloudTemplate template) {
        Violations violations = new Violations();
        Set<String> destinations = new TreeSet<>();
        for (Resource rule : rules(template, EGRESS)) {
            boolean https = rule.number("/FromPort") == Ports.HTTPS && rule.number("/ToPort") == Ports.HTTPS;
            if (rule.has("CidrIp") || rule.has("CidrIpv6") || !https) {
                violations.add("a way out: " + rule.properties());
            } else if (rule.has("DestinationPrefixListId")) {
                destinations.add(rule.text("/DestinationPrefixListId"));
            } else {
                Resource destination = template.target(rule.at("/DestinationSecurityGroupId"));
                new SecurityGroups(template)
                        .users(destination)
                        .forEach(user ->
                                destinations.add(user.at("/VpcEndpointType").asText(user.type())));
            }
        }
        violations.unless(
                destinations.equals(Set.of(SecurityGroupRules.prefixList("com.amazonaws.us-east-1.s3"), "Interface")),
                "the server may connect to " + destinations);
        return violations;
    }

    @ParameterizedTest
    @EnumSource(Variant.class)
    @Row("S1.6")
    void onlyWebPortsAreOpenToTheWorld(Variant variant) {
        Set<String> ssh = variant == Variant.EVERY_OPTION ? Set.of("192.0.2.0/24", "2001:db8::/48") : Set.of();
        assertThat(openDoors(Templates.of(variant, SINGLE_SERVER), ssh))
                .as("in %s", variant)
                .isEmpty();
    }

    @TestFactory
    @Row("S1.6")
    DynamicNode objectsToOpenPorts() {
        return caughtBy(
                template -> openDoors(template, Set.of()),
                door(22, "0.0.0.0/0", "to=22, peer=0.0.0.0/0"),
                door(22, "::/0", "to=22, peer=::/0"),
                door(22, "198.51.100.0/24", "peer=198.51.100.0/24"),
                door(3306, "0.0.0.0/0", "to=3306"),
                door(443, "::/0", "to=443, peer=::/0"),
                mutant(SINGLE_SERVER, all -> rules(all, INGRESS).get(0), set("IpProtocol", "-1"), "protocol=-1"),
                mutant(SINGLE_SERVER, all -> all.mutateEach(INGRESS, set("FromPort", 22)), "from=22, to=443"),
                mutant(SINGLE_SERVER, all -> all.drop(rules(all, INGRESS).get(0)), "closed: "));
    }

    private static StageMutant door(int port, String range, String objection) {
        return mutant(SINGLE_SERVER, all -> all.open(serverGroup(all), port, range), objection);
    }

    @ParameterizedTest
    @EnumSource(Variant.class)
    @Row("S1.7")
    void theServerConnectsToS3AndTheVpcsEndpointsOnly(Variant variant) {
        new Configuration(variant, SINGLE_SERVER).meets(SingleServerSecurityTest::waysOut);
    }

    @TestFactory
    @Row("S1.7")
    DynamicNode objectsToMoreWaysOut() {
        return caughtBy(
                SingleServerSecurityTest::waysOut,
                wayToS3(set("CidrIp", "0.0.0.0/0"), "a way out"),
                wayToS3(set("FromPort", 80), "a way out"),
                wayToS3(set("DestinationPrefixListId", "pl-1"), "may connect to"));
    }

    private static StageMutant wayToS3(Edit change, String objection) {
        return mutant(
                SINGLE_SERVER,
                all -> all.first(
                        "AWS::EC2::SecurityGroupEgress",
                        rule -> rule.refersTo("/GroupId", serverGroup(all)) && rule.has("DestinationPrefixListId")),
                change,
                objection);
    }

    private static Resource serverGroup(CloudTemplate template) {
        return new SecurityGroups(template).of(template.only("AWS::EC2::Instance"));
    }

    private static List<Resource> rules(CloudTemplate template, String type) {
        return template.referring(type, "/GroupId", serverGroup(template));
    }
}
