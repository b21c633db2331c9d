package dev.scalingstages.requirements.everystage;

import static dev.scalingstages.stage.ScalingStage.DATA_PLATFORM;
import static dev.scalingstages.stage.ScalingStage.LOAD_BALANCED;
import static dev.scalingstages.stage.ScalingStage.SEPARATE_STORAGE;
import static dev.scalingstages.stage.ScalingStage.SINGLE_SERVER;
import static dev.scalingstages.testing.Edits.remove;
import static dev.scalingstages.testing.Edits.set;
import static dev.scalingstages.testing.StageMutant.mutant;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.scalingstages.requirements.stage5.AutoscaledMonitoring;
import dev.scalingstages.testing.CdkTemplates;
import dev.scalingstages.testing.Check;
import dev.scalingstages.testing.CloudTemplate;
import dev.scalingstages.testing.Configuration;
import dev.scalingstages.testing.EachConfiguration;
import dev.scalingstages.testing.Edits;
import dev.scalingstages.testing.Mutants;
import dev.scalingstages.testing.Row;
import dev.scalingstages.testing.StageMutant;
import dev.scalingstages.testing.Variant;
import dev.scalingstages.testing.rules.AlarmRules;
import dev.scalingstages.testing.rules.LimitRules;
import dev.scalingstages.testing.rules.LogRules;
import dev.scalingstages.testing.rules.TagRules;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class EveryStageOperationsTest {
    private static final Check ALARMS = CdkTemplates.check(template -> template.resourceCountIs("AWS::SNS::Topic", 1))
            .and(AlarmRules::violations);

    @EachConfiguration
    @Row("X7")
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

    @Mutants
    @Row("X7")
    void theCheckOfAlarmsObjects(StageMutant mutant) {
        mutant.assertCaughtBy(ALARMS);
    }

    static Stream<StageMutant> theCheckOfAlarmsObjects() {
        return Stream.of(
                mutant(SINGLE_SERVER, all -> dropAlarms(all, "server"), "component server has no alarm"),
                mutant(SEPARATE_STORAGE, all -> dropAlarms(all, "database"), "(AWS::RDS::DBInstance)"),
                mutant(LOAD_BALANCED, "AWS::CloudWatch::Alarm", remove("AlarmActions"), "does not notify"),
                new StageMutant(
                        "a second topic",
                        LOAD_BALANCED,
                        "Expected 1 resources of type AWS::SNS::Topic but found 2",
                        all -> all.add("Other", "AWS::SNS::Topic", Map.of("TopicName", "other"))),
                new StageMutant(
                        "a queue that nobody watches",
                        DATA_PLATFORM,
                        "AWS::SQS::Queue",
                        all -> all.add("Forgotten", "AWS::SQS::Queue", Map.of("QueueName", "forgotten"))),
                new StageMutant(
                        "a topic whose key CloudWatch may not use",
                        SINGLE_SERVER,
                        "key does not let",
                        all -> all.resources("AWS::KMS::Key")
                                .forEach(key -> all.mutate(key, EveryStageOperationsTest::forgetServices))));
    }

    @EachConfiguration
    @Row({"X7", "X11"})
    @DisplayName("an alarm that parts share goes off by each of them, at the part's own limit")
    void sharedAlarmsGoOffByEachPart(Configuration configuration) {
        configuration.meets(LimitRules::violations);
    }

    @Mutants
    @Row({"X7", "X11"})
    void theCheckOfLimitsObjects(StageMutant mutant) {
        mutant.assertCaughtBy(LimitRules::violations);
    }

    static Stream<StageMutant> theCheckOfLimitsObjects() {
        return Stream.of(
                limit("a database left out", "FreeStorageSpace", "does not go off by", remove("Metrics/9")),
                limit(
                        "a database left out of the worst",
                        "DatabaseConnections",
                        "does not go off by DatabaseConnections",
                        set(WORST_OF_FIVE, "MAX([ratio0, ratio1, ratio2, ratio3])")),
                limit(
                        "a database that nobody asks",
                        "FreeStorageSpace",
                        "is to have the limit 32212254720, LessThanThreshold, and has []",
                        remove("Metrics/8")),
                limit(
                        "another threshold than 1",
                        "FreeStorageSpace",
                        "is to have the limit 322122547200",
                        set("Threshold", 0)),
                limit(
                        "the best of all",
                        "FreeableMemory",
                        "does not go off by FreeableMemory",
                        set(WORST_OF_FIVE, "MAX([ratio0, ratio1, ratio2, ratio3, ratio4])")),
                limit(
                        "the shards' limit for accounts",
                        "DatabaseConnections",
                        "is to have the limit 320, GreaterThanThreshold, and has [Limit",
                        set("Metrics/9/Expression", "m4 / 800")),
                limit(
                        "a fleet that is gone",
                        "GroupInServiceInstances",
                        "does not see that one of several says nothing",
                        set("Metrics/3/Expression", "m1 / 3")),
                limit(
                        "replicas that are gone",
                        "HealthyHostCount",
                        "does not see that one of several says nothing",
                        set("Metrics/4/Expression", "MIN(METRICS())")),
                limit(
                        "a shard of the cache left out",
                        "EngineCPUUtilization",
                        "EngineCPUUtilization of shard 2 of the cache",
                        remove("Metrics/2")),
                limit(
                        "a password that is changed by none of several tries",
                        "Errors",
                        "Errors of AccountsCredentialsRotation",
                        set("Metrics/5/Expression", "m2 / 3")),
                limit(
                        "failures in a minute",
                        "Errors",
                        "are not counted over five minutes",
                        set("Metrics/0/MetricStat/Period", 60)),
                limit(
                        "nobody told where the log is",
                        "Errors",
                        "nobody is told where the log of InternalCertificateFunction",
                        set("AlarmDescription", "A function fails: see /aws/lambda/")));
    }

    private static final String ALARM = "AWS::CloudWatch::Alarm";
    private static final String WORST_OF_FIVE = "Metrics/10/Expression";

    /** A change to the alarm on a metric. */
    private static StageMutant limit(String name, String metric, String objection, Edits.Edit edit) {
        return new StageMutant(
                name,
                DATA_PLATFORM,
                objection,
                template -> template.mutate(
                        template.first(
                                ALARM,
                                alarm -> alarm.properties()
                                        .findValuesAsText("MetricName")
                                        .contains(metric)),
                        edit));
    }

    @Mutants
    @Row("X7")
    void theCheckOfLogsObjects(StageMutant mutant) {
        mutant.assertCaughtBy(LogRules::violations);
    }

    static Stream<StageMutant> theCheckOfLogsObjects() {
        return Stream.of(
                mutant(SINGLE_SERVER, "AWS::Logs::LogGroup", remove("RetentionInDays"), "has no retention"),
                mutant(SINGLE_SERVER, "AWS::Logs::LogGroup", set("RetentionInDays", 1), "has no retention"),
                mutant(SINGLE_SERVER, "AWS::EC2::FlowLog", set("LogGroupName", "flows"), "writes to no log group"),
                mutant(LOAD_BALANCED, "AWS::Lambda::Function", remove("LoggingConfig"), "writes to no log group"),
                mutant(
                        SEPARATE_STORAGE,
                        "AWS::RDS::DBInstance",
                        set("EnableCloudwatchLogsExports/-", "general"),
                        "/general by itself"),
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

    @Mutants
    @Row("X9")
    void theCheckObjectsToTags(StageMutant mutant) {
        mutant.assertCaughtBy(template ->
                TagRules.violations(template, "scaling-stages", mutant.stage().slug()));
    }

    static Stream<StageMutant> theCheckObjectsToTags() {
        return Stream.of(
                mutant(SINGLE_SERVER, "AWS::EC2::Instance", remove("Tags"), "is on the bill and has no tags"),
                mutant(
                        SINGLE_SERVER,
                        "AWS::EC2::Instance",
                        set("PropagateTagsToVolumeOnCreation", false),
                        "get no tags"),
                mutant(SINGLE_SERVER, "AWS::EC2::Volume", remove("Tags/0"), "has not the tag component"),
                mutant(
                        SINGLE_SERVER,
                        "AWS::EC2::Volume",
                        set("Tags/1/Value", "2-separate-storage"),
                        "has not the tag stage: 2-separate-storage"),
                mutant(
                        SINGLE_SERVER,
                        "AWS::Backup::BackupVault",
                        remove("BackupVaultTags/system"),
                        "has not the tag system"),
                mutant(SEPARATE_STORAGE, "AWS::S3::Bucket", set("Tags/2/Value", "another-system"), "another-system"),
                mutant(
                        LOAD_BALANCED,
                        "AWS::AutoScaling::AutoScalingGroup",
                        set("Tags/0/PropagateAtLaunch", false),
                        "does not hand on"),
                mutant(
                        LOAD_BALANCED,
                        "AWS::EC2::LaunchTemplate",
                        remove("LaunchTemplateData/TagSpecifications/1"),
                        "get no tags"));
    }

    private static void dropAlarms(CloudTemplate template, String component) {
        template.resources("AWS::CloudWatch::Alarm", component).forEach(template::drop);
    }

    private static void forgetServices(ObjectNode key) {
        ((ObjectNode) key.path("Properties")).putObject("KeyPolicy").putArray("Statement");
    }
}
