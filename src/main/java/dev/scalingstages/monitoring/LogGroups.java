package dev.scalingstages.monitoring;

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
    public static CfnLogGroup create(Construct scope, String id, String key) {
        return retain(CfnLogGroup.Builder.create(scope, id)
                .kmsKeyId(key)
                .retentionInDays(RETENTION_DAYS)
                .build());
    }

    /**
     * A log group whose name a service prescribes, made before the service makes one without a retention. It goes when the
     * stack's creation fails, or the next attempt would find its name taken.
     */
    public static CfnLogGroup create(Construct scope, String id, String key, String name) {
        CfnLogGroup group = CfnLogGroup.Builder.create(scope, id)
                .logGroupName(name)
                .kmsKeyId(key)
                .retentionInDays(RETENTION_DAYS)
                .build();
        group.applyRemovalPolicy(RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE);
        return group;
    }

    /** A log group of the audit trail. */
    public static CfnLogGroup createForAudit(Construct scope, String id, String key) {
        return retain(CfnLogGroup.Builder.create(scope, id)
                .kmsKeyId(key)
                .retentionInDays(AUDIT_RETENTION_DAYS)
                .build());
    }

    private static CfnLogGroup retain(CfnLogGroup group) {
        group.applyRemovalPolicy(RemovalPolicy.RETAIN);
        return group;
    }
}
