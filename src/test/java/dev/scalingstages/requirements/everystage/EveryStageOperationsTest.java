package dev.scalingstages.requirements.everystage;

import static dev.scalingstages.stage.ScalingStage.DATA_PLATFORM;
import static dev.scalingstages.stage.ScalingStage.LOAD_BALANCED;
import static dev.scalingstages.stage.ScalingStage.SEPARATE_STORAGE;
import static dev.scalingstages.stage.ScalingStage.SINGLE_SERVER;
import static dev.scalingstages.testing.Edits.remove;
import static dev.scalingstages.testing.Edits.set;
import static dev.scalingstages.testing.StageMutant.firstOf;

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
                new StageMutant(
                        "a server without alarms",
                        SINGLE_SERVER,
                        "component server has no alarm",
                        template -> dropAlarms(template, "server")),
                new StageMutant(
                        "a database without alarms",
                        SEPARATE_STORAGE,
                        "(AWS::RDS::DBInstance)",
                        template -> dropAlarms(template, "database")),
                new StageMutant(
                        "an alarm that nobody hears",
                        LOAD_BALANCED,
                        "does not notify",
                        template -> template.mutate(
                                template.resources("AWS::CloudWatch::Alarm").get(0),
                                remove("/Properties/AlarmActions"))),
                new StageMutant(
                        "a second topic",
                        LOAD_BALANCED,
                        "Expected 1 resources of type AWS::SNS::Topic but found 2",
                        template -> template.add("Other", "AWS::SNS::Topic", Map.of("TopicName", "other"))),
                new StageMutant(
                        "a queue that nobody watches",
                        DATA_PLATFORM,
                        "AWS::SQS::Queue",
                        template -> template.add("Forgotten", "AWS::SQS::Queue", Map.of("QueueName", "forgotten"))),
                new StageMutant(
                        "a topic whose key CloudWatch may not use",
                        SINGLE_SERVER,
                        "key does not let",
                        template -> template.resources("AWS::KMS::Key")
                                .forEach(key -> template.mutate(key, EveryStageOperationsTest::forgetServices))));
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
                limit("a database left out", "FreeStorageSpace", "does not go off by", remove("/Properties/Metrics/9")),
                limit(
                        "a database left out of the worst",
                        "DatabaseConnections",
                        "does not go off by DatabaseConnections",
                        set(WORST_OF_FIVE, "MAX([ratio0, ratio1, ratio2, ratio3])")),
                limit(
                        "a database that nobody asks",
                        "FreeStorageSpace",
                        "is to have the limit 32212254720, LessThanThreshold, and has []",
                        remove("/Properties/Metrics/8")),
                limit(
                        "another threshold than 1",
                        "FreeStorageSpace",
                        "is to have the limit 322122547200",
                        set("/Properties/Threshold", 0)),
                limit(
                        "the best of all",
                        "FreeableMemory",
                        "does not go off by FreeableMemory",
                        set(WORST_OF_FIVE, "MAX([ratio0, ratio1, ratio2, ratio3, ratio4])")),
                limit(
                        "the shards' limit for accounts",
                        "DatabaseConnections",
                        "is to have the limit 320, GreaterThanThreshold, and has [Limit",
                        set("/Properties/Metrics/9/Expression", "m4 / 800")),
                limit(
                        "a fleet that is gone",
                        "GroupInServiceInstances",
                        "does not see that one of several says nothing",
                        set("/Properties/Metrics/3/Expression", "m1 / 3")),
                limit(
                        "replicas that are gone",
                        "HealthyHostCount",
                        "does not see that one of several says nothing",
                        set("/Properties/Metrics/4/Expression", "MIN(METRICS())")),
                limit(
                        "a shard of the cache left out",
                        "EngineCPUUtilization",
                        "EngineCPUUtilization of shard 2 of the cache",
                        remove("/Properties/Metrics/2")),
                limit(
                        "a password that is changed by none of several tries",
                        "Errors",
                        "Errors of AccountsCredentialsRotation",
                        set("/Properties/Metrics/5/Expression", "m2 / 3")),
                limit(
                        "failures in a minute",
                        "Errors",
                        "are not counted over five minutes",
                        set("/Properties/Metrics/0/MetricStat/Period", 60)),
                limit(
                        "nobody told where the log is",
                        "Errors",
                        "nobody is told where the log of InternalCertificateFunction",
                        set("/Properties/AlarmDescription", "A function fails: see /aws/lambda/")));
    }

    private static final String ALARM = "AWS::CloudWatch::Alarm";
    private static final String WORST_OF_FIVE = "/Properties/Metrics/10/Expression";

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
                firstOf(
                        SINGLE_SERVER,
                        "AWS::Logs::LogGroup",
                        "has no retention",
                        remove("/Properties/RetentionInDays")),
                firstOf(
                        SINGLE_SERVER,
                        "AWS::Logs::LogGroup",
                        "has no retention",
                        set("/Properties/RetentionInDays", 1)),
                firstOf(
                        SINGLE_SERVER,
                        "AWS::EC2::FlowLog",
                        "writes to no log group",
                        set("/Properties/LogGroupName", "flows")),
                firstOf(
                        LOAD_BALANCED,
                        "AWS::Lambda::Function",
                        "writes to no log group",
                        remove("/Properties/LoggingConfig")),
                firstOf(
                        SEPARATE_STORAGE,
                        "AWS::RDS::DBInstance",
                        "/general by itself",
                        set("/Properties/EnableCloudwatchLogsExports/-", "general")),
                firstOf(
                        SEPARATE_STORAGE,
                        "AWS::SecretsManager::RotationSchedule",
                        "/aws/lambda/other by itself",
                        set("/Properties/HostedRotationLambda/RotationLambdaName", "other")));
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
                firstOf(
                        SINGLE_SERVER,
                        "AWS::EC2::Instance",
                        "is on the bill and has no tags",
                        remove("/Properties/Tags")),
                firstOf(
                        SINGLE_SERVER,
                        "AWS::EC2::Instance",
                        "get no tags",
                        set("/Properties/PropagateTagsToVolumeOnCreation", false)),
                firstOf(SINGLE_SERVER, "AWS::EC2::Volume", "has not the tag component", remove("/Properties/Tags/0")),
                firstOf(
                        SINGLE_SERVER,
                        "AWS::EC2::Volume",
                        "has not the tag stage: 2-separate-storage",
                        set("/Properties/Tags/1/Value", "2-separate-storage")),
                firstOf(
                        SINGLE_SERVER,
                        "AWS::Backup::BackupVault",
                        "has not the tag system",
                        remove("/Properties/BackupVaultTags/system")),
                firstOf(
                        SEPARATE_STORAGE,
                        "AWS::S3::Bucket",
                        "another-system",
                        set("/Properties/Tags/2/Value", "another-system")),
                firstOf(
                        LOAD_BALANCED,
                        "AWS::AutoScaling::AutoScalingGroup",
                        "does not hand on",
                        set("/Properties/Tags/0/PropagateAtLaunch", false)),
                firstOf(
                        LOAD_BALANCED,
                        "AWS::EC2::LaunchTemplate",
                        "get no tags",
                        remove("/Properties/LaunchTemplateData/TagSpecifications/1")));
    }

    private static void dropAlarms(CloudTemplate template, String component) {
        template.resources("AWS::CloudWatch::Alarm", component).forEach(template::drop);
    }

    private static void forgetServices(ObjectNode key) {
        ((ObjectNode) key.path("Properties")).putObject("KeyPolicy").putArray("Statement");
    }
}
