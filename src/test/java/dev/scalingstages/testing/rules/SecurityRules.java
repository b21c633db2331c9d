package dev.scalingstages.testing.rules;

import com.fasterxml.jackson.databind.JsonNode;
import dev.scalingstages.network.Ports;
import dev.scalingstages.testing.CloudTemplate;
import dev.scalingstages.testing.CloudTemplate.Resource;
import dev.scalingstages.testing.TemplateText;
import dev.scalingstages.testing.Violations;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * X2: ingress comes only from named components, on ports that somebody listens on; the world reaches only the door, on
 * 80 and 443; nobody may connect to everything.
 */
public final class SecurityRules {
    private static final Set<String> WORLD = Set.of("0.0.0.0/0", "::/0");

    private final CloudTemplate template;
    private final SecurityGroups groups;
    private final Violations violations = new Violations();

    /** A connection that a rule at one of its two ends lets through. */
    private record Connection(String from, String to, String ports) {}

    private SecurityRules(CloudTemplate template) {
        this.template = template;
        groups = new SecurityGroups(template);
    }

    /** What is wrong with the rules of all security groups. */
    public static List<String> violations(CloudTemplate template) {
        return new SecurityRules(template).check();
    }

    private List<String> check() {
        template.resources(SecurityGroups.GROUP).forEach(this::checkGroup);
        Set<Connection> opened = new HashSet<>();
        for (Resource rule : template.resources(SecurityGroups.INGRESS)) {
            checkIngress(rule.logicalId(), rule.properties());
            if (rule.has("SourceSecurityGroupId")) {
                opened.add(connection(rule, rule.at("/SourceSecurityGroupId"), rule.at("/GroupId")));
            }
        }
        Set<Connection> allowed = new HashSet<>();
        for (Resource rule : template.resources(SecurityGroups.EGRESS)) {
            checkEgress(rule.logicalId(), rule.properties());
            if (rule.has("DestinationSecurityGroupId")) {
                allowed.add(connection(rule, rule.at("/GroupId"), rule.at("/DestinationSecurityGroupId")));
            }
        }
        opened.stream()
                .filter(each -> !allowed.contains(each))
                .forEach(each -> violations.add(each + " is let in, but not out"));
        allowed.stream()
                .filter(each -> !opened.contains(each))
                .forEach(each -> violations.add(each + " is let out, but not in"));
        return violations;
    }

    private void checkGroup(Resource group) {
        JsonNode egress = group.at("/SecurityGroupEgress");
        violations.when(egress.isEmpty(), group + " has no egress rule of its own, so EC2 gives it one to everywhere");
        for (JsonNode rule : egress) {
            if (!matchesNothing(rule)) {
                violations.add(group + " allows egress to " + rule);
            }
        }
        group.at("/SecurityGroupIngress")
                .forEach(rule -> violations.add(group
                        + " has a rule inside of the group, where a later component cannot change it by itself: "
                        + rule));
    }

    private void checkIngress(String rule, JsonNode properties) {
        Resource group = template.target(properties.path("GroupId"));
        Set<Integer> listening = groups.listeningPorts(group);
        if (isFromNetwork(properties)) {
            checkNetwork(rule, properties, group);
            return;
        }
        if (!properties.path("IpProtocol").asText().equals("tcp")
                || properties.path("FromPort").asInt()
                        > properties.path("ToPort").asInt()
                || !listening.containsAll(ports(properties))) {
            violations.add(rule + " opens " + portText(properties) + " of " + group
                    + ", where only these are listened on: " + listening);
        }
        if (properties.has("SourcePrefixListId")) {
            if (!groups.isDoor(group)) {
                violations.add(rule + " opens " + group + " to a prefix list, but it is no door");
            }
        } else if (!isGroup(properties.path("SourceSecurityGroupId"))) {
            violations.add(rule + " does not say which component may come in");
        }
    }

    private void checkNetwork(String rule, JsonNode properties, Resource group) {
        String network = properties.has("CidrIp")
                ? properties.path("CidrIp").asText()
                : properties.path("CidrIpv6").asText();
        boolean world = WORLD.contains(network);
        Set<Integer> allowed = world ? Set.of(Ports.HTTP, Ports.HTTPS) : Set.of(Ports.SSH);
        boolean single = properties.path("FromPort").asInt(-1)
                == properties.path("ToPort").asInt(-2);
        boolean tcp = properties.path("IpProtocol").asText().equals("tcp");
        Set<Integer> reachable = world ? groups.listeningPorts(group) : allowed;
        int port = properties.path("FromPort").asInt(-1);
        if (!groups.isDoor(group) || !tcp || !single || !allowed.contains(port) || !reachable.contains(port)) {
            violations.add(rule + " opens " + portText(properties) + " of " + group + " to " + network);
        }
        if (!world && group.tag("component").filter("server"::equals).isEmpty()) {
            violations.add(rule + " opens " + group + " to the network " + network);
        }
    }

    private void checkEgress(String rule, JsonNode properties) {
        boolean component = isGroup(properties.path("DestinationSecurityGroupId"));
        boolean prefixList =
                TemplateText.of(properties.path("DestinationPrefixListId")).startsWith("pl-");
        boolean tcp = properties.path("IpProtocol").asText().equals("tcp");
        if (isFromNetwork(properties) || component == prefixList || !tcp) {
            violations.add(rule + " allows egress to " + portText(properties) + " of "
                    + (component || prefixList ? "more than it names" : "an unnamed destination") + ": " + properties);
        }
        boolean https = ports(properties).equals(Set.of(Ports.HTTPS));
        if (prefixList && !https) {
            violations.add(rule + " allows egress to " + portText(properties) + " of an AWS service");
        }
    }

    private static boolean matchesNothing(JsonNode rule) {
        return rule.path("CidrIp").asText().equals("255.255.255.255/32")
                && rule.path("IpProtocol").asText().equals("icmp")
                && !rule.has("CidrIpv6")
                && !rule.has("DestinationPrefixListId")
                && !rule.has("DestinationSecurityGroupId");
    }

    private static boolean isFromNetwork(JsonNode properties) {
        return properties.has("CidrIp") || properties.has("CidrIpv6");
    }

    private boolean isGroup(JsonNode value) {
        return CloudTemplate.references(value).stream().anyMatch(id -> template.is(id, SecurityGroups.GROUP));
    }

    private Connection connection(Resource rule, JsonNode from, JsonNode to) {
        return new Connection(TemplateText.of(from), TemplateText.of(to), portText(rule.properties()));
    }

    private static String portText(JsonNode properties) {
        return "%s %s-%s"
                .formatted(
                        properties.path("IpProtocol").asText(),
                        properties.path("FromPort").asText("any"),
                        properties.path("ToPort").asText("any"));
    }

    private static Set<Integer> ports(JsonNode properties) {
        int first = properties.path("FromPort").asInt(0);
        int last = properties.path("ToPort").asInt(65_535);
        return IntStream.rangeClosed(first, last).boxed().collect(java.util.stream.Collectors.toUnmodifiableSet());
    }
}
