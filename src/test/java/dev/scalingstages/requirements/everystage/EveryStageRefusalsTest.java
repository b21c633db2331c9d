package dev.scalingstages.requirements.everystage;

import static dev.scalingstages.stage.ScalingStage.AUTOSCALED;
import static dev.scalingstages.stage.ScalingStage.DATA_PLATFORM;
import static dev.scalingstages.stage.ScalingStage.REPLICATED_READS;
import static dev.scalingstages.stage.ScalingStage.SEPARATE_STORAGE;
import static dev.scalingstages.testing.Edits.remove;
import static dev.scalingstages.testing.Edits.replace;
import static dev.scalingstages.testing.Edits.set;
import static dev.scalingstages.testing.StageMutant.caughtBy;
import static dev.scalingstages.testing.StageMutant.mutant;
import static org.assertj.core.api.Assertions.assertThat;

import dev.scalingstages.testing.Check;
import dev.scalingstages.testing.CloudTemplate;
import dev.scalingstages.testing.CloudTemplate.Resource;
import dev.scalingstages.testing.Configuration;
import dev.scalingstages.testing.EachConfiguration;
import dev.scalingstages.testing.LiveStack;
import dev.scalingstages.testing.ReadsTemplates;
import dev.scalingstages.testing.Row;
import dev.scalingstages.testing.rules.KnownRefusals;
import dev.scalingstages.testing.rules.MaintenanceWindows;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What AWS itself would refuse, or do later, of templates that CloudFormation's schemas allow. */
@ReadsTemplates
class EveryStageRefusalsTest {
    private static final String MAINTENANCE = "PreferredMaintenanceWindow";
    private static final String CACHE = "AWS::ElastiCache::ReplicationGroup";
    private static final String DATABASE = "AWS::RDS::DBInstance";
    private static final String PARAMETERS = "AWS::RDS::DBParameterGroup";
    private static final String OF_S3 = "{\"Service\":\"s3.amazonaws.com\"}";

    @EachConfiguration
    @Row("X3")
    void whoWritesToABucketWithABucketKeyMayUseTheKey(Configuration configuration) {
        configuration.meets(KnownRefusals::bucketKeys);
    }

    @EachConfiguration
    @Row("S2.3")
    @DisplayName("the performance of storage is written out where RDS wants it, and nowhere else")
    void thePerformanceOfStorageIsWrittenOut(Configuration configuration) {
        configuration.meets(KnownRefusals::storage);
    }

    @ParameterizedTest
    @ValueSource(ints = {20, 399, 400, 401, 65_536})
    @Row("S2.3")
    void soItIsAtAnySize(int gibibytes) {
        CloudTemplate template = LiveStack.of(REPLICATED_READS, Map.of("databaseStorageGiB", gibibytes));
        assertThat(template.resources(DATABASE)).allMatch(each -> each.number("/AllocatedStorage") == gibibytes);
        assertThat(KnownRefusals.storage(template)).isEmpty();
    }

    @EachConfiguration
    @Row("S2.6")
    @DisplayName("parameters are in RDS's form, and no check shuts out a load balancer")
    void parametersAreInTheFormOfRds(Configuration configuration) {
        configuration.meets(KnownRefusals::parameters);
    }

    @EachConfiguration
    @Row("X6")
    void windowsOfBackupAndMaintenanceNeverMeet(Configuration configuration) {
        configuration.meets(MaintenanceWindows::violations);
    }

    @EachConfiguration
    @Row("X6")
    void aBackupThatNeverStartsIsToldLikeOneThatFails(Configuration configuration) {
        configuration.meets(EveryStageRefusalsTest::untoldBackups);
    }

    @EachConfiguration
    @Row("X7")
    void metricMathHasDocumentedForms(Configuration configuration) {
        configuration.meets(KnownRefusals::metricMath);
    }

    @EachConfiguration
    @Row("S6.3")
    void s3MayAnnounceObjects(Configuration configuration) {
        configuration.meets(KnownRefusals::keysOfNotifications);
    }

    @EachConfiguration
    @Row("S5.5")
    void aCanaryMayListBuckets(Configuration configuration) {
        configuration.meets(KnownRefusals::canaries);
    }

    @TestFactory
    @Row({"X3", "X6", "X7", "S2.3", "S2.6"})
    DynamicNode theCheckObjects() {
        return caughtBy(
                Check.all(
                        KnownRefusals::bucketKeys,
                        KnownRefusals::storage,
                        KnownRefusals::parameters,
                        KnownRefusals::metricMath,
                        KnownRefusals::keysOfNotifications,
                        KnownRefusals::canaries,
                        MaintenanceWindows::violations,
                        EveryStageRefusalsTest::untoldBackups),
                mutant(
                        DATA_PLATFORM,
                        all -> all.mutateEach(
                                "AWS::KMS::Key",
                                replace(
                                        "KeyPolicy/Statement",
                                        OF_S3,
                                        OF_S3 + ",\"Condition\":{\"Bool\":{\"any\":\"true\"}}")),
                        "and may not kms:GenerateDataKey without a condition"),
                mutant(
                        AUTOSCALED,
                        all -> all.forbid(
                                all.target(all.only("AWS::Synthetics::Canary").at("/ExecutionRoleArn")),
                                "s3:ListAllMyBuckets"),
                        "is a canary's and may not list buckets"),
                mutant(
                        AUTOSCALED,
                        all -> all.mutateEach(
                                "AWS::KMS::Key", replace("KeyPolicy/Statement", "kms:Decrypt", "kms:None")),
                        "may not kms:Decrypt"),
                mutant(SEPARATE_STORAGE, DATABASE, set("Iops", 3_000), "RDS refuses"),
                mutant(AUTOSCALED, DATABASE, remove("Iops"), "does not say how fast"),
                mutant(AUTOSCALED, DATABASE, set("StorageThroughput", 125), "does not say how fast"),
                mutant(SEPARATE_STORAGE, DATABASE, set("StorageType", "io1"), "nobody knows"),
                mutant(SEPARATE_STORAGE, PARAMETERS, set("Parameters/require_secure_transport", "ON"), "by 1"),
                mutant(SEPARATE_STORAGE, PARAMETERS, set("Parameters/tls_version", "TLSv1.3"), "tls_version"),
                mutant(REPLICATED_READS, PARAMETERS, remove("Parameters/max_connect_errors"), "shut out"),
                mutant(SEPARATE_STORAGE, DATABASE, set(MAINTENANCE, "wed:07:30-wed:08:30"), "at once"),
                mutant(SEPARATE_STORAGE, DATABASE, set(MAINTENANCE, "sun:10:30-sun:11:00"), "AWS Backup"),
                mutant(SEPARATE_STORAGE, DATABASE, remove("PreferredBackupWindow"), "to chance"),
                mutant(REPLICATED_READS, CACHE, set("SnapshotWindow", "06:00-07:00"), "at once"),
                mutant(
                        SEPARATE_STORAGE,
                        "AWS::Backup::BackupPlan",
                        set("BackupPlan/BackupPlanRule/0/ScheduleExpression", "cron(0 9 1 * ? *)"),
                        "nobody can tell"),
                mutant(
                        SEPARATE_STORAGE,
                        "AWS::Backup::BackupPlan",
                        set("BackupPlan/BackupPlanRule/0/ScheduleExpression", "cron(0 9 ? * * *)"),
                        "AWS Backup"),
                mutant(
                        REPLICATED_READS,
                        all -> all.mutateEach(DATABASE, set(MAINTENANCE, "mon:08:30-mon:09:30")),
                        "together with another"),
                mutant(
                        SEPARATE_STORAGE,
                        all -> all.first("AWS::CloudWatch::Alarm", EveryStageRefusalsTest::isOfBackups),
                        remove("Metrics/2"),
                        "nobody is told of NumberOfBackupJobsExpired"),
                mutant(
                        DATA_PLATFORM,
                        all -> all.first("AWS::AutoScaling::ScalingPolicy", each -> each.mentions("IF(workers")),
                        set(
                                "TargetTrackingConfiguration/CustomizedMetricSpecification/Metrics/2/Expression",
                                "(queue0 + queue1) / MAX([workers, 1])"),
                        "mixes metrics and numbers"));
    }

    private static List<String> untoldBackups(CloudTemplate template) {
        String watched = template.resources("AWS::CloudWatch::Alarm").stream()
                .filter(EveryStageRefusalsTest::isOfBackups)
                .map(alarm -> alarm.properties().toString())
                .reduce("", String::concat);
        return Stream.of("NumberOfBackupJobsFailed", "NumberOfBackupJobsAborted", "NumberOfBackupJobsExpired")
                .filter(metric -> !watched.contains(metric))
                .map(metric -> "nobody is told of " + metric)
                .toList();
    }

    private static boolean isOfBackups(Resource alarm) {
        return alarm.mentions("AWS/Backup");
    }
}
