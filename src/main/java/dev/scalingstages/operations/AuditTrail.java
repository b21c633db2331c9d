package dev.scalingstages.operations;

import dev.scalingstages.monitoring.LogGroups;
import dev.scalingstages.security.OperationsKey;
import dev.scalingstages.security.ServiceRole;
import dev.scalingstages.security.Statement;
import dev.scalingstages.storage.AccessLogs;
import dev.scalingstages.storage.AuditStore;
import java.util.List;
import software.amazon.awscdk.Aws;
import software.amazon.awscdk.services.cloudtrail.CfnTrail;
import software.amazon.awscdk.services.logs.CfnLogGroup;
import software.constructs.Construct;

/** CloudTrail: who called which AWS API, in every region, in files whose integrity can be proven. */
public final class AuditTrail extends Construct {
    /**
     * @param key encrypts the trail
     * @param accessLogs where reads of the trail's bucket are recorded
     */
    public AuditTrail(Construct scope, String id, OperationsKey key, AccessLogs accessLogs) {
        super(scope, id);
        String name = Aws.STACK_NAME + "-audit";
        AuditStore store = new AuditStore(this, "Store", key, accessLogs, name);
        CfnLogGroup logGroup = LogGroups.createForAudit(this, "LogGroup", key);
        ServiceRole role = new ServiceRole(
                this,
                "Role",
                new ServiceRole.Props("cloudtrail.amazonaws.com", "Writes the audit trail's log"),
                List.of(Statement.allow(
                        List.of("logs:CreateLogStream", "logs:PutLogEvents"), List.of(logGroup.getAttrArn()))));
        CfnTrail trail = CfnTrail.Builder.create(this, "Resource")
                .trailName(name)
                .isLogging(true)
                .isMultiRegionTrail(true)
                .includeGlobalServiceEvents(true)
                .enableLogFileValidation(true)
                .kmsKeyId(key.arn())
                .s3BucketName(store.bucketName())
                .cloudWatchLogsLogGroupArn(logGroup.getAttrArn())
                .cloudWatchLogsRoleArn(role.arn())
                .build();
        trail.addResourceDependency(store.policy());
        role.policies().forEach(trail::addResourceDependency);
    }
}
