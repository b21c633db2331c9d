package dev.scalingstages.review.knowledge;

import dev.scalingstages.review.template.Resource;
import java.util.Set;

/** What happens to a resource that leaves the stack, by its policies; from best to worst. */
public enum Fate {
    /** It stays in the account, outside the stack. */
    KEPT,
    /** It is deleted after a last snapshot. */
    SNAPSHOTTED,
    /** It is deleted. */
    DESTROYED;

    /**
     * The types that CloudFormation snapshots. Source: AWS CloudFormation User Guide, DeletionPolicy attribute,
     * November 2026.
     */
    private static final Set<String> SNAPSHOTS = Set.of(
            "AWS::DocDB::DBCluster",
            "AWS::EC2::Volume",
            "AWS::ElastiCache::CacheCluster",
            "AWS::ElastiCache::ReplicationGroup",
            "AWS::Neptune::DBCluster",
            "AWS::RDS::DBCluster",
            "AWS::RDS::DBInstance",
            "AWS::Redshift::Cluster");

    /** The fate of a resource whose declaration leaves the template. */
    public static Fate ofRemoved(Resource resource) {
        if (isReadReplica(resource)) {
            return ofReadReplica(resource);
        }
        String policy = resource.attribute("DeletionPolicy");
        if (policy.isEmpty() && isSnapshottedByDefault(resource)) {
            return SNAPSHOTTED;
        }
        return of(policy, resource);
    }

    /**
     * The fate of the old resource when a new one takes its place. Both templates count and the worse one wins, because
     * a deploy that changes the policy together with the resource isn't safe.
     */
    public static Fate ofReplaced(Resource before, Resource after) {
        if (isReadReplica(before)) {
            return ofReadReplica(before);
        }
        Fate old = of(before.attribute("UpdateReplacePolicy"), before);
        Fate now = of(after.attribute("UpdateReplacePolicy"), before);
        return old.compareTo(now) > 0 ? old : now;
    }

    private static boolean isReadReplica(Resource resource) {
        return resource.type().equals("AWS::RDS::DBInstance")
                && resource.properties().has("SourceDBInstanceIdentifier");
    }

    /**
     * CloudFormation ignores the policies of a read replica, and RDS refuses to delete one that is protected. Source:
     * AWS CloudFormation Template Reference, AWS::RDS::DBInstance, SourceDBInstanceIdentifier, November 2026.
     */
    private static Fate ofReadReplica(Resource replica) {
        return replica.property("DeletionProtection").asBoolean() ? KEPT : DESTROYED;
    }

    private static Fate of(String policy, Resource resource) {
        return switch (policy) {
            case "Retain", "RetainExceptOnCreate" -> KEPT;
            case "Snapshot" -> SNAPSHOTS.contains(resource.type()) ? SNAPSHOTTED : DESTROYED;
            default -> DESTROYED;
        };
    }

    /** True for a cluster, and for an instance outside a cluster. */
    private static boolean isSnapshottedByDefault(Resource resource) {
        return resource.type().equals("AWS::RDS::DBCluster")
                || resource.type().equals("AWS::RDS::DBInstance")
                        && resource.property("DBClusterIdentifier").isMissingNode();
    }
}
