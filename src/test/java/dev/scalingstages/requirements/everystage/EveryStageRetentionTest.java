package dev.scalingstages.requirements.everystage;

import static dev.scalingstages.stage.ScalingStage.DATA_PLATFORM;
import static dev.scalingstages.stage.ScalingStage.REPLICATED_READS;
import static dev.scalingstages.stage.ScalingStage.SEPARATE_STORAGE;
import static dev.scalingstages.stage.ScalingStage.SINGLE_SERVER;
import static dev.scalingstages.testing.Edits.remove;
import static dev.scalingstages.testing.Edits.set;
import static dev.scalingstages.testing.StageMutant.caughtBy;
import static dev.scalingstages.testing.StageMutant.mutant;
import static dev.scalingstages.testing.TemplateResources.every;
import static org.assertj.core.api.Assertions.assertThat;

import dev.scalingstages.stage.ScalingStage;
import dev.scalingstages.testing.CdkTemplates;
import dev.scalingstages.testing.Configuration;
import dev.scalingstages.testing.EachConfiguration;
import dev.scalingstages.testing.Row;
import dev.scalingstages.testing.Templates;
import dev.scalingstages.testing.rules.BackupRules;
import dev.scalingstages.testing.rules.RetentionRules;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import software.amazon.awscdk.assertions.Template;

class EveryStageRetentionTest {
    private static final String TABLE = "AWS::DynamoDB::Table";
    private static final String SECRET = "AWS::SecretsManager::Secret";
    private static final String SELECTION = "AWS::Backup::BackupSelection";
    private static final String PLAN = "AWS::Backup::BackupPlan";
    private static final String GOES = "goes with the stack";
    private static final String REPLACED = "goes when it is replaced";
    private static final String NOT_DAILY = "does not back up each day";
    private static final String UNSELECTED = "is in no backup plan";
    private static final String DATABASE = "AWS::RDS::DBInstance";

    @EachConfiguration
    @Row({"X4", "S3.1", "S6.1", "S6.2", "S6.5", "S6.8"})
    void whatHoldsDataOutlivesTheStack(Configuration configuration) {
        configuration.meets(RetentionRules::violations);
    }

    @TestFactory
    @Row("X4")
    DynamicNode objectsToDataThatGoes() {
        return caughtBy(
                RetentionRules::violations,
                mutant(SINGLE_SERVER, "AWS::EC2::Volume", remove("/DeletionPolicy"), GOES),
                mutant(SINGLE_SERVER, "AWS::EC2::Volume", remove("/UpdateReplacePolicy"), REPLACED),
                mutant(SINGLE_SERVER, "AWS::KMS::Key", set("/DeletionPolicy", "Delete"), GOES),
                mutant(SINGLE_SERVER, "AWS::Logs::LogGroup", set("/DeletionPolicy", "Delete"), GOES),
                mutant(SINGLE_SERVER, "AWS::Backup::BackupVault", set("/DeletionPolicy", "Delete"), GOES),
                mutant(SEPARATE_STORAGE, "AWS::S3::Bucket", set("/DeletionPolicy", "Delete"), GOES),
                mutant(SEPARATE_STORAGE, SECRET, set("/UpdateReplacePolicy", "Delete"), REPLACED),
                mutant(SEPARATE_STORAGE, DATABASE, remove("/UpdateReplacePolicy"), REPLACED),
                mutant(SEPARATE_STORAGE, DATABASE, set("DeletionProtection", false), "(AWS::RDS::DBInstance) has no"),
                mutant(REPLICATED_READS, "AWS::ElastiCache::ReplicationGroup", remove("/DeletionPolicy"), GOES),
                mutant(DATA_PLATFORM, TABLE, remove("DeletionProtectionEnabled"), "::Table) has no"),
                mutant(DATA_PLATFORM, "AWS::SQS::Queue", set("/DeletionPolicy", "Delete"), GOES),
                mutant(DATA_PLATFORM, "AWS::RedshiftServerless::Namespace", remove("/DeletionPolicy"), GOES));
    }

    @EachConfiguration
    @Row({"X6", "S6.1", "S6.5", "S6.8"})
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

    @TestFactory
    @Row("X6")
    DynamicNode objectsToFewerBackups() {
        String daily = "BackupPlan/BackupPlanRule/0";
        return caughtBy(
                CdkTemplates.check(EveryStageRetentionTest::canBeHadBack).and(BackupRules::violations),
                mutant(SINGLE_SERVER, PLAN, remove(daily), NOT_DAILY),
                mutant(SINGLE_SERVER, PLAN, set(daily + "/Lifecycle/DeleteAfterDays", 6), NOT_DAILY),
                mutant(SINGLE_SERVER, PLAN, set(daily + "/ScheduleExpression", "cron(0 9 ? * SUN *)"), NOT_DAILY),
                mutant(SINGLE_SERVER, SELECTION, remove("BackupSelection/Resources/0"), UNSELECTED),
                mutant(SEPARATE_STORAGE, SELECTION, remove("BackupSelection/Resources/1"), UNSELECTED),
                mutant(SEPARATE_STORAGE, DATABASE, set("BackupRetentionPeriod", 1), "less than a week"),
                mutant(SEPARATE_STORAGE, "AWS::S3::Bucket", remove("VersioningConfiguration"), "::Bucket but found"),
                mutant(DATA_PLATFORM, TABLE, remove("PointInTimeRecoverySpecification"), "::Table but found"));
    }

    private static void canBeHadBack(Template template) {
        template.resourceCountIs("AWS::Backup::BackupVault", 1);
        every(template, "AWS::S3::Bucket", Map.of("VersioningConfiguration", Map.of("Status", "Enabled")));
        every(template, TABLE, Map.of("PointInTimeRecoverySpecification", Map.of("PointInTimeRecoveryEnabled", true)));
    }
}
