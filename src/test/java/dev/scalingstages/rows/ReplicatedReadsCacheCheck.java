package dev.scalingstages.rows;

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
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** What is wrong with the cache: who may use it, how it is encrypted and fails over (S4.1), how it grows (S4.2). */
final class ReplicatedReadsCacheCheck {
    private static final String CONNECT = "elasticache:Connect";

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

    /** S4.1. */
    static List<String> violations(CloudTemplate template) {
        Resource cluster = cluster(template);
        JsonNode subnets = template.target(cluster.at("/CacheSubnetGroupName")).at("/SubnetIds");
        return new Violations()
                .unless(
                        cluster.at("/TransitEncryptionEnabled").asBoolean()
                                && cluster.at("/TransitEncryptionMode")
                                        .asText("required")
                                        .equals("required"),
                        "TLS is not required")
                .unless(cluster.at("/AtRestEncryptionEnabled").asBoolean(), "it is not encrypted at rest")
                .unless(isKey(template, cluster.at("/KmsKeyId")), "it is not encrypted with a key of ours")
                .unless(cluster.at("/MultiAZEnabled").asBoolean(), "it is in one zone")
                .unless(cluster.at("/AutomaticFailoverEnabled").asBoolean(), "it does not fail over")
                .unless(cluster.at("/ReplicasPerNodeGroup").asInt() >= 1, "a shard has nothing to fail over to")
                .unless(
                        SubnetRoutes.zones(template, subnets).size() == 3 && !SubnetRoutes.leadOut(template, subnets),
                        "it is not in private subnets of three zones")
                .and(authentication(template))
                .and(access(template))
                .found();
    }

    /** S4.2. */
    static List<String> growth(CloudTemplate template) {
        Resource cluster = cluster(template);
        JsonNode parameters =
                template.target(cluster.at("/CacheParameterGroupName")).at("/Properties");
        return new Violations()
                .unless(cluster.at("/ClusterMode").asText().equals("enabled"), "cluster mode is off")
                .unless(
                        parameters.path("cluster-enabled").asText().equals("yes"),
                        "the parameter group is for cluster mode off")
                .unless(cluster.at("/NumNodeGroups").asInt() >= 1, "the number of shards is not written")
                .unless(cluster.at("/ReplicasPerNodeGroup").asInt() >= 1, "a shard has no replica")
                .unless(
                        cluster.at("/NodeGroupConfiguration").isMissingNode(),
                        "shards are configured one by one, which replaces the cluster when one is added")
                .unless(
                        cluster.json().at("/UpdatePolicy/UseOnlineResharding").asBoolean(),
                        "adding a shard replaces the cluster")
                .found();
    }

    private static List<String> authentication(CloudTemplate template) {
        Resource cluster = cluster(template);
        List<Resource> groups = CloudTemplate.references(cluster.at("/UserGroupIds")).stream()
                .map(template::resource)
                .toList();
        List<Resource> users = groups.stream()
                .flatMap(group -> CloudTemplate.references(group.at("/UserIds")).stream())
                .map(template::resource)
                .toList();
        return new Violations()
                .unless(!users.isEmpty(), "whoever reaches it may use it")
                .unless(users.stream().allMatch(user -> isIamUser(user)), "a user signs in otherwise than by IAM")
                .unless(
                        groups.stream().allMatch(group -> group.at("/Engine").equals(cluster.at("/Engine"))),
                        "the users are of another engine")
                .found();
    }

    private static boolean isIamUser(Resource user) {
        return user.at("/AuthenticationMode/Type").asText().equals("iam")
                && TemplateText.of(user.at("/UserName")).equals(TemplateText.of(user.at("/UserId")))
                && !user.at("/NoPasswordRequired").asBoolean();
    }

    private static List<String> access(CloudTemplate template) {
        Resource cluster = cluster(template);
        int port = cluster.at("/Port").asInt();
        Resource user = template.only("AWS::ElastiCache::User");
        Set<String> allowed = Set.of(
                "arn:${AWS::Partition}:elasticache:${AWS::Region}:${AWS::AccountId}:replicationgroup:"
                        + TemplateText.of(cluster.at("/ReplicationGroupId")),
                "${" + user.logicalId() + ".Arn}");
        Set<Rule> expected = new LinkedHashSet<>();
        Violations violations = new Violations();
        for (ServerFleet fleet : users(template)) {
            expected.add(Rule.tcp(port, fleet.securityGroup()));
            String name = "the " + fleet.component();
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
        Set<Rule> ingress = SecurityGroupRules.ingress(template, securityGroup(template));
        return violations
                .unless(ingress.equals(expected), "others than its users reach it: " + ingress)
                .found();
    }

    private static boolean isKey(CloudTemplate template, JsonNode value) {
        return CloudTemplate.references(value).stream()
                .anyMatch(id -> template.resource(id).type().equals("AWS::KMS::Key"));
    }
}
