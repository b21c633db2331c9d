package dev.scalingstages.steps;

import dev.scalingstages.review.knowledge.SettingFacts;
import dev.scalingstages.review.knowledge.SettingTrace;
import dev.scalingstages.review.template.Resource;
import dev.scalingstages.settings.SettingDefaults;
import java.util.List;
import java.util.function.Predicate;

/** Where the settings' values appear in the templates. */
final class SettingTraces {
    private static final Predicate<Resource> ANY = resource -> true;
    private static final String FLEET = "AWS::AutoScaling::AutoScalingGroup";
    private static final String DATABASE = "AWS::RDS::DBInstance";
    private static final String CACHE = "AWS::ElastiCache::ReplicationGroup";
    private static final String SUBSCRIPTION = "AWS::SNS::Subscription";
    private static final String DOMAIN = "AWS::Route53::RecordSet";
    private static final String SSH_PORT = "22";
    private static final int SINGLE_SERVERS = 2;
    private static final int ALL_STAGES = 6;

    private static final List<SettingTrace> TRACES = List.of(
            new SettingTrace("domainName", DOMAIN, SettingTraces::isMain, "/Name", ALL_STAGES),
            new SettingTrace("hostedZoneId", DOMAIN, SettingTraces::isMain, "/HostedZoneId", ALL_STAGES),
            new SettingTrace(
                    "sshCidrs",
                    "AWS::EC2::SecurityGroupIngress",
                    rule -> rule.property("FromPort").asText().equals(SSH_PORT),
                    "/CidrIp",
                    SINGLE_SERVERS),
            new SettingTrace("keyPairName", "AWS::EC2::Instance", ANY, "/KeyName"),
            new SettingTrace("alarmEmail", SUBSCRIPTION, protocol("email"), "/Endpoint", ALL_STAGES),
            new SettingTrace("incidentUrl", SUBSCRIPTION, protocol("https"), "/Endpoint", ALL_STAGES),
            new SettingTrace("vpcCidr", "AWS::EC2::VPC", ANY, "/CidrBlock"),
            new SettingTrace("serverInstanceType", "AWS::EC2::Instance", ANY, "/InstanceType"),
            new SettingTrace("dataVolumeGiB", "AWS::EC2::Volume", ANY, "/Size"),
            new SettingTrace("webMinimum", FLEET, SettingTrace.named("Web"), "/MinSize"),
            new SettingTrace("webMaximum", FLEET, SettingTrace.named("Web"), "/MaxSize"),
            new SettingTrace("writeApiMinimum", FLEET, SettingTrace.named("WriteApi"), "/MinSize"),
            new SettingTrace("writeApiMaximum", FLEET, SettingTrace.named("WriteApi"), "/MaxSize"),
            new SettingTrace("readApiMinimum", FLEET, SettingTrace.named("ReadApi"), "/MinSize"),
            new SettingTrace("readApiMaximum", FLEET, SettingTrace.named("ReadApi"), "/MaxSize"),
            new SettingTrace("workerMinimum", FLEET, SettingTrace.named("Worker"), "/MinSize"),
            new SettingTrace("workerMaximum", FLEET, SettingTrace.named("Worker"), "/MaxSize"),
            serverType("web", "Web"),
            serverType("writeApi", "WriteApi"),
            serverType("readApi", "ReadApi"),
            serverType("worker", "Worker"),
            new SettingTrace("databaseInstanceClass", DATABASE, SettingTrace.named("Database"), "/DBInstanceClass"),
            new SettingTrace("databaseStorageGiB", DATABASE, SettingTrace.named("Database"), "/AllocatedStorage"),
            new SettingTrace("accountsInstanceClass", DATABASE, SettingTrace.named("Accounts"), "/DBInstanceClass"),
            new SettingTrace("accountsStorageGiB", DATABASE, SettingTrace.named("Accounts"), "/AllocatedStorage"),
            new SettingTrace("cacheNodeType", CACHE, ANY, "/CacheNodeType"),
            new SettingTrace("cacheShards", CACHE, ANY, "/NumNodeGroups"),
            new SettingTrace("cacheReplicas", CACHE, ANY, "/ReplicasPerNodeGroup"),
            new SettingTrace("warehouseCapacityUnits", "AWS::RedshiftServerless::Workgroup", ANY, "/BaseCapacity"),
            new SettingTrace(
                    "countersReadUnits",
                    "AWS::DynamoDB::Table",
                    SettingTrace.named("Counters"),
                    "/WarmThroughput/ReadUnitsPerSecond"));

    /**
     * Not proof that a setting was left out: shards share the database's sizes, RDS itself raises the version, and
     * zones are looked up.
     */
    private static final List<SettingTrace> SHARED = List.of(
            new SettingTrace("databaseStorageGiB", DATABASE, ANY, "/AllocatedStorage"),
            new SettingTrace("databaseVersion", DATABASE, ANY, "/EngineVersion"),
            new SettingTrace("availabilityZones", "AWS::EC2::Subnet", ANY, "/AvailabilityZone"));

    private SettingTraces() {}

    /** The facts about the settings. */
    static SettingFacts facts() {
        return new SettingFacts(TRACES, SHARED, List.of("contentShards", "replicas"), SettingDefaults::at);
    }

    private static SettingTrace serverType(String setting, String name) {
        return new SettingTrace(
                setting + "InstanceType",
                "AWS::EC2::LaunchTemplate",
                SettingTrace.named(name),
                "/LaunchTemplateData/InstanceType");
    }

    private static Predicate<Resource> protocol(String protocol) {
        return subscription -> subscription.property("Protocol").asText().equals(protocol);
    }

    private static boolean isMain(Resource domain) {
        return domain.logicalId().startsWith("Domain");
    }
}
