package dev.scalingstages.review.knowledge;

import dev.scalingstages.review.template.Resource;
import java.util.List;
import java.util.function.BiPredicate;

/**
 * A change that CloudFormation's schema calls a possible replacement, and that happens in place. Any other possible
 * replacement counts as one.
 *
 * @param type the type of resource
 * @param property the property that changes
 * @param when the old and new states of the resource for which it holds
 * @param reason why the resource stays
 * @param source where AWS says so
 */
public record InPlaceChange(
        String type, String property, BiPredicate<Resource, Resource> when, String reason, String source) {
    /** Holds for all states of the resource. */
    public static final BiPredicate<Resource, Resource> ALWAYS = (before, after) -> true;

    private static final String DATABASE = "AWS::RDS::DBInstance";
    private static final String INSTANCE = "AWS::EC2::Instance";
    private static final String CACHE = "AWS::ElastiCache::ReplicationGroup";

    private static final String MODIFYING =
            "https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/Overview.DBInstance.Modifying.html";
    private static final String REFERENCE = "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/";
    private static final String INSTANCE_PAGE = REFERENCE + "aws-resource-ec2-instance.html";
    private static final String CACHE_PAGE = REFERENCE + "aws-resource-elasticache-replicationgroup.html";
    private static final String POLICY_PAGE = REFERENCE + "aws-attribute-updatepolicy.html";

    private static final List<InPlaceChange> ALL = List.of(
            always(DATABASE, "MultiAZ", "RDS adds or removes the standby of a running instance", MODIFYING),
            always(DATABASE, "AutoMinorVersionUpgrade", "it says who upgrades, not what runs", MODIFYING),
            always(DATABASE, "PreferredMaintenanceWindow", "it says when RDS may work, not what runs", MODIFYING),
            always(DATABASE, "StorageType", "RDS changes the volume under the running instance", MODIFYING),
            always(DATABASE, "DBParameterGroupName", "RDS attaches another group and reboots for it", MODIFYING),
            always(
                    DATABASE,
                    "BackupRetentionPeriod",
                    "it says how long backups are kept; a change from or to none restarts the database",
                    "https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/"
                            + "USER_WorkingWithAutomatedBackups.BackupRetention.html"),
            new InPlaceChange(
                    DATABASE,
                    "SourceDBInstanceIdentifier",
                    (before, after) ->
                            has(before, "SourceDBInstanceIdentifier") && !has(after, "SourceDBInstanceIdentifier"),
                    "CloudFormation promotes a replica that no longer names a source",
                    REFERENCE + "aws-resource-rds-dbinstance.html"),
            new InPlaceChange(
                    INSTANCE,
                    "InstanceType",
                    InPlaceChange::hasSameProcessors,
                    "an instance with an EBS root volume, as every image of Amazon Linux 2023 has, is stopped and started",
                    INSTANCE_PAGE),
            always(
                    INSTANCE,
                    "UserData",
                    "an instance with an EBS root volume, as every image of Amazon Linux 2023 has, is stopped and started",
                    INSTANCE_PAGE),
            new InPlaceChange(
                    INSTANCE,
                    "SecurityGroupIds",
                    (before, after) -> after.properties().has("SubnetId"),
                    "an instance in a VPC takes other groups while it runs",
                    INSTANCE_PAGE),
            new InPlaceChange(
                    CACHE,
                    "NumNodeGroups",
                    InPlaceChange::reshardsOnline,
                    "the update policy asks for online resharding: slots move between shards while the cluster serves",
                    POLICY_PAGE),
            new InPlaceChange(
                    CACHE,
                    "NodeGroupConfiguration",
                    InPlaceChange::reshardsOnline,
                    "the update policy asks for online resharding: slots move between shards while the cluster serves",
                    POLICY_PAGE),
            new InPlaceChange(
                    CACHE,
                    "AuthToken",
                    (before, after) -> has(before, "AuthToken") && has(after, "AuthToken"),
                    "only a token where there was none asks for a new cache; another token takes the old one's place",
                    CACHE_PAGE));

    /** Every such change that happens in place in any application's templates. */
    public static List<InPlaceChange> all() {
        return ALL;
    }

    /** Whether it applies to a change of a property. */
    boolean isOf(Resource before, Resource after, String changed) {
        return type.equals(before.type()) && property.equals(changed) && when.test(before, after);
    }

    /** A change that happens in place for all states of the resource. */
    public static InPlaceChange always(String type, String property, String reason, String source) {
        return new InPlaceChange(type, property, ALWAYS, reason, source);
    }

    /** Graviton types have a g after the generation; an image runs on one processor architecture only. */
    private static boolean hasSameProcessors(Resource before, Resource after) {
        return isGraviton(before) == isGraviton(after);
    }

    private static boolean isGraviton(Resource server) {
        return server.property("InstanceType").asText().matches("[a-z]+[0-9]+g[a-z]*\\..+");
    }

    private static boolean reshardsOnline(Resource before, Resource after) {
        return after.json().at("/UpdatePolicy/UseOnlineResharding").asBoolean()
                && !after.property("ClusterMode").asText().equals("disabled");
    }

    private static boolean has(Resource resource, String property) {
        return resource.properties().has(property);
    }
}
