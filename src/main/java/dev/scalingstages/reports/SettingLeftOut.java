package dev.scalingstages.reports;

import com.fasterxml.jackson.databind.JsonNode;
import dev.scalingstages.growth.Change;
import dev.scalingstages.growth.Plan;
import dev.scalingstages.settings.SettingDefaults;
import dev.scalingstages.templates.Resource;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * A setting that what is deployed shows, and what is to be deployed does not: it goes back to its default, more often
 * because the setting was forgotten than because somebody decided so.
 *
 * @param logicalId the resource that shows it
 * @param option the words that {@code ./cdk} takes for it
 */
record SettingLeftOut(String logicalId, String option) {
    private static final Predicate<Resource> ANY = resource -> true;
    private static final String FLEET = "AWS::AutoScaling::AutoScalingGroup";
    private static final String DATABASE = "AWS::RDS::DBInstance";
    private static final String CACHE = "AWS::ElastiCache::ReplicationGroup";
    private static final String SUBSCRIPTION = "AWS::SNS::Subscription";
    private static final String DOMAIN = "AWS::Route53::RecordSet";
    private static final String SSH_PORT = "22";
    private static final int SINGLE_SERVERS = 2;
    private static final int ALL_STAGES = 6;

    /**
     * Where a setting's value stands in a template. Numbers of resources, such as {@code replicas}, stand nowhere.
     *
     * @param property a JSON pointer below the properties
     * @param lastStage the last stage at which the resource leaves when the setting is left out; 0 when it stays
     */
    private record Trace(String setting, String type, Predicate<Resource> of, String property, int lastStage) {
        Trace(String setting, String type, Predicate<Resource> of, String property) {
            this(setting, type, of, property, 0);
        }

        Optional<String> value(Optional<Resource> resource) {
            return resource.filter(each -> each.type().equals(type))
                    .filter(of)
                    .map(each -> each.properties().at(property))
                    .filter(JsonNode::isValueNode)
                    .map(JsonNode::asText);
        }
    }

    private static final List<Trace> TRACES = List.of(
            new Trace("domainName", DOMAIN, SettingLeftOut::isMain, "/Name", ALL_STAGES),
            new Trace("hostedZoneId", DOMAIN, SettingLeftOut::isMain, "/HostedZoneId", ALL_STAGES),
            new Trace(
                    "sshCidrs",
                    "AWS::EC2::SecurityGroupIngress",
                    rule -> rule.property("FromPort").asText().equals(SSH_PORT),
                    "/CidrIp",
                    SINGLE_SERVERS),
            new Trace("keyPairName", "AWS::EC2::Instance", ANY, "/KeyName"),
            new Trace("alarmEmail", SUBSCRIPTION, protocol("email"), "/Endpoint", ALL_STAGES),
            new Trace("incidentUrl", SUBSCRIPTION, protocol("https"), "/Endpoint", ALL_STAGES),
            new Trace("vpcCidr", "AWS::EC2::VPC", ANY, "/CidrBlock"),
            new Trace("serverInstanceType", "AWS::EC2::Instance", ANY, "/InstanceType"),
            new Trace("dataVolumeGiB", "AWS::EC2::Volume", ANY, "/Size"),
            new Trace("webMinimum", FLEET, named("Web"), "/MinSize"),
            new Trace("webMaximum", FLEET, named("Web"), "/MaxSize"),
            new Trace("writeApiMinimum", FLEET, named("WriteApi"), "/MinSize"),
            new Trace("writeApiMaximum", FLEET, named("WriteApi"), "/MaxSize"),
            new Trace("readApiMinimum", FLEET, named("ReadApi"), "/MinSize"),
            new Trace("readApiMaximum", FLEET, named("ReadApi"), "/MaxSize"),
            new Trace("workerMinimum", FLEET, named("Worker"), "/MinSize"),
            new Trace("workerMaximum", FLEET, named("Worker"), "/MaxSize"),
            serverType("web", "Web"),
            serverType("writeApi", "WriteApi"),
            serverType("readApi", "ReadApi"),
            serverType("worker", "Worker"),
            new Trace("databaseInstanceClass", DATABASE, named("Database"), "/DBInstanceClass"),
            new Trace("databaseStorageGiB", DATABASE, named("Database"), "/AllocatedStorage"),
            new Trace("accountsInstanceClass", DATABASE, named("Accounts"), "/DBInstanceClass"),
            new Trace("accountsStorageGiB", DATABASE, named("Accounts"), "/AllocatedStorage"),
            new Trace("cacheNodeType", CACHE, ANY, "/CacheNodeType"),
            new Trace("cacheShards", CACHE, ANY, "/NumNodeGroups"),
            new Trace("cacheReplicas", CACHE, ANY, "/ReplicasPerNodeGroup"),
            new Trace("warehouseCapacityUnits", "AWS::RedshiftServerless::Workgroup", ANY, "/BaseCapacity"));

    /** The settings that seem to be left out; none on templates that are of no stage. */
    static List<SettingLeftOut> in(Plan plan) {
        return plan.step().isKnown()
                ? TRACES.stream()
                        .flatMap(trace -> plan.changes().stream().flatMap(change -> in(plan, trace, change)))
                        .distinct()
                        .toList()
                : List.of();
    }

    /** The question that a plan asks. */
    String question() {
        return "Did you leave out %s? It is in what is deployed.".formatted(option);
    }

    private static Stream<SettingLeftOut> in(Plan plan, Trace trace, Change change) {
        Optional<String> was = trace.value(change.before());
        Optional<String> willBe = trace.value(change.after());
        boolean wasSet = was.isPresent()
                && !was.equals(SettingDefaults.at(trace.setting, plan.step().from()));
        boolean isDefault =
                willBe.equals(SettingDefaults.at(trace.setting, plan.step().to()));
        // A resource that has no place at a stage says nothing of a setting.
        boolean hasPlace = change.after().isPresent() || plan.step().to() <= trace.lastStage;
        return wasSet && isDefault && hasPlace && !was.equals(willBe)
                ? Stream.of(new SettingLeftOut(change.logicalId(), "-c %s=%s".formatted(trace.setting, was.get())))
                : Stream.empty();
    }

    private static Trace serverType(String setting, String name) {
        return new Trace(
                setting + "InstanceType", "AWS::EC2::LaunchTemplate", named(name), "/LaunchTemplateData/InstanceType");
    }

    private static Predicate<Resource> named(String prefix) {
        return resource -> resource.logicalId().startsWith(prefix);
    }

    private static Predicate<Resource> protocol(String protocol) {
        return subscription -> subscription.property("Protocol").asText().equals(protocol);
    }

    private static boolean isMain(Resource domain) {
        return domain.logicalId().startsWith("Domain");
    }
}
