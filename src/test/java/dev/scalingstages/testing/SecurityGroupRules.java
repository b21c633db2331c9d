package dev.scalingstages.testing;

import com.fasterxml.jackson.databind.JsonNode;
import dev.scalingstages.testing.CloudTemplate.Resource;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** Who may reach a security group and whom it may reach, from inline rules and from rules that are resources. */
public final class SecurityGroupRules {
    /** How the CDK and this system say "no egress": a rule that can match nothing. */
    private static final String NOWHERE = "255.255.255.255/32";

    private SecurityGroupRules() {}

    /**
     * One rule.
     *
     * @param protocol such as {@code tcp}; {@code -1} for all
     * @param from the first port
     * @param to the last port
     * @param peer the other side: a security group's logical id, an address range or a prefix list
     */
    public record Rule(String protocol, int from, int to, String peer) {
        /** A rule for one TCP port. */
        public static Rule tcp(int port, String peer) {
            return new Rule("tcp", port, port, peer);
        }

        /** Whether it is about a TCP port and the members of a security group. */
        public boolean opens(int port, Resource securityGroup) {
            return protocol.equals("tcp") && from <= port && port <= to && isFor(securityGroup);
        }

        /** Whether the other side is a security group. */
        public boolean isFor(Resource securityGroup) {
            return peer.equals(securityGroup.logicalId());
        }

        /** A rule for one TCP port of another security group's members. */
        public static Rule tcp(int port, Resource securityGroup) {
            return tcp(port, securityGroup.logicalId());
        }
    }

    /** The identifier of one of AWS's prefix lists, as {@code cdk.context.json} has it for the demonstration account. */
    public static String prefixList(String name) {
        return Templates.context(Map.of()).entrySet().stream()
                .filter(entry -> entry.getKey().contains("PrefixListName=" + name))
                .map(entry -> entry.getValue().toString().replaceAll(".*(pl-[0-9a-f]+).*", "$1"))
                .findFirst()
                .orElseThrow(() -> new AssertionError("the context does not know the prefix list " + name));
    }

    /** What may reach the group's members. */
    public static Set<Rule> ingress(CloudTemplate template, Resource group) {
        return rules(template, group, "SecurityGroupIngress", "Source");
    }

    /** What the group's members may reach. */
    public static Set<Rule> egress(CloudTemplate template, Resource group) {
        return rules(template, group, "SecurityGroupEgress", "Destination");
    }

    /** Whether the members of one group may connect to a port of another's, by the rules at both ends. */
    public static boolean reaches(CloudTemplate template, Resource from, Resource to, int port) {
        return ingress(template, to).stream().anyMatch(rule -> rule.opens(port, from))
                && egress(template, from).stream().anyMatch(rule -> rule.opens(port, to));
    }

    private static Set<Rule> rules(CloudTemplate template, Resource group, String direction, String side) {
        Set<Rule> rules = new LinkedHashSet<>();
        group.at("/" + direction).forEach(rule -> rules.add(rule(rule, side)));
        template.resources("AWS::EC2::" + direction).stream()
                .filter(rule -> rule.refersTo("/GroupId", group))
                .forEach(rule -> rules.add(rule(rule.properties(), side)));
        rules.removeIf(rule -> rule.peer().equals(NOWHERE));
        return rules;
    }

    private static Rule rule(JsonNode json, String side) {
        JsonNode peer = Stream.of(
                        side + "SecurityGroupId",
                        "CidrIp",
                        "CidrIpv6",
                        side + "PrefixListId",
                        side + "SecurityGroupName")
                .map(json::path)
                .filter(each -> !each.isMissingNode())
                .findFirst()
                .orElseThrow(() -> new AssertionError("a rule without a peer: " + json));
        return new Rule(
                json.path("IpProtocol").asText(),
                json.path("FromPort").asInt(-1),
                json.path("ToPort").asInt(-1),
                CloudTemplate.references(peer).stream().findFirst().orElseGet(() -> TemplateText.of(peer)));
    }
}
