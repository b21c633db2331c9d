package dev.scalingstages.requirements.everystage;

import static dev.scalingstages.stage.ScalingStage.DATA_PLATFORM;
import static dev.scalingstages.stage.ScalingStage.LOAD_BALANCED;
import static dev.scalingstages.stage.ScalingStage.SEPARATE_STORAGE;
import static dev.scalingstages.stage.ScalingStage.SINGLE_SERVER;
import static dev.scalingstages.testing.Edits.remove;
import static dev.scalingstages.testing.Edits.set;
import static dev.scalingstages.testing.StageMutant.caughtBy;
import static dev.scalingstages.testing.StageMutant.mutant;

import dev.scalingstages.requirements.stage5.AutoscaledMonitoring;
import dev.scalingstages.testing.CdkTemplates;
import dev.scalingstages.testing.Check;
import dev.scalingstages.testing.CloudTemplate;
import dev.scalingstages.testing.CloudTemplate.Resource;
import dev.scalingstages.testing.Configuration;
import dev.scalingstages.testing.EachConfiguration;
import dev.scalingstages.testing.Edits.Edit;
import dev.scalingstages.testing.Row;
import dev.scalingstages.testing.StageMutant;
import dev.scalingstages.testing.Variant;
import dev.scalingstages.testing.rules.AlarmRules;
import dev.scalingstages.testing.rules.LimitRules;
import dev.scalingstages.testing.rules.LogRules;
import dev.scalingstages.testing.rules.TagRules;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class EveryStageOperationsTest {
    private static final String LOG_GROUP = "AWS::Logs::LogGroup";
    private static final String DATABASE = "AWS::RDS::DBInstance";
    private static final String VOLUME = "AWS::EC2::Volume";
    private static final String INSTANCE = "AWS::EC2::Instance";
    private static final Check ALARMS = CdkTemplates.check(template -> template.resourceCountIs("AWS::SNS::Topic", 1))
            .and(AlarmRules::violations);

    @EachConfiguration
    @Row({"X7", "S5.5"})
    void eachComponentHasAlarmsAndOneTopicHearsThem(Configuration configuration) {
        configuration.meets(ALARMS);
    }

    @EachConfiguration
    @Row("X7")
    void everyLogGroupHasARetention(Configuration configuration) {
        configuration.meets(LogRules::violations);
    }

    @Test
    @Row("X7")
    void emailAndIncidentToolSubscribeToTheTopic() {
        AutoscaledMonitoring.subscriptions(CdkTemplates.of(Variant.EVERY_OPTION, SINGLE_SERVER));
        CdkTemplates.of(SINGLE_SERVER).resourceCountIs("AWS::SNS::Subscription", 0);
    }

    @TestFactory
    @Row("X7")
    DynamicNode theCheckOfAlarmsObjects() {
        return caughtBy(
                ALARMS,
                mutant(SINGLE_SERVER, all -> dropAlarms(all, "server"), "component server has no alarm"),
                mutant(SEPARATE_STORAGE, all -> dropAlarms(all, "database"), "(AWS::RDS::DBInstance)"),
                mutant(LOAD_BALANCED, "AWS::CloudWatch::Alarm", remove("AlarmActions"), "does not notify"),
                mutant(LOAD_BALANCED, "AWS::SNS::TopicPolicy", set("PolicyDocument/Statement", List.of()), "publish"),
                mutant(
                        LOAD_BALANCED,
                        all -> all.add("Other", "AWS::SNS::Topic", Map.of("TopicName", "other")),
                        "Expected 1 resources of type AWS::SNS::Topic but found 2"),
                mutant(DATA_PLATFORM, all -> all.add("Forgotten", "AWS::SQS::Queue", Map.of()), "AWS::SQS::Queue"),
                mutant(
                        SINGLE_SERVER,
                        all -> all.mutateEach("AWS::KMS::Key", set("KeyPolicy/Statement", List.of())),
                        "key does not let"));
    }

    @EachConfiguration
    @Row({"X7", "X11", "S3.4"})
    @DisplayName("an alarm that parts share goes off by each of them, at the part's own limit")
    void sharedAlarmsGoOffByEachPart(Configuration configuration) {
        configuration.meets(LimitRules::violations);
    }

    @TestFactory
    @Row({"X7", "X11"})
    DynamicNode theCheckOfLimitsObjects() {
        return caughtBy(
                LimitRules::violations,
                limit("FreeStorageSpace", remove("Metrics/9"), "does not go off by"),
                limit(
                        "DatabaseConnections",
                        set(WORST_OF_FIVE, "MAX([ratio0, ratio1, ratio2, ratio3])"),
                        "off by DatabaseConnections"),
                limit("FreeStorageSpace", remove("Metrics/8"), "limit 32212254720, LessThanThreshold, and has []"),
                limit("FreeStorageSpace", set("Threshold", 0), "is to have the limit 322122547200"),
                limit(
                        "FreeableMemory",
                        set(WORST_OF_FIVE, "MAX([ratio0, ratio1, ratio2, ratio3, ratio4])"),
                        "go off by FreeableMemory"),
                limit(
                        "DatabaseConnections",
                        set("Metrics/9/Expression", "m4 / 800"),
                        "is to have the limit 320, GreaterThanThreshold, and has [Limit"),
                limit("GroupInServiceInstances", set("Metrics/3/Expression", "m1 / 3"), "one of several says nothing"),
                limit("HealthyHostCount", set("Metrics/4/Expression", "MIN(METRICS())"), "one of several says nothing"),
                limit("EngineCPUUtilization", remove("Metrics/2"), "EngineCPUUtilization of shard 2 of the cache"),
                limit("Errors", set("Metrics/5/Expression", "m2 / 3"), "Errors of AccountsCredentialsRotation"),
                limit("Errors", set("Metrics/0/MetricStat/Period", 60), "are not counted over five minutes"),
                limit(
                        "Errors",
                        set("AlarmDescription", "A function fails: see /aws/lambda/"),
                        "nobody is told where the log of InternalCertificateFunction"));
    }

    private static final String WORST_OF_FIVE = "Metrics/10/Expression";

    /** A change to the alarm on a metric. */
    private static StageMutant limit(String metric, Edit edit, String objection) {
        return mutant(
                DATA_PLATFORM,
                all -> all.first("AWS::CloudWatch::Alarm", alarm -> watches(alarm, metric)),
                edit,
                objection);
    }

    private static boolean watches(Resource alarm, String metric) {
        return alarm.properties().findValuesAsText("MetricName").contains(metric);
    }

    @TestFactory
    @Row("X7")
    DynamicNode theCheckOfLogsObjects() {
        return caughtBy(
                LogRules::violations,
                mutant(SINGLE_SERVER, LOG_GROUP, remove("RetentionInDays"), "has no retention"),
                mutant(SINGLE_SERVER, LOG_GROUP, set("RetentionInDays", 1), "has no retention"),
                mutant(SINGLE_SERVER, "AWS::EC2::FlowLog", set("LogGroupName", "flows"), "writes to no log group"),
                mutant(LOAD_BALANCED, "AWS::Lambda::Function", remove("LoggingConfig"), "writes to no log group"),
                mutant(SEPARATE_STORAGE, DATABASE, set("EnableCloudwatchLogsExports/-", "general"), "/general by"),
                mutant(
                        SEPARATE_STORAGE,
                        "AWS::SecretsManager::RotationSchedule",
                        set("HostedRotationLambda/RotationLambdaName", "other"),
                        "/aws/lambda/other by itself"));
    }

    @EachConfiguration
    @Row("X9")
    void everythingOnTheBillTellsSystemStageAndComponent(Configuration configuration) {
        configuration.meets(template -> TagRules.violations(
                template, configuration.system(), configuration.stage().slug()));
    }

    @TestFactory
    @Row("X9")
    DynamicNode theCheckObjectsToTags() {
        return caughtBy(
                template -> TagRules.violations(
                        template,
                        "scaling-stages",
                        template.only("AWS::EC2::VPC").tag("stage").orElseThrow()),
                mutant(SINGLE_SERVER, INSTANCE, remove("Tags"), "is on the bill and has no tags"),
                mutant(SINGLE_SERVER, INSTANCE, set("PropagateTagsToVolumeOnCreation", false), "no tags"),
                mutant(SINGLE_SERVER, VOLUME, remove("Tags/0"), "has not the tag component"),
                mutant(SINGLE_SERVER, VOLUME, set("Tags/1/Value", "2-separate-storage"), "tag stage: 2"),
                mutant(SINGLE_SERVER, "AWS::Backup::BackupVault", remove("BackupVaultTags/system"), "tag system"),
                mutant(SEPARATE_STORAGE, "AWS::S3::Bucket", set("Tags/2/Value", "another-system"), "another-system"),
                mutant(
                        LOAD_BALANCED,
                        "AWS::AutoScaling::AutoScalingGroup",
                        set("Tags/0/PropagateAtLaunch", false),
                        "not hand on"),
                mutant(
                        LOAD_BALANCED,
                        "AWS::EC2::LaunchTemplate",
                        remove("LaunchTemplateData/TagSpecifications/1"),
                        "get no tags"));
    }

    private static void dropAlarms(CloudTemplate template, String component) {
        template.resources("AWS::CloudWatch::Alarm", component).forEach(template::drop);
    }
}
