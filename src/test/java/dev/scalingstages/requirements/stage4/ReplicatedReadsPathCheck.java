package dev.scalingstages.requirements.stage4;

import dev.scalingstages.testing.CloudTemplate;
import dev.scalingstages.testing.CloudTemplate.Resource;
import dev.scalingstages.testing.Listeners;
import dev.scalingstages.testing.SecurityGroupRules;
import dev.scalingstages.testing.ServerFleet;
import dev.scalingstages.testing.SubnetRoutes;
import dev.scalingstages.testing.TemplateText;
import dev.scalingstages.testing.Violations;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What is wrong with the replicas (S4.3), and with the ways of reads and writes to the content's databases (S4.5). */
final class ReplicatedReadsPathCheck {
    /** The databases of content, first alone and later sharded; accounts are a function of their own, without replicas. */
    private static final Set<String> CONTENT = Set.of("database", "content-shards");

    private ReplicatedReadsPathCheck() {}

    /** The databases that content is written to. */
    static List<Resource> primaries(CloudTemplate template) {
        return template.resources("AWS::RDS::DBInstance").stream()
                .filter(instance -> instance.at("/SourceDBInstanceIdentifier").isMissingNode())
                .filter(instance -> CONTENT.contains(instance.tag("component").orElse("")))
                .toList();
    }

    /** The replicas of one database. */
    static List<Resource> replicas(CloudTemplate template, Resource primary) {
        return ReplicatedReadsBalancerCheck.replicas(template).stream()
                .filter(replica -> replica.refersTo("/SourceDBInstanceIdentifier", primary))
                .toList();
    }

    /** S4.3. */
    static List<String> replicated(CloudTemplate template) {
        Violations violations = new Violations();
        for (Resource primary : primaries(template)) {
            List<Resource> replicas = replicas(template, primary);
            Set<String> zones = new HashSet<>();
            replicas.forEach(replica -> zones.add(TemplateText.of(replica.at("/AvailabilityZone"))));
            zones.remove("");
            violations
                    .unless(replicas.size() >= 2, primary.logicalId() + " has " + replicas.size() + " replicas")
                    .unless(
                            zones.size() == Math.min(replicas.size(), 3),
                            "replicas share a zone although another is free: " + zones)
                    .unless(
                            SubnetRoutes.zones(
                                            template,
                                            template.target(primary.at("/DBSubnetGroupName"))
                                                    .at("/SubnetIds"))
                                    .containsAll(zones),
                            "a replica is in a zone that its database's subnets do not reach");
            for (Resource replica : replicas) {
                violations.unless(
                        replica.at("/DBParameterGroupName").equals(primary.at("/DBParameterGroupName")),
                        "a replica has other parameters than its source");
            }
        }
        return violations.unless(!primaries(template).isEmpty(), "there is no database");
    }

    /** S4.5. */
    static List<String> toldApart(CloudTemplate template) {
        ServerFleet reader = new ServerFleet(template, "read-api");
        ServerFleet writer = new ServerFleet(template, "write-api");
        Resource balancer = ReplicatedReadsBalancerCheck.loadBalancer(template);
        Resource balancerGroup = template.target(balancer.at("/SecurityGroups"));
        Map<String, String> settings = reader.environment();
        int port = Integer.parseInt(settings.getOrDefault("REPLICAS_PORT", "0"));
        Violations violations = new Violations()
                .unless(settings.containsKey("CACHE_HOST"), "the read API is not told the cache")
                .unless(
                        settings.getOrDefault("REPLICAS_HOST", "").equals("${" + balancer.logicalId() + ".DNSName}"),
                        "the read API is not told the replicas")
                .unless(
                        Listeners.of(template, balancer).stream()
                                .allMatch(listener -> SecurityGroupRules.reaches(
                                        template,
                                        reader.securityGroup(),
                                        balancerGroup,
                                        listener.at("/Port").asInt())),
                        "the read API cannot reach the replicas")
                .unless(
                        Listeners.of(template, balancer).stream()
                                .anyMatch(listener -> listener.at("/Port").asInt() == port),
                        "the read API is told a port where nothing listens");
        for (Resource primary : primaries(template)) {
            String host = "${" + primary.logicalId() + ".Endpoint.Address}";
            Resource group = template.target(primary.at("/VPCSecurityGroups"));
            violations
                    .unless(!settings.containsValue(host), "the read API is told the primary")
                    .unless(
                            SecurityGroupRules.ingress(template, group).stream()
                                    .noneMatch(rule -> rule.isFor(reader.securityGroup())),
                            "the read API reaches the primary")
                    .unless(writer.environment().containsValue(host), "the write API is not told the primary")
                    .unless(
                            SecurityGroupRules.reaches(
                                    template,
                                    writer.securityGroup(),
                                    group,
                                    primary.at("/Port").asInt()),
                            "the write API cannot reach the primary");
        }
        return violations;
    }
}
