package dev.scalingstages.review.knowledge;

import dev.scalingstages.review.template.Resource;
import java.util.List;
import java.util.function.BiPredicate;

/**
 * An in-place change of a stateful resource that is known to leave the data as it is. CloudFormation's schemas say what
 * replaces a resource, but not what deletes its content: to them, a shorter retention is an update. So any other change
 * of a stateful resource is unknown, except those that {@link InPlaceChange}, {@link BeyondTheSchema} or {@link
 * Effects} know.
 *
 * @param type the type of resource
 * @param property the property that changes
 * @param when the old and new states of the resource for which it holds
 * @param reason why the data stays as it is
 */
public record KnownUpdate(String type, String property, BiPredicate<Resource, Resource> when, String reason) {
    private static final BiPredicate<Resource, Resource> ALWAYS = (before, after) -> true;

    private static final String DATABASE = "AWS::RDS::DBInstance";
    private static final String CACHE = "AWS::ElastiCache::ReplicationGroup";
    private static final String TABLE = "AWS::DynamoDB::Table";
    private static final String QUEUE = "AWS::SQS::Queue";
    private static final String BUCKET = "AWS::S3::Bucket";
    private static final String ACCESS = "says who may use it";

    private static final List<KnownUpdate> ALL = List.of(
            always(DATABASE, "AllowMajorVersionUpgrade", "allows what another property does"),
            always(DATABASE, "ApplyImmediately", "says when changes are made"),
            always(DATABASE, "CopyTagsToSnapshot", "is about tags"),
            always(DATABASE, "DeletionProtection", "says who may delete it"),
            always(DATABASE, "EnableCloudwatchLogsExports", "copies logs and keeps them"),
            always(DATABASE, "EnablePerformanceInsights", "measures"),
            always(DATABASE, "Iops", "says how fast its storage is"),
            always(DATABASE, "ManageMasterUserPassword", "says who manages the password"),
            always(DATABASE, "MasterUserPassword", "concerns clients that sign in"),
            always(DATABASE, "MaxAllocatedStorage", "says how far storage may grow"),
            always(DATABASE, "MonitoringInterval", "measures"),
            always(DATABASE, "PreferredBackupWindow", "says when backups are made"),
            always(DATABASE, "StorageThroughput", "says how fast its storage is"),
            always(DATABASE, "VPCSecurityGroups", "says who may reach it"),
            always(TABLE, "BillingMode", "says how reads and writes are billed"),
            always(TABLE, "DeletionProtectionEnabled", "says who may delete it"),
            always(TABLE, "PointInTimeRecoverySpecification", "is about backups of the table"),
            always(TABLE, "WarmThroughput", "says how many requests it is ready for"),
            always(QUEUE, "RedrivePolicy", "says where messages go that fail"),
            always(QUEUE, "VisibilityTimeout", "says for how long a message is hidden while it is worked on"),
            new KnownUpdate(
                    QUEUE,
                    "MessageRetentionPeriod",
                    (before, after) -> before.property("MessageRetentionPeriod").asLong(Long.MAX_VALUE)
                            <= after.property("MessageRetentionPeriod").asLong(0),
                    "messages stay for longer"),
            new KnownUpdate(
                    "AWS::Logs::LogGroup",
                    "RetentionInDays",
                    (before, after) -> after.property("RetentionInDays").isMissingNode()
                            || before.property("RetentionInDays").asLong(Long.MAX_VALUE)
                                    <= after.property("RetentionInDays").asLong(0),
                    "logs stay for longer"),
            always(BUCKET, "NotificationConfiguration", "says who is notified of objects"),
            always(BUCKET, "LoggingConfiguration", "says where accesses are logged"),
            always(BUCKET, "PublicAccessBlockConfiguration", ACCESS),
            always(BUCKET, "CorsConfiguration", ACCESS),
            always("AWS::KMS::Key", "KeyPolicy", ACCESS),
            always("AWS::KMS::Key", "Description", "is for people"),
            always("AWS::Backup::BackupVault", "AccessPolicy", ACCESS),
            always("AWS::SecretsManager::Secret", "Description", "is for people"),
            always(CACHE, "TransitEncryptionMode", "says who may connect without TLS"),
            always(CACHE, "SnapshotWindow", "says when backups are made"),
            always(CACHE, "SnapshotRetentionLimit", "says for how long backups of copies are kept"),
            always(CACHE, "LogDeliveryConfigurations", "copies logs"));

    /** Whether a change of a property is known to leave the data as it is. */
    public static boolean knows(Resource before, Resource after, String property) {
        return ALL.stream()
                .filter(update -> update.type.equals(before.type()))
                .filter(update -> update.property.equals(property))
                .anyMatch(update -> update.when.test(before, after));
    }

    private static KnownUpdate always(String type, String property, String reason) {
        return new KnownUpdate(type, property, ALWAYS, reason);
    }
}
