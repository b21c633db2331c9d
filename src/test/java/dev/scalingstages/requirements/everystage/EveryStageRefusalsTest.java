package dev.scalingstages.requirements.everystage;

import static dev.scalingstages.stage.ScalingStage.AUTOSCALED;
import static dev.scalingstages.stage.ScalingStage.DATA_PLATFORM;
import static dev.scalingstages.stage.ScalingStage.REPLICATED_READS;
import static dev.scalingstages.stage.ScalingStage.SEPARATE_STORAGE;
import static dev.scalingstages.testing.Edits.remove;
import static dev.scalingstages.testing.Edits.set;
import static dev.scalingstages.testing.StageMutant.mutant;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.scalingstages.testing.Check;
import dev.scalingstages.testing.CloudTemplate;
import dev.scalingstages.testing.CloudTemplate.Resource;
import dev.scalingstages.testing.Configuration;
import dev.scalingstages.testing.EachConfiguration;
import dev.scalingstages.testing.LiveStack;
import dev.scalingstages.testing.Mutants;
import dev.scalingstages.testing.ReadsTemplates;
import dev.scalingstages.testing.Row;
import dev.scalingstages.testing.StageMutant;
import dev.scalingstages.testing.rules.KnownRefusals;
import dev.scalingstages.testing.rules.MaintenanceWindows;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What AWS itself would refuse, or do later, of templates that CloudFormation's schemas allow. */
@ReadsTemplates
class EveryStageRefusalsTest {
    private static final String DATABASE = "AWS::RDS::DBInstance";
    private static final String PARAMETERS = "AWS::RDS::DBParameterGroup";

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
        assertThat(template.resources(DATABASE))
                .allMatch(each -> each.at("/AllocatedStorage").asInt() == gibibytes);
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
    @DisplayName("a backup that never starts is told like one that fails")
    void aBackupThatNeverStartsIsTold(Configuration configuration) {
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
    @DisplayName("a canary has the permissions that its documentation lists beside its bucket's")
    void aCanaryMayListBuckets(Configuration configuration) {
        configuration.meets(KnownRefusals::canaries);
    }

    @Mutants
    @Row({"X3", "X6", "X7", "S2.3", "S2.6"})
    void theCheckObjects(StageMutant mutant) {
        mutant.assertCaughtBy(Check.all(
                KnownRefusals::bucketKeys,
                KnownRefusals::storage,
                KnownRefusals::parameters,
                KnownRefusals::metricMath,
                KnownRefusals::keysOfNotifications,
                KnownRefusals::canaries,
                MaintenanceWindows::violations,
                EveryStageRefusalsTest::untoldBackups));
    }

    static Stream<StageMutant> theCheckObjects() {
        return Stream.of(
                new StageMutant(
                        "a key that S3 may use for one account only",
                        DATA_PLATFORM,
                        "and may not kms:GenerateDataKey without a condition",
                        all -> statementsOf(all, "AWS::KMS::Key", "/Properties/KeyPolicy/Statement")
                                .filter(statement -> statement
                                        .at("/Principal/Service")
                                        .asText()
                                        .equals("s3.amazonaws.com"))
                                .forEach(statement -> statement
                                        .putObject("Condition")
                                        .putObject("StringEquals")
                                        .put("aws:SourceAccount", "123456789012"))),
                new StageMutant(
                        "a canary that may not list buckets",
                        AUTOSCALED,
                        "is a canary's and may not list buckets",
                        all -> statementsOf(all, "AWS::IAM::ManagedPolicy", "/Properties/PolicyDocument/Statement")
                                .filter(statement ->
                                        statement.path("Action").toString().contains("s3:ListAllMyBuckets"))
                                .forEach(statement -> statement.put("Effect", "Deny"))),
                new StageMutant(
                        "a trail that may not decrypt",
                        AUTOSCALED,
                        "may not kms:Decrypt",
                        all -> all.resources("AWS::KMS::Key")
                                .forEach(key -> all.mutate(
                                        key,
                                        json -> json.at("/Properties/KeyPolicy/Statement")
                                                .forEach(statement -> {
                                                    if (statement.toString().contains("cloudtrail.amazonaws.com")) {
                                                        ((ObjectNode) statement).put("Action", "kms:GenerateDataKey*");
                                                    }
                                                })))),
                mutant(SEPARATE_STORAGE, DATABASE, set("Iops", 3_000), "RDS refuses"),
                mutant(AUTOSCALED, DATABASE, remove("Iops"), "does not say how fast"),
                mutant(AUTOSCALED, DATABASE, set("StorageThroughput", 125), "does not say how fast"),
                mutant(SEPARATE_STORAGE, DATABASE, set("StorageType", "io1"), "nobody knows"),
                mutant(SEPARATE_STORAGE, PARAMETERS, set("Parameters/require_secure_transport", "ON"), "by 1"),
                mutant(SEPARATE_STORAGE, PARAMETERS, set("Parameters/tls_version", "TLSv1.3"), "tls_version"),
                mutant(REPLICATED_READS, PARAMETERS, remove("Parameters/max_connect_errors"), "shut out"),
                mutant(SEPARATE_STORAGE, DATABASE, set("PreferredMaintenanceWindow", "wed:07:30-wed:08:30"), "at once"),
                mutant(
                        SEPARATE_STORAGE,
                        DATABASE,
                        set("PreferredMaintenanceWindow", "sun:10:30-sun:11:00"),
                        "AWS Backup starts"),
                mutant(SEPARATE_STORAGE, DATABASE, remove("PreferredBackupWindow"), "to chance"),
                mutant(
                        REPLICATED_READS,
                        "AWS::ElastiCache::ReplicationGroup",
                        set("SnapshotWindow", "06:00-07:00"),
                        "at once"),
                mutant(
                        SEPARATE_STORAGE,
                        "AWS::Backup::BackupPlan",
                        set("BackupPlan/BackupPlanRule/0/ScheduleExpression", "cron(0 9 1 * ? *)"),
                        "nobody can tell"),
                mutant(
                        SEPARATE_STORAGE,
                        "AWS::Backup::BackupPlan",
                        set("BackupPlan/BackupPlanRule/0/ScheduleExpression", "cron(0 9 ? * * *)"),
                        "AWS Backup starts"),
                new StageMutant(
                        "replicas that are maintained together",
                        REPLICATED_READS,
                        "together with another",
                        all -> all.resources(DATABASE).stream()
                                .filter(each -> each.properties().has("SourceDBInstanceIdentifier"))
                                .forEach(each ->
                                        all.mutate(each, set("PreferredMaintenanceWindow", "mon:08:30-mon:09:30")))),
                new StageMutant(
                        "nobody told of a backup that expires",
                        SEPARATE_STORAGE,
                        "nobody is told of NumberOfBackupJobsExpired",
                        all -> all.resources("AWS::CloudWatch::Alarm").stream()
                                .filter(EveryStageRefusalsTest::isOfBackups)
                                .forEach(each -> all.mutate(each, remove("Metrics/2")))),
                new StageMutant(
                        "a number among metrics",
                        DATA_PLATFORM,
                        "mixes metrics and numbers",
                        all -> all.resources("AWS::AutoScaling::ScalingPolicy").stream()
                                .filter(each -> each.properties().toString().contains("IF(workers"))
                                .forEach(each -> all.mutate(
                                        each,
                                        set(
                                                "TargetTrackingConfiguration/CustomizedMetricSpecification"
                                                        + "/Metrics/2/Expression",
                                                "(queue0 + queue1) / MAX([workers, 1])")))));
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
        return alarm.properties().toString().contains("AWS/Backup");
    }

    /** The statements of a template's policies, to be changed. */
    private static Stream<ObjectNode> statementsOf(CloudTemplate template, String type, String pointer) {
        List<ObjectNode> statements = new ArrayList<>();
        template.resources(type)
                .forEach(resource -> template.mutate(
                        resource,
                        json -> json.at(pointer).forEach(statement -> statements.add((ObjectNode) statement))));
        return statements.stream();
    }
}
