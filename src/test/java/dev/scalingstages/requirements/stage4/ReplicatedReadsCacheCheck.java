package dev.scalingstages.requirements.stage4;

import com.fasterxml.jackson.databind.JsonNode;
import dev.scalingstages.testing.CloudTemplate;
import dev.scalingstages.testing.CloudTemplate.Resource;
import dev.scalingstages.testing.RolePermissions;
import dev.scalingstages.testing.SecurityGroupRules;
import dev.scalingstages.testing.SecurityGroupRules.Rule;
import dev.scalingstages.testing.ServerFleet;
import dev.scalingstages.testing.SubnetRoutes;
import dev.scalingstages.testing.TemplateText;
import dev.scalingstages.testing.Violations;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Who else may reach the cache, and which of its users cannot (S4.1): references that must be followed. */
final class ReplicatedReadsCacheCheck {
    private static final String CONNECT = "elasticache:Connect";

    /** What the read API fills in, and asks; sessions are not among it. */
    private static final Set<String> COPIES =
            Set.of("~health", "~post:*", "~page:*", "~recent:*", "~likes:*", "~popular:*", "~lock:*");

    private ReplicatedReadsCacheCheck() {}

    /** The cache. */
    static Resource cluster(CloudTemplate template) {
        return template.only("AWS::ElastiCache::ReplicationGroup");
    }

    /** The cache's security group. */
    static Resource securityGroup(CloudTemplate template) {
        return template.target(cluster(template).at("/SecurityGroupIds"));
    }

    /** The servers that keep sessions and hot rows in the cache: all but the web servers. */
    static List<ServerFleet> users(CloudTemplate template) {
        return ServerFleet.all(template).stream()
                .filter(fleet -> !fleet.component().equals("web"))
                .toList();
    }

    /** Where it stands and who reaches it; how it is protected is for the CDK's assertions to say. */
    static List<String> violations(CloudTemplate template) {
        JsonNode subnets =
                template.target(cluster(template).at("/CacheSubnetGroupName")).at("/SubnetIds");
        return new Violations()
                .unless(
                        SubnetRoutes.zones(template, subnets).size() == 3 && !SubnetRoutes.leadOut(template, subnets),
                        "it is not in private subnets of three zones")
                .and(access(template));
    }

    /** The user whose name ends so. */
    static Resource user(CloudTemplate template, String suffix) {
        return template.first(
                "AWS::ElastiCache::User",
                user -> TemplateText.of(user.at("/UserName")).endsWith(suffix));
    }

    /** As whom a kind of server signs in. */
    private static Resource user(CloudTemplate template, ServerFleet fleet) {
        String name = fleet.environment().getOrDefault("CACHE_USER", "");
        return template.resources("AWS::ElastiCache::User").stream()
                .filter(user -> name.equals("${" + user.logicalId() + "}"))
                .findFirst()
                .orElseThrow(() -> new AssertionError("the " + fleet.component() + " is told no user of the cache"));
    }

    private static List<String> access(CloudTemplate template) {
        Resource cluster = cluster(template);
        int port = cluster.number("/Port");
        Set<Rule> expected = new LinkedHashSet<>();
        Violations violations = new Violations();
        for (ServerFleet fleet : users(template)) {
            expected.add(Rule.tcp(port, fleet.securityGroup()));
            String name = "the " + fleet.component();
            Resource user = user(template, fleet);
            Set<String> allowed = Set.of(
                    "arn:${AWS::Partition}:elasticache:${AWS::Region}:${AWS::AccountId}:replicationgroup:"
                            + TemplateText.of(cluster.at("/ReplicationGroupId")),
                    "${" + user.logicalId() + ".Arn}");
            violations
                    .unless(
                            RolePermissions.resources(template, fleet.role(), CONNECT)
                                    .equals(allowed),
                            name + " may sign in to more or less than this cache as this user")
                    .unless(
                            fleet.environment()
                                    .getOrDefault("CACHE_HOST", "")
                                    .equals("${" + cluster.logicalId() + ".ConfigurationEndPoint.Address}"),
                            name + " is not told the cache's configuration endpoint")
                    .unless(
                            fleet.environment().getOrDefault("CACHE_PORT", "").equals(String.valueOf(port)),
                            name + " is not told the cache's port")
                    .unless(
                            SecurityGroupRules.egress(template, fleet.securityGroup())
                                    .contains(Rule.tcp(port, securityGroup(template))),
                            name + " cannot reach the cache");
        }
        ServerFleet reader = new ServerFleet(template, "read-api");
        Set<Rule> ingress = SecurityGroupRules.ingress(template, securityGroup(template));
        String access = user(template, reader).text("/AccessString");
        return violations
                .unless(
                        Arrays.stream(access.split(" "))
                                .filter(word -> word.startsWith("~") || word.startsWith("%"))
                                .allMatch(COPIES::contains),
                        "the read API knows more keys than those of content: " + access)
                .unless(
                        access.contains(" -@all ") && !access.contains("+@") && !access.contains("+flush"),
                        "the read API has more commands than its own: " + access)
                .unless(ingress.equals(expected), "others than its users reach it: " + ingress);
    }
}
