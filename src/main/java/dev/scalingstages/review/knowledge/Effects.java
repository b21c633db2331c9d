package dev.scalingstages.review.knowledge;

import dev.scalingstages.review.knowledge.Effect.Kind;
import dev.scalingstages.review.template.Resource;
import java.util.List;
import java.util.Set;
import java.util.function.BiPredicate;

/**
 * G7: what updates in place interrupt, and for about how long. CloudFormation's schemas do not say; AWS's user guides
 * do.
 */
public final class Effects {
    private static final String DATABASE = "AWS::RDS::DBInstance";
    private static final String SERVER = "AWS::EC2::Instance";
    private static final String CACHE = "AWS::ElastiCache::ReplicationGroup";
    private static final String FLEET = "AWS::AutoScaling::AutoScalingGroup";

    private static final String DOMAIN = "AWS::Route53::RecordSet";

    private static final String EC2 = "https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/";
    private static final String RDS = "https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/";
    private static final String MODIFYING = RDS + "Overview.DBInstance.Modifying.html";
    private static final String FAILOVER = RDS + "Concepts.MultiAZ.Failover.html";
    private static final String REFERENCE = "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/";
    private static final String ELASTICACHE = "https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/";

    private static final BiPredicate<Resource, Resource> ALWAYS = (before, after) -> true;

    private static final List<EffectRule> RULES = List.of(
            rule(
                    DATABASE,
                    "DBInstanceClass",
                    Effects::hasStandby,
                    Kind.INTERRUPTS,
                    "the standby gets the new class first, then takes over; connections break once",
                    "60 to 120 seconds, longer with large transactions",
                    FAILOVER),
            rule(
                    DATABASE,
                    "DBInstanceClass",
                    Effects::isReplica,
                    Kind.INTERRUPTS,
                    "the replica stops, and starts with the new class; the others answer reads meanwhile",
                    "some minutes; AWS names no figure",
                    MODIFYING),
            rule(
                    DATABASE,
                    "DBInstanceClass",
                    (before, after) -> !hasStandby(before, after) && !isReplica(before, after),
                    Kind.INTERRUPTS,
                    "the database stops, and starts with the new class",
                    "some minutes; AWS names no figure",
                    MODIFYING),
            rule(
                    DATABASE,
                    "EngineVersion",
                    ALWAYS,
                    Kind.INTERRUPTS,
                    "primary and standby are upgraded at once",
                    "minutes, growing with the database; try it on a copy",
                    RDS + "USER_UpgradeDBInstance.Upgrading.html"),
            rule(
                    DATABASE,
                    "MultiAZ",
                    ALWAYS,
                    Kind.SLOWS,
                    "RDS copies the volume for the standby, and writes wait for both from then on; AWS advises a quiet hour",
                    "as long as the copy takes, which grows with the database",
                    MODIFYING),
            rule(
                    DATABASE,
                    "AllocatedStorage",
                    ALWAYS,
                    Kind.SLOWS,
                    "the volume grows while it serves; RDS refuses another change of its storage until that is done, up to six"
                            + " hours",
                    "hours, when the volume is large",
                    MODIFYING),
            rule(
                    DATABASE,
                    "StorageType",
                    ALWAYS,
                    Kind.SLOWS,
                    "the volume is rebuilt while it serves; some changes begin with a brief outage",
                    "hours, when the volume is large",
                    MODIFYING),
            rule(
                    DATABASE,
                    "DBParameterGroupName",
                    ALWAYS,
                    Kind.INTERRUPTS,
                    "CloudFormation restarts the database for the other parameter group",
                    "a restart, a minute or more",
                    REFERENCE + "aws-resource-rds-dbinstance.html"),
            rule(
                    DATABASE,
                    "BackupRetentionPeriod",
                    (before, after) -> keepsBackups(before) != keepsBackups(after),
                    Kind.INTERRUPTS,
                    "the database restarts, to start or to stop its binary log",
                    "a restart, a minute or more",
                    RDS + "USER_WorkingWithAutomatedBackups.BackupRetention.html"),
            rule(
                    DATABASE,
                    "SourceDBInstanceIdentifier",
                    Effects::isReplica,
                    Kind.INTERRUPTS,
                    "the replica restarts and is promoted",
                    "some minutes; AWS names no figure",
                    RDS + "USER_ReadRepl.Promote.html"),
            rule(
                    "AWS::RDS::DBParameterGroup",
                    "Parameters",
                    ALWAYS,
                    Kind.INTERRUPTS,
                    "CloudFormation may restart the databases that use the group: it does when the group has a static"
                            + " parameter, changed or not",
                    "a restart, a minute or more; with a standby a failover, 60 to 120 seconds",
                    REFERENCE + "aws-resource-rds-dbparametergroup.html"),
            rule(
                    SERVER,
                    "InstanceType",
                    ALWAYS,
                    Kind.INTERRUPTS,
                    "the server stops, and starts on other hardware; its Elastic IP and its volumes stay",
                    "a few minutes",
                    EC2 + "ec2-instance-resize.html"),
            rule(
                    SERVER,
                    "UserData",
                    ALWAYS,
                    Kind.INTERRUPTS,
                    "the server stops and starts; new user data runs only if it is set to run at each boot",
                    "a few minutes",
                    REFERENCE + "aws-resource-ec2-instance.html"),
            rule(
                    FLEET,
                    "LaunchTemplate",
                    ALWAYS,
                    Kind.ROLLS,
                    "servers are replaced a batch at a time, each batch after the one before signals that it serves",
                    "none for requests; some minutes for each batch",
                    REFERENCE + "aws-attribute-updatepolicy.html"),
            rule(
                    CACHE,
                    "CacheNodeType",
                    ALWAYS,
                    Kind.SLOWS,
                    "nodes are exchanged one after another, and the last switch of a shard breaks connections once",
                    "about a second a shard in cluster mode",
                    ELASTICACHE + "CacheNodes.NodeMigration.html"),
            rule(
                    CACHE,
                    "NumNodeGroups",
                    ALWAYS,
                    Kind.SLOWS,
                    "slots move between shards while the cluster serves; AWS advises a deploy that changes nothing else",
                    "minutes to hours, with the amount of data",
                    REFERENCE + "aws-attribute-updatepolicy.html"),
            resize("ClusterType"),
            resize("NodeType"),
            resize("NumberOfNodes"),
            rule(
                    DOMAIN,
                    "ResourceRecords",
                    Effects::hasOldAddress,
                    Kind.INTERRUPTS,
                    "clients that still know the old address reach what it led to, or nothing once that is removed",
                    "up to the record's time to live (TTL)",
                    "https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/resource-record-sets-values-basic.html"));

    /**
     * Types that serve no requests, or that the changes between this application's stages don't interrupt. Source: AWS
     * CloudFormation Template Reference, "Update requires: No interruption" of those properties, November 2026.
     */
    private static final Set<String> NEVER = Set.of(
            "AWS::Backup::BackupPlan",
            "AWS::CloudWatch::Alarm",
            "AWS::CloudWatch::CompositeAlarm",
            "AWS::CloudWatch::Dashboard",
            "AWS::AutoScaling::ScalingPolicy",
            "AWS::AutoScaling::ScheduledAction",
            "AWS::EC2::LaunchTemplate",
            "AWS::EC2::SecurityGroup",
            "AWS::EC2::Subnet",
            "AWS::EC2::VPC",
            "AWS::EC2::VPCEndpoint",
            "AWS::IAM::ManagedPolicy",
            "AWS::IAM::Policy",
            "AWS::IAM::Role",
            "AWS::KMS::Key",
            "AWS::Lambda::Function",
            "AWS::Logs::LogGroup",
            "AWS::Logs::QueryDefinition",
            "AWS::S3::Bucket",
            "AWS::S3::BucketPolicy",
            "AWS::SNS::Topic",
            "AWS::SNS::TopicPolicy",
            "AWS::SQS::Queue",
            "AWS::SQS::QueuePolicy",
            "AWS::SSM::Association",
            "AWS::SecretsManager::Secret");

    private Effects() {}

    /** What a change of a property does to the service. */
    static List<Effect> of(Resource before, Resource after, String property) {
        return EffectRule.of(RULES, before, after, property);
    }

    /** Whether it is known which in-place changes interrupt a type, if any. */
    public static boolean knows(String type) {
        return NEVER.contains(type)
                || RULES.stream().anyMatch(rule -> rule.type().equals(type));
    }

    private static EffectRule rule(
            String type,
            String property,
            BiPredicate<Resource, Resource> when,
            Kind kind,
            String what,
            String duration,
            String source) {
        return new EffectRule(type, property, when, new Effect(kind, what, duration, source));
    }

    private static EffectRule resize(String property) {
        return rule(
                "AWS::Redshift::Cluster",
                property,
                ALWAYS,
                Kind.INTERRUPTS,
                "the warehouse is resized; an elastic resize breaks connections, a classic one is read-only",
                "10 to 15 minutes elastic, hours to days classic",
                "https://docs.aws.amazon.com/redshift/latest/mgmt/resizing-cluster.html");
    }

    /** Whether automatic backups are on, which RDS keeps for a day by default. */
    private static boolean keepsBackups(Resource database) {
        return database.property("BackupRetentionPeriod").asInt(1) > 0;
    }

    private static boolean isReplica(Resource before, Resource after) {
        return before.properties().has("SourceDBInstanceIdentifier");
    }

    private static boolean hasOldAddress(Resource before, Resource after) {
        return before.properties().has("ResourceRecords");
    }

    /** Whether a standby is already there; one that this deploy adds doesn't exist yet when the class changes. */
    private static boolean hasStandby(Resource before, Resource after) {
        return before.property("MultiAZ").asBoolean()
                && after.property("MultiAZ").asBoolean();
    }
}
