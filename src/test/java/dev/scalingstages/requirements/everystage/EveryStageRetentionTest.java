package dev.scalingstages.requirements.everystage;

import static dev.scalingstages.stage.ScalingStage.DATA_PLATFORM;
import static dev.scalingstages.stage.ScalingStage.REPLICATED_READS;
import static dev.scalingstages.stage.ScalingStage.SEPARATE_STORAGE;
import static dev.scalingstages.stage.ScalingStage.SINGLE_SERVER;
import static dev.scalingstages.testing.Edits.remove;
import static dev.scalingstages.testing.Edits.set;
import static dev.scalingstages.testing.StageMutant.firstOf;
import static dev.scalingstages.testing.TemplateResources.every;
import static org.assertj.core.api.Assertions.assertThat;

import dev.scalingstages.stage.ScalingStage;
import dev.scalingstages.testing.CdkTemplates;
import dev.scalingstages.testing.Configuration;
import dev.scalingstages.testing.EachConfiguration;
import dev.scalingstages.testing.Mutants;
import dev.scalingstages.testing.Row;
import dev.scalingstages.testing.StageMutant;
import dev.scalingstages.testing.Templates;
import dev.scalingstages.testing.rules.BackupRules;
import dev.scalingstages.testing.rules.RetentionRules;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import software.amazon.awscdk.assertions.Template;

class EveryStageRetentionTest {
    private static final String GOES = "goes with the stack";
    private static final String GOES_WHEN_REPLACED = "goes when it is replaced";
    private static final String NOT_DAILY = "does not back up each day";
    private static final String UNSELECTED = "is in no backup plan";
    private static final String DATABASE = "AWS::RDS::DBInstance";

    @EachConfiguration
    @Row("X4")
    void whatHoldsDataOutlivesTheStack(Configuration configuration) {
        configuration.meets(RetentionRules::violations);
    }

    @Mutants
    @Row("X4")
    void objectsToDataThatGoes(StageMutant mutant) {
        mutant.assertCaughtBy(RetentionRules::violations);
    }

    static Stream<StageMutant> objectsToDataThatGoes() {
        return Stream.of(
                firstOf(SINGLE_SERVER, "AWS::EC2::Volume", GOES, remove("/DeletionPolicy")),
                firstOf(SINGLE_SERVER, "AWS::EC2::Volume", GOES_WHEN_REPLACED, remove("/UpdateReplacePolicy")),
                firstOf(SINGLE_SERVER, "AWS::KMS::Key", GOES, set("/DeletionPolicy", "Delete")),
                firstOf(SINGLE_SERVER, "AWS::Logs::LogGroup", GOES, set("/DeletionPolicy", "Delete")),
                firstOf(SINGLE_SERVER, "AWS::Backup::BackupVault", GOES, set("/DeletionPolicy", "Delete")),
                firstOf(SEPARATE_STORAGE, "AWS::S3::Bucket", GOES, set("/DeletionPolicy", "Delete")),
                firstOf(
                        SEPARATE_STORAGE,
                        "AWS::SecretsManager::Secret",
                        GOES_WHEN_REPLACED,
                        set("/UpdateReplacePolicy", "Delete")),
                firstOf(SEPARATE_STORAGE, DATABASE, GOES_WHEN_REPLACED, remove("/UpdateReplacePolicy")),
                firstOf(
                        SEPARATE_STORAGE,
                        DATABASE,
                        "(AWS::RDS::DBInstance) has no",
                        set("/Properties/DeletionProtection", false)),
                firstOf(REPLICATED_READS, "AWS::ElastiCache::ReplicationGroup", GOES, remove("/DeletionPolicy")),
                firstOf(
                        DATA_PLATFORM,
                        "AWS::DynamoDB::Table",
                        "(AWS::DynamoDB::Table) has no",
                        remove("/Properties/DeletionProtectionEnabled")),
                firstOf(DATA_PLATFORM, "AWS::SQS::Queue", GOES, set("/DeletionPolicy", "Delete")),
                firstOf(DATA_PLATFORM, "AWS::RedshiftServerless::Namespace", GOES, remove("/DeletionPolicy")));
    }

    @EachConfiguration
    @Row("X6")
    @DisplayName("data is backed up each day and kept for a week, and objects have versions")
    void dataIsBackedUpEachDayAndKeptForAWeek(Configuration configuration) {
        canBeHadBack(CdkTemplates.of(configuration));
        configuration.meets(BackupRules::violations);
    }

    @Test
    @Row("X6")
    void theOneVaultIsTheSameInEveryStage() {
        Set<String> vaults = Stream.of(ScalingStage.values())
                .map(stage -> Templates.of(stage).only("AWS::Backup::BackupVault"))
                .map(vault -> vault.logicalId() + vault.at("/BackupVaultName") + vault.at("/EncryptionKeyArn"))
                .collect(Collectors.toSet());
        assertThat(vaults).hasSize(1);
    }

    @Mutants
    @Row("X6")
    void objectsToFewerBackups(StageMutant mutant) {
        mutant.assertCaughtBy(
                CdkTemplates.check(EveryStageRetentionTest::canBeHadBack).and(BackupRules::violations));
    }

    static Stream<StageMutant> objectsToFewerBackups() {
        String daily = "/Properties/BackupPlan/BackupPlanRule/0";
        return Stream.of(
                firstOf(SINGLE_SERVER, "AWS::Backup::BackupPlan", NOT_DAILY, remove(daily)),
                firstOf(
                        SINGLE_SERVER,
                        "AWS::Backup::BackupPlan",
                        NOT_DAILY,
                        set(daily + "/Lifecycle/DeleteAfterDays", 6)),
                firstOf(
                        SINGLE_SERVER,
                        "AWS::Backup::BackupPlan",
                        NOT_DAILY,
                        set(daily + "/ScheduleExpression", "cron(0 9 ? * SUN *)")),
                firstOf(
                        SINGLE_SERVER,
                        "AWS::Backup::BackupSelection",
                        UNSELECTED,
                        remove("/Properties/BackupSelection/Resources/0")),
                firstOf(
                        SEPARATE_STORAGE,
                        "AWS::Backup::BackupSelection",
                        UNSELECTED,
                        remove("/Properties/BackupSelection/Resources/1")),
                firstOf(SEPARATE_STORAGE, DATABASE, "less than a week", set("/Properties/BackupRetentionPeriod", 1)),
                firstOf(
                        SEPARATE_STORAGE,
                        "AWS::S3::Bucket",
                        "resources of type AWS::S3::Bucket but found",
                        remove("/Properties/VersioningConfiguration")),
                firstOf(
                        DATA_PLATFORM,
                        "AWS::DynamoDB::Table",
                        "resources of type AWS::DynamoDB::Table but found",
                        remove("/Properties/PointInTimeRecoverySpecification")));
    }

    private static void canBeHadBack(Template template) {
        template.resourceCountIs("AWS::Backup::BackupVault", 1);
        every(template, "AWS::S3::Bucket", Map.of("VersioningConfiguration", Map.of("Status", "Enabled")));
        every(
                template,
                "AWS::DynamoDB::Table",
                Map.of("PointInTimeRecoverySpecification", Map.of("PointInTimeRecoveryEnabled", true)));
    }
}
