package dev.scalingstages.operations;

import dev.scalingstages.monitoring.Metric;
import dev.scalingstages.runtime.PartContext;
import dev.scalingstages.security.ServiceRole;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import software.amazon.awscdk.Aws;
import software.amazon.awscdk.RemovalPolicy;
import software.amazon.awscdk.services.backup.CfnBackupPlan;
import software.amazon.awscdk.services.backup.CfnBackupPlan.BackupPlanResourceTypeProperty;
import software.amazon.awscdk.services.backup.CfnBackupPlan.BackupRuleResourceTypeProperty;
import software.amazon.awscdk.services.backup.CfnBackupPlan.LifecycleResourceTypeProperty;
import software.amazon.awscdk.services.backup.CfnBackupSelection;
import software.amazon.awscdk.services.backup.CfnBackupSelection.BackupSelectionResourceTypeProperty;
import software.amazon.awscdk.services.backup.CfnBackupVault;
import software.constructs.Construct;

/**
 * AWS Backup for stateful resources: daily backups kept for a week and weekly ones kept for five, in an encrypted vault
 * that outlives the stack.
 */
public final class Backups extends Construct {
    /**
     * After the databases' own backup and maintenance windows: during them, and an hour before, RDS lets no job start.
     */
    private static final String DAILY = "cron(0 10 ? * * *)";

    private static final String WEEKLY = "cron(0 12 ? * SUN *)";

    private static final int DAILY_KEPT_DAYS = 7;
    private static final int WEEKLY_KEPT_DAYS = 35;

    /**
     * @param resources the ARNs of volumes, databases and tables
     */
    public Backups(Construct scope, String id, PartContext context, List<String> resources) {
        super(scope, id);
        CfnBackupVault vault = CfnBackupVault.Builder.create(this, "Vault")
                .backupVaultName(Aws.STACK_NAME)
                .encryptionKeyArn(context.dataKey().arn())
                .build();
        // Its name must be free again when the stack's creation fails.
        vault.applyRemovalPolicy(RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE);
        CfnBackupPlan plan = CfnBackupPlan.Builder.create(this, "Plan")
                .backupPlan(BackupPlanResourceTypeProperty.builder()
                        .backupPlanName(Aws.STACK_NAME)
                        .backupPlanRule(List.of(
                                rule("daily", DAILY, DAILY_KEPT_DAYS, vault),
                                rule("weekly", WEEKLY, WEEKLY_KEPT_DAYS, vault)))
                        .build())
                .build();
        ServiceRole role = ServiceRole.withManagedPolicies(
                this,
                "Role",
                new ServiceRole.Props("backup.amazonaws.com", "AWS Backup on behalf of the system"),
                List.of(
                        "service-role/AWSBackupServiceRolePolicyForBackup",
                        "service-role/AWSBackupServiceRolePolicyForRestores"),
                "AWS keeps this policy in step with what AWS Backup needs; only the service can assume the role.");
        CfnBackupSelection.Builder.create(this, "Selection")
                .backupPlanId(plan.getAttrBackupPlanId())
                .backupSelection(BackupSelectionResourceTypeProperty.builder()
                        // A selection never changes, so a longer list means a new selection with a new name:
                        // CloudFormation creates it before it deletes the old one.
                        .selectionName("data-" + resources.size())
                        .iamRoleArn(role.arn())
                        .resources(resources)
                        .build())
                .build();
        Map<String, String> vaultName = Map.of("BackupVaultName", vault.getRef());
        context.alarms()
                .defineForWorst(
                        this,
                        "FailedAlarm",
                        Stream.of("NumberOfBackupJobsFailed", "NumberOfBackupJobsAborted", "NumberOfBackupJobsExpired")
                                .map(metric -> Metric.sum("AWS/Backup", metric, vaultName)
                                        .every(3_600)
                                        .above(0)
                                        .missingIsNotBreaching())
                                .toList(),
                        "A backup failed, was aborted or did not start in time: read the job in AWS Backup, and start"
                                + " it again by hand.");
    }

    private static BackupRuleResourceTypeProperty rule(
            String name, String schedule, int keptDays, CfnBackupVault vault) {
        return BackupRuleResourceTypeProperty.builder()
                .ruleName(name)
                .targetBackupVault(vault.getRef())
                .scheduleExpression(schedule)
                .lifecycle(LifecycleResourceTypeProperty.builder()
                        .deleteAfterDays(keptDays)
                        .build())
                .build();
    }
}
