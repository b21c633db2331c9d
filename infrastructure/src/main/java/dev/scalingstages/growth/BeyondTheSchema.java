package dev.scalingstages.growth;

import com.fasterxml.jackson.databind.JsonNode;
import dev.scalingstages.templates.Resource;
import java.util.List;
import java.util.Optional;
import java.util.function.BiPredicate;

/**
 * Changes that are worse than CloudFormation's schema says: it calls them updates in place.
 *
 * @param type the type of resource
 * @param property the property that changes
 * @param when for which two states of the resource it holds
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
        /** The resource stays, and what it holds is overwritten. */
        OVERWRITES,
        /** The deploy fails. */
        REFUSED
    }

    private static final String REFERENCE =
            "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-";
    private static final String SECRET = "AWS::SecretsManager::Secret";
    private static final String SECRET_PAGE = REFERENCE + "secretsmanager-secret.html";
    private static final String VOLUME = "AWS::EC2::Volume";
    private static final String VOLUME_PAGE = REFERENCE + "ec2-volume.html";
    private static final String CACHE = "AWS::ElastiCache::ReplicationGroup";
    private static final String CACHE_PAGE = REFERENCE + "elasticache-replicationgroup.html";

    private static final List<BeyondTheSchema> ALL = List.of(
            always(
                    SECRET,
                    "GenerateSecretString",
                    Verdict.OVERWRITES,
                    "a new value is generated, which whatever signs in with the old one is not told",
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
                    "AWS::RDS::DBInstance",
                    "AllocatedStorage",
                    (before, after) -> shrinks(before, after, "AllocatedStorage"),
                    Verdict.REFUSED,
                    "a database's storage never shrinks",
                    "https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_PIOPS.ModifyingExisting.html"),
            new BeyondTheSchema(
                    CACHE,
                    "ClusterMode",
                    (before, after) -> !isCompatible(before) && !isCompatible(after),
                    Verdict.REPLACES,
                    "cluster mode is switched at once, which fails or makes a new, empty cache",
                    CACHE_PAGE),
            new BeyondTheSchema(
                    CACHE,
                    "UserGroupIds",
                    (before, after) -> before.properties().has("AuthToken")
                            || before.properties().has("UserGroupIds")
                                    != after.properties().has("UserGroupIds"),
                    Verdict.REPLACES,
                    "another kind of authentication makes a new, empty cache",
                    CACHE_PAGE));

    /** Every such change. */
    public static List<BeyondTheSchema> all() {
        return ALL;
    }

    /** What is known of a change of a property. */
    static Optional<BeyondTheSchema> of(Resource before, Resource after, String property) {
        return ALL.stream()
                .filter(rule -> rule.type.equals(before.type()))
                .filter(rule -> rule.property.equals(property))
                .filter(rule -> rule.when.test(before, after))
                .findFirst();
    }

    private static BeyondTheSchema always(String type, String property, Verdict verdict, String what, String source) {
        return new BeyondTheSchema(type, property, (before, after) -> true, verdict, what, source);
    }

    private static BeyondTheSchema refused(String type, String property, String source) {
        return always(type, property, Verdict.REFUSED, "CloudFormation does not support updates of it", source);
    }

    /** Cluster mode can be switched on in two deploys, with {@code compatible} between. */
    private static boolean isCompatible(Resource cache) {
        return cache.property("ClusterMode").asText().equals("compatible");
    }

    private static boolean shrinks(Resource before, Resource after, String property) {
        JsonNode old = before.property(property);
        JsonNode now = after.property(property);
        return old.asLong() > 0 && now.asLong() > 0 && now.asLong() < old.asLong();
    }
}
