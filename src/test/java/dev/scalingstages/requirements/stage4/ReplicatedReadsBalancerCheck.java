package dev.scalingstages.requirements.stage4;

import com.fasterxml.jackson.databind.JsonNode;
import dev.scalingstages.testing.AlarmMetrics;
import dev.scalingstages.testing.CloudTemplate;
import dev.scalingstages.testing.CloudTemplate.Resource;
import dev.scalingstages.testing.Listeners;
import dev.scalingstages.testing.ProjectFiles;
import dev.scalingstages.testing.RolePermissions;
import dev.scalingstages.testing.RolePermissions.Statement;
import dev.scalingstages.testing.SecurityGroupRules;
import dev.scalingstages.testing.SecurityGroupRules.Rule;
import dev.scalingstages.testing.ServerFleet;
import dev.scalingstages.testing.SubnetRoutes;
import dev.scalingstages.testing.TemplateText;
import dev.scalingstages.testing.Violations;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Where the replicas' load balancer leads, and what its function may do (S4.4): references and grants. */
final class ReplicatedReadsBalancerCheck {
    private static final String REGISTER = "elasticloadbalancing:RegisterTargets";
    private static final String DEREGISTER = "elasticloadbalancing:DeregisterTargets";
    private static final String DESCRIBE = "rds:DescribeDBInstances";

    /** What can be allowed for no narrower resource than all, and changes nothing. */
    private static final Set<String> FOR_ALL =
            Set.of("elasticloadbalancing:DescribeTargetHealth", "cloudwatch:GetMetricData");

    private static final Set<String> LOGGING = Set.of("logs:CreateLogStream", "logs:PutLogEvents");

    private ReplicatedReadsBalancerCheck() {}

    /** The load balancer. */
    static Resource loadBalancer(CloudTemplate template) {
        return template.only("AWS::ElasticLoadBalancingV2::LoadBalancer", "replica-load-balancer");
    }

    /** The function that follows the replicas. */
    static Resource function(CloudTemplate template) {
        return template.only("AWS::Lambda::Function", "replica-load-balancer");
    }

    /** Its role. */
    static Resource role(CloudTemplate template) {
        return template.target(function(template).at("/Role"));
    }

    /** All read replicas. */
    static List<Resource> replicas(CloudTemplate template) {
        return template.resources("AWS::RDS::DBInstance").stream()
                .filter(instance -> !instance.at("/SourceDBInstanceIdentifier").isMissingNode())
                .toList();
    }

    static List<String> violations(CloudTemplate template) {
        return new Violations()
                .and(balances(template))
                .and(follows(template))
                .and(mayDoNoMore(template))
                .and(isTheOnlyWay(template));
    }

    private static List<String> balances(CloudTemplate template) {
        Resource loadBalancer = loadBalancer(template);
        JsonNode subnets = loadBalancer.at("/Subnets");
        Violations violations = new Violations()
                .unless(
                        SubnetRoutes.zones(template, subnets).size() == 3 && !SubnetRoutes.leadOut(template, subnets),
                        "it is not in private subnets of three zones");
        for (Resource listener : Listeners.of(template, loadBalancer)) {
            Set<String> targets = Listeners.forwards(listener.at("/DefaultActions"));
            violations.unless(targets.size() == 1, "a port leads to " + targets);
            for (String id : targets) {
                Resource group = template.resource(id);
                violations
                        .unless(group.is("/Protocol", "TCP"), "a port leads to no database")
                        .unless(
                                !AlarmMetrics.watching(template, "HealthyHostCount", group)
                                        .isEmpty(),
                                "nobody is told when no replica answers");
            }
        }
        return violations;
    }

    private static List<String> follows(CloudTemplate template) {
        Set<String> balanced = new TreeSet<>();
        Listeners.of(template, loadBalancer(template))
                .forEach(listener -> Listeners.forwards(listener.at("/DefaultActions"))
                        .forEach(id -> balanced.add("${" + id + "}")));
        Set<String> followed = new TreeSet<>();
        Set<String> listed = new TreeSet<>();
        Violations violations = new Violations();
        for (JsonNode group : targetGroups(template)) {
            followed.add(group.path("targetGroupArn").asText());
            Set<String> sources = new TreeSet<>();
            for (JsonNode identifier : group.path("replicas")) {
                listed.add(identifier.asText());
                replicas(template).stream()
                        .filter(replica -> identifier(replica).equals(identifier.asText()))
                        .forEach(replica -> {
                            sources.add(TemplateText.of(replica.at("/SourceDBInstanceIdentifier")));
                            violations.unless(
                                    replica.is("/Port", group.path("port").asText()),
                                    "the function follows another port than the replicas'");
                        });
            }
            violations.unless(sources.size() == 1, "one port leads to replicas of several databases");
        }
        Set<String> existing = new TreeSet<>();
        replicas(template).forEach(replica -> existing.add(identifier(replica)));
        return violations
                .unless(followed.equals(balanced), "the function follows other target groups: " + followed)
                .unless(listed.equals(existing), "the function follows other replicas: " + listed);
    }

    private static List<String> mayDoNoMore(CloudTemplate template) {
        Resource role = role(template);
        Set<String> groups = new TreeSet<>();
        targetGroups(template)
                .forEach(group -> groups.add(group.path("targetGroupArn").asText()));
        Set<String> replicas = new TreeSet<>();
        replicas(template)
                .forEach(replica -> replicas.add(
                        "arn:${AWS::Partition}:rds:${AWS::Region}:${AWS::AccountId}:db:" + identifier(replica)));
        Violations violations = new Violations()
                .unless(role.at("/ManagedPolicyArns").isEmpty(), "its role has a policy of AWS's")
                .unless(
                        RolePermissions.resources(template, role, REGISTER).equals(groups)
                                && RolePermissions.resources(template, role, DEREGISTER)
                                        .equals(groups),
                        "it may change other target groups")
                .unless(
                        RolePermissions.resources(template, role, DESCRIBE).equals(replicas),
                        "it may ask for other databases");
        Set<String> others = new TreeSet<>();
        for (Statement statement : RolePermissions.of(template, role)) {
            others.addAll(statement.actions());
            violations.unless(
                    !statement.resources().contains("*") || FOR_ALL.containsAll(statement.actions()),
                    "it may do to everything: " + statement.actions());
        }
        others.removeAll(Set.of(REGISTER, DEREGISTER, DESCRIBE));
        others.removeAll(FOR_ALL);
        others.removeAll(LOGGING);
        return violations.unless(others.isEmpty(), "it may also " + others);
    }

    private static List<String> isTheOnlyWay(CloudTemplate template) {
        Resource group = template.target(loadBalancer(template).at("/SecurityGroups"));
        return Violations.ofEach(replicas(template), (violations, replica) -> {
            Resource own = template.target(replica.at("/VPCSecurityGroups"));
            Set<Rule> ingress = SecurityGroupRules.ingress(template, own);
            Set<Rule> ways = new LinkedHashSet<>(Set.of(Rule.tcp(replica.number("/Port"), group)));
            // A worker, which moves content between shards at stage 6, has to tell one replica from another.
            if (!template.resources("AWS::AutoScaling::AutoScalingGroup", "worker")
                    .isEmpty()) {
                ways.add(Rule.tcp(replica.number("/Port"), new ServerFleet(template, "worker").securityGroup()));
            }
            violations
                    .unless(ingress.equals(ways), "a replica is reached around the load balancer: " + ingress)
                    .unless(
                            SecurityGroupRules.egress(template, group).contains(Rule.tcp(replica.number("/Port"), own)),
                            "the load balancer cannot reach a replica");
        });
    }

    private static Set<JsonNode> targetGroups(CloudTemplate template) {
        Set<JsonNode> groups = new LinkedHashSet<>();
        ProjectFiles.json(TemplateText.of(function(template).at("/Environment/Variables/TARGET_GROUPS")))
                .forEach(groups::add);
        return groups;
    }

    private static String identifier(Resource replica) {
        return TemplateText.of(replica.at("/DBInstanceIdentifier"));
    }
}
