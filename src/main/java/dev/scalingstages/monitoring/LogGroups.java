package dev.scalingstages.monitoring;

import dev.scalingstages.security.OperationsKey;
import software.amazon.awscdk.RemovalPolicy;
import software.amazon.awscdk.services.logs.CfnLogGroup;
import software.constructs.Construct;

/** Makes log groups: encrypted, kept when the stack goes, and with a retention. */
public final class LogGroups {
    /**
     * How long logs are kept, in days. Three months reach back over the last quarter's incidents; longer belongs in
     * the audit trail.
     */
    public static final int RETENTION_DAYS = 90;

    /** How long the audit trail's logs are kept, in days: a year, which is what auditors ask for first. */
    public static final int AUDIT_RETENTION_DAYS = 365;

    private LogGroups() {}

    /** A log group that CloudFormation names. */
    public static CfnLogGroup create(Construct scope, String id, OperationsKey key) {
        return retain(CfnLogGroup.Builder.create(scope, id)
                .kmsKeyId(key.arn())
                .retentionInDays(RETENTION_DAYS)
                .build());
    }

    /**
     * A log group whose name a service prescribes, created before the service creates one without a retention. It is
     * deleted when the deploy that creates it fails, or the next attempt would find its name taken. For resources that
     * write only while they are in the stack.
     */
    public static CfnLogGroup create(Construct scope, String id, OperationsKey key, String name) {
        CfnLogGroup group = named(scope, id, key, name);
        group.applyRemovalPolicy(RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE);
        return group;
    }

    /**
     * The same for a resource that stays when the deploy that creates it fails (G10). It goes on writing, and its
     * service would create the group again, without retention and key; so the group stays too, and is imported together
     * with the resource that writes to it.
     */
    public static CfnLogGroup createForRetainedResource(Construct scope, String id, OperationsKey key, String name) {
        return retain(named(scope, id, key, name));
    }

    private static CfnLogGroup named(Construct scope, String id, OperationsKey key, String name) {
        return CfnLogGroup.Builder.create(scope, id)
                .logGroupName(name)
                .kmsKeyId(key.arn())
                .retentionInDays(RETENTION_DAYS)
                .build();
    }

    /** A log group of the audit trail. */
    public static CfnLogGroup createForAudit(Construct scope, String id, OperationsKey key) {
        return retain(CfnLogGroup.Builder.create(scope, id)
                .kmsKeyId(key.arn())
                .retentionInDays(AUDIT_RETENTION_DAYS)
                .build());
    }

    private static CfnLogGroup retain(CfnLogGroup group) {
        group.applyRemovalPolicy(RemovalPolicy.RETAIN);
        return group;
    }
}
