package dev.scalingstages.requirements.stage1;

import static dev.scalingstages.stage.ScalingStage.SINGLE_SERVER;
import static dev.scalingstages.testing.Edits.remove;
import static dev.scalingstages.testing.Edits.set;
import static dev.scalingstages.testing.StageMutant.mutant;
import static org.assertj.core.api.Assertions.assertThat;

import dev.scalingstages.network.Ports;
import dev.scalingstages.testing.CloudTemplate;
import dev.scalingstages.testing.CloudTemplate.Resource;
import dev.scalingstages.testing.Configuration;
import dev.scalingstages.testing.Edits;
import dev.scalingstages.testing.Mutants;
import dev.scalingstages.testing.ReadsTemplates;
import dev.scalingstages.testing.Row;
import dev.scalingstages.testing.StageMutant;
import dev.scalingstages.testing.Templates;
import dev.scalingstages.testing.Variant;
import dev.scalingstages.testing.Violations;
import dev.scalingstages.testing.rules.SecurityGroups;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The doors of the single server, in and out, and what it boots from. */
@ReadsTemplates
class SingleServerSecurityTest {
    private static final String INGRESS = "AWS::EC2::SecurityGroupIngress";
    private static final String EGRESS = "AWS::EC2::SecurityGroupEgress";
    private static final String S3_ADDRESSES = "PrefixListName=com.amazonaws.us-east-1.s3";

    /** S1.6: who may come to the server, and on which port, is exactly this. */
    private static List<String> openDoors(CloudTemplate template, Set<String> sshNetworks) {
        Set<String> expected = new TreeSet<>(Set.of("0.0.0.0/0 tcp 80-80", "0.0.0.0/0 tcp 443-443"));
        sshNetworks.forEach(network -> expected.add(network + " tcp 22-22"));
        Set<String> found = new TreeSet<>();
        Resource group = serverGroup(template);
        for (Resource rule : rules(template, INGRESS, group)) {
            found.add("%s%s%s %s %s-%s"
                    .formatted(
                            rule.at("/CidrIp").asText(),
                            rule.at("/CidrIpv6").asText(),
                            rule.at("/SourceSecurityGroupId").isMissingNode() ? "" : "a component",
                            rule.at("/IpProtocol").asText(),
                            rule.at("/FromPort").asText("any"),
                            rule.at("/ToPort").asText("any")));
        }
        group.at("/SecurityGroupIngress").forEach(rule -> found.add("a rule inside of the group: " + rule));
        Violations violations = new Violations();
        found.stream().filter(rule -> !expected.contains(rule)).forEach(rule -> violations.add("open: " + rule));
        expected.stream().filter(rule -> !found.contains(rule)).forEach(rule -> violations.add("closed: " + rule));
        return violations;
    }

    /** S1.7: the server may connect to S3's addresses and the VPC's endpoints, over TLS, and to nothing else. */
    private static List<String> waysOut(CloudTemplate template) {
        Violations violations = new Violations();
        Resource group = serverGroup(template);
        Set<String> destinations = new TreeSet<>();
        for (Resource rule : rules(template, EGRESS, group)) {
            boolean https = rule.at("/FromPort").asInt() == Ports.HTTPS
                    && rule.at("/ToPort").asInt() == Ports.HTTPS;
            if (rule.properties().has("CidrIp") || rule.properties().has("CidrIpv6") || !https) {
                violations.add("a way out: " + rule.properties());
            } else if (rule.properties().has("DestinationPrefixListId")) {
                destinations.add(rule.at("/DestinationPrefixListId").asText());
            } else {
                Resource destination = template.target(rule.at("/DestinationSecurityGroupId"));
                new SecurityGroups(template)
                        .users(destination)
                        .forEach(user ->
                                destinations.add(user.at("/VpcEndpointType").asText(user.type())));
            }
        }
        violations.unless(
                destinations.equals(Set.of(s3PrefixList(), "Interface")), "the server may connect to " + destinations);
        for (var rule : group.at("/SecurityGroupEgress")) {
            if (!rule.path("CidrIp").asText().equals("255.255.255.255/32")) {
                violations.add("a way out inside of the group: " + rule);
            }
        }
        violations.when(group.at("/SecurityGroupEgress").isEmpty(), "EC2 gives the group a way out to everywhere");
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

    @ParameterizedTest
    @MethodSource("doors")
    @Row("S1.6")
    void objectsToOpenPorts(StageMutant mutant) {
        mutant.assertCaughtBy(template -> openDoors(template, Set.of()));
    }

    static Stream<StageMutant> doors() {
        return Stream.of(
                door("SSH for the world", Map.of("CidrIp", "0.0.0.0/0"), 22, "0.0.0.0/0 tcp 22"),
                door("SSH for the world by IPv6", Map.of("CidrIpv6", "::/0"), 22, "::/0 tcp 22"),
                door("SSH for an office that nobody named", Map.of("CidrIp", "198.51.100.0/24"), 22, "198.51.100.0/24"),
                door("MySQL for the world", Map.of("CidrIp", "0.0.0.0/0"), 3306, "tcp 3306"),
                door("the web by IPv6 without an address", Map.of("CidrIpv6", "::/0"), 443, "::/0 tcp 443"),
                mutant(
                        SINGLE_SERVER,
                        all -> rules(all, INGRESS, serverGroup(all)).get(0),
                        set("IpProtocol", "-1"),
                        "0.0.0.0/0 -1"),
                new StageMutant(
                        "a range of ports",
                        SINGLE_SERVER,
                        "22-443",
                        all -> rules(all, INGRESS, serverGroup(all))
                                .forEach(rule -> all.mutate(rule, set("FromPort", 22)))),
                new StageMutant(
                        "a closed door",
                        SINGLE_SERVER,
                        "closed: 0.0.0.0/0 tcp",
                        all -> all.drop(rules(all, INGRESS, serverGroup(all)).get(0))),
                mutant(
                        SINGLE_SERVER,
                        all -> serverGroup(all),
                        set("SecurityGroupIngress", List.of(Map.of("CidrIp", "0.0.0.0/0"))),
                        "inside of the group"));
    }

    @ParameterizedTest
    @EnumSource(Variant.class)
    @Row("S1.7")
    void theServerConnectsToS3AndTheVpcsEndpointsOnly(Variant variant) {
        new Configuration(variant, SINGLE_SERVER).meets(SingleServerSecurityTest::waysOut);
    }

    @Mutants
    @Row("S1.7")
    void objectsToMoreWaysOut(StageMutant mutant) {
        mutant.assertCaughtBy(SingleServerSecurityTest::waysOut);
    }

    static Stream<StageMutant> objectsToMoreWaysOut() {
        return Stream.of(
                exit("the internet over TLS", "a way out", set("CidrIp", "0.0.0.0/0")),
                exit("plain HTTP", "a way out", set("FromPort", 80)),
                exit("another prefix list", "may connect to", set("DestinationPrefixListId", "pl-1")),
                mutant(SINGLE_SERVER, all -> serverGroup(all), remove("SecurityGroupEgress"), "EC2 gives"),
                mutant(
                        SINGLE_SERVER,
                        all -> serverGroup(all),
                        set("SecurityGroupEgress/0/CidrIp", "0.0.0.0/0"),
                        "inside of the group"));
    }

    private static StageMutant door(String name, Map<String, Object> who, int port, String objection) {
        return new StageMutant(name, SINGLE_SERVER, objection, template -> {
            Map<String, Object> rule = new TreeMap<>(who);
            rule.put(
                    "GroupId",
                    Map.of("Fn::GetAtt", List.of(serverGroup(template).logicalId(), "GroupId")));
            rule.put("IpProtocol", "tcp");
            rule.put("FromPort", port);
            rule.put("ToPort", port);
            template.add("More", INGRESS, rule);
        });
    }

    private static StageMutant exit(String name, String objection, Edits.Edit change) {
        return new StageMutant(
                name,
                SINGLE_SERVER,
                objection,
                template -> template.mutate(
                        rules(template, EGRESS, serverGroup(template)).stream()
                                .filter(rule -> rule.properties().has("DestinationPrefixListId"))
                                .findFirst()
                                .orElseThrow(),
                        change));
    }

    private static String s3PrefixList() {
        return Templates.context(Map.of()).entrySet().stream()
                .filter(entry -> entry.getKey().contains(S3_ADDRESSES))
                .map(entry -> entry.getValue().toString().replaceAll(".*(pl-[0-9a-f]+).*", "$1"))
                .findFirst()
                .orElseThrow();
    }

    private static Resource serverGroup(CloudTemplate template) {
        return new SecurityGroups(template).of(template.only("AWS::EC2::Instance"));
    }

    private static List<Resource> rules(CloudTemplate template, String type, Resource group) {
        return template.resources(type).stream()
                .filter(rule -> template.target(rule.at("/GroupId")).equals(group))
                .toList();
    }
}
