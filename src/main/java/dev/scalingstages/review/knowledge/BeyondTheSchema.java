package dev.scalingstages.review.knowledge;

import com.fasterxml.jackson.databind.JsonNode;
import dev.scalingstages.review.template.Resource;
import java.util.List;
import java.util.Optional;
import java.util.function.BiPredicate;

/**
 * Changes that are worse than CloudFormation's schema says: it calls them updates in place.
 *
 * @param type the type of resource
 * @param property the property whose change it is about
 * @param when the old and new states of the resource for which it holds
 * @param verdict what really happens
 * @param what what really happens, in a sentence
 * @param source where AWS says so
 */
public record BeyondTheSchema(
        String type,
        String property,
        BiPredicate<Resource, Resource> when,
        Verdict verdict,
        String what,
        String source) {
    /** What really happens. */
    public enum Verdict {
        /** A new resource takes the old one's place. */
        REPLACES,
        /** The resource stays, and what it holds is overwritten or deleted. */
        OVERWRITES,
        /** The resource stays, and what it holds no longer follows its source. */
        PARTS,
        /** The deploy fails. */
        REFUSED
    }

    /** Holds for all states of the resource. */
    public static final BiPredicate<Resource, Resource> ALWAYS = (before, after) -> true;

    private static final String REFERENCE =
            "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-";
    private static final String SECRET = "AWS::SecretsManager::Secret";
    private static final String SECRET_PAGE = REFERENCE + "secretsmanager-secret.html";
    private static final String VOLUME = "AWS::EC2::Volume";
    private static final String VOLUME_PAGE = REFERENCE + "ec2-volume.html";
    private static final String DATABASE = "AWS::RDS::DBInstance";
    private static final String RDS = "https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/";
    private static final String CACHE = "AWS::ElastiCache::ReplicationGroup";
    private static final String ELASTICACHE = "https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/";
    private static final String WAIT = "AWS::CloudFormation::WaitCondition";
    private static final String WAIT_PAGE = REFERENCE + "cloudformation-waitcondition.html";

    private static final List<BeyondTheSchema> ALL = List.of(
            always(
                    SECRET,
                    "GenerateSecretString",
                    Verdict.OVERWRITES,
                    "a new value is generated, which nothing that signs in with the old one learns",
                    SECRET_PAGE),
            always(
                    SECRET,
                    "SecretString",
                    Verdict.OVERWRITES,
                    "the value, rotated since or not, is overwritten",
                    SECRET_PAGE),
            refused(VOLUME, "AvailabilityZone", VOLUME_PAGE),
            refused(VOLUME, "Encrypted", VOLUME_PAGE),
            refused(VOLUME, "KmsKeyId", VOLUME_PAGE),
            refused(VOLUME, "SnapshotId", VOLUME_PAGE),
            new BeyondTheSchema(
                    VOLUME,
                    "Size",
                    (before, after) -> shrinks(before, after, "Size"),
                    Verdict.REFUSED,
                    "a volume never shrinks",
                    VOLUME_PAGE),
            new BeyondTheSchema(
                    DATABASE,
                    "AllocatedStorage",
                    (before, after) -> shrinks(before, after, "AllocatedStorage"),
                    Verdict.REFUSED,
                    "a database's storage never shrinks",
                    RDS + "USER_PIOPS.ModifyingExisting.html"),
            new BeyondTheSchema(
                    DATABASE,
                    "BackupRetentionPeriod",
                    (before, after) -> after.property("BackupRetentionPeriod").asInt(1) == 0,
                    Verdict.OVERWRITES,
                    "no backups are kept from then on, and there is no way back to a point in time before",
                    RDS + "USER_WorkingWithAutomatedBackups.BackupRetention.html"),
            new BeyondTheSchema(
                    DATABASE,
                    "SourceDBInstanceIdentifier",
                    (before, after) -> !after.properties().has("SourceDBInstanceIdentifier"),
                    Verdict.PARTS,
                    "the replica is promoted, and what is written to its source from then on does not reach it",
                    REFERENCE + "rds-dbinstance.html"),
            new BeyondTheSchema(
                    CACHE,
                    "ClusterMode",
                    (before, after) -> mode(before).equals("enabled")
                            || !mode(before).equals("compatible")
                                    && !mode(after).equals("compatible"),
                    Verdict.REFUSED,
                    "cluster mode is enabled in two deploys, with compatible in between, and can never be disabled",
                    ELASTICACHE + "modify-cluster-mode.html"),
            new BeyondTheSchema(
                    CACHE,
                    "UserGroupIds",
                    (before, after) -> before.properties().has("AuthToken")
                            != after.properties().has("AuthToken"),
                    Verdict.REPLACES,
                    "users instead of a token, or a token instead of users, means a new, empty cache",
                    "https://github.com/aws-cloudformation/cloudformation-coverage-roadmap/issues/2356"),
            new BeyondTheSchema(
                    CACHE,
                    "TransitEncryptionEnabled",
                    (before, after) -> !prefersEncryption(before) && !prefersEncryption(after),
                    Verdict.REFUSED,
                    "encryption is switched on or off in two deploys, with TransitEncryptionMode preferred in"
                            + " between",
                    ELASTICACHE + "in-transit-encryption-enable.html"),
            refused(WAIT, "Count", WAIT_PAGE),
            refused(WAIT, "Handle", WAIT_PAGE),
            refused(WAIT, "Timeout", WAIT_PAGE));

    /** Every such change. */
    public static List<BeyondTheSchema> all() {
        return ALL;
    }

    /** What really happens when a property changes, if that is known. */
    public static Optional<BeyondTheSchema> of(Resource before, Resource after, String property) {
        return ALL.stream()
                .filter(rule -> rule.type.equals(before.type()))
                .filter(rule -> rule.property.equals(property))
                .filter(rule -> rule.when.test(before, after))
                .findFirst();
    }

    /** Whether there is a rule about changes of a property, for whatever values. */
    public static boolean hasRule(String type, String property) {
        return ALL.stream().anyMatch(rule -> rule.type.equals(type) && rule.property.equals(property));
    }

    /** Whether such a rule holds only for some values. */
    public static boolean dependsOnValues(String type, String property) {
        return ALL.stream()
                .anyMatch(rule -> rule.type.equals(type) && rule.property.equals(property) && rule.when != ALWAYS);
    }

    private static BeyondTheSchema always(String type, String property, Verdict verdict, String what, String source) {
        return new BeyondTheSchema(type, property, ALWAYS, verdict, what, source);
    }

    private static BeyondTheSchema refused(String type, String property, String source) {
        return always(type, property, Verdict.REFUSED, "CloudFormation does not support updates of it", source);
    }

    private static String mode(Resource cache) {
        return cache.property("ClusterMode").asText();
    }

    private static boolean prefersEncryption(Resource cache) {
        return cache.property("TransitEncryptionMode").asText().equals("preferred");
    }

    private static boolean shrinks(Resource before, Resource after, String property) {
        JsonNode old = before.property(property);
        JsonNode now = after.property(property);
        return old.asLong() > 0 && now.asLong() > 0 && now.asLong() < old.asLong();
    }
}
