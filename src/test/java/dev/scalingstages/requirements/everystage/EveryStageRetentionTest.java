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

import com.fasterxml.jackson.databind.JsonNode;
import dev.scalingstages.stage.ScalingStage;
import dev.scalingstages.testing.CdkTemplates;
import dev.scalingstages.testing.CloudTemplate;
import dev.scalingstages.testing.CloudTemplate.Resource;
import dev.scalingstages.testing.Configuration;
import dev.scalingstages.testing.EachConfiguration;
import dev.scalingstages.testing.Row;
import dev.scalingstages.testing.Templates;
import dev.scalingstages.testing.Violations;
import dev.scalingstages.testing.rules.DataTypes;
import dev.scalingstages.testing.rules.EncryptionAtRest;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
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
    private static final int WEEK = 7;
    private static final Pattern EACH_DAY = Pattern.compile("cron\\(\\d+ \\d+ (\\? \\* \\*|\\* \\* \\?) \\*\\)");
    private static final Set<String> BACKED_UP = Set.of("AWS::EC2::Volume", "AWS::RDS::DBInstance", TABLE);

    private static final Set<String> ON_DELETION = Set.of("Retain", "RetainExceptOnCreate", "Snapshot");
    private static final Set<String> ON_REPLACEMENT = Set.of("Retain", "Snapshot");

    /**
     * The services that refuse to delete what is protected. Log groups could too, but are left without: those with a fixed
     * name must go again when a stack's creation fails.
     */
    private static final Map<String, String> PROTECTION =
            Map.of(TABLE, "/DeletionProtectionEnabled", "AWS::RDS::DBInstance", "/DeletionProtection");

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
        configuration.meets(EveryStageRetentionTest::lost);
    }

    @TestFactory
    @Row("X4")
    DynamicNode objectsToDataThatGoes() {
        return caughtBy(
                EveryStageRetentionTest::lost,
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
        configuration.meets(EveryStageRetentionTest::notBackedUp);
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
                CdkTemplates.check(EveryStageRetentionTest::canBeHadBack).and(EveryStageRetentionTest::notBackedUp),
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

    /** What would be lost with the stack. */
    public static List<String> lost(CloudTemplate template) {
        Violations violations = new Violations();
        for (Resource resource : template.resources()) {
            if (!DataTypes.KEPT.contains(resource.type())) {
                continue;
            }
            String deletion = resource.json().path("DeletionPolicy").asText("none");
            violations.unless(
                    ON_DELETION.contains(deletion),
                    resource.logicalId() + " goes with the stack: its DeletionPolicy is " + deletion);
            String replacement = resource.json().path("UpdateReplacePolicy").asText("none");
            violations.unless(
                    ON_REPLACEMENT.contains(replacement),
                    resource.logicalId() + " goes when it is replaced: its UpdateReplacePolicy is " + replacement);
            String protection = PROTECTION.get(resource.type());
            violations.when(
                    protection != null && !resource.at(protection).asBoolean(),
                    resource.logicalId() + " (" + resource.type() + ") has no " + protection);
        }
        return violations;
    }

    /** What could not be had back. */
    public static List<String> notBackedUp(CloudTemplate template) {
        Violations violations = new Violations();
        Set<String> selected = new HashSet<>();
        for (Resource selection : template.resources("AWS::Backup::BackupSelection")) {
            Resource plan = template.target(selection.at("/BackupPlanId"));
            if (isDailyForAWeek(template, plan)) {
                selected.addAll(CloudTemplate.references(selection.at("/BackupSelection/Resources")));
            } else {
                violations.add(plan.logicalId() + " does not back up each day into a vault, for a week");
            }
        }
        for (Resource resource : template.resources()) {
            // A replica is made again from its source.
            boolean needed = BACKED_UP.contains(resource.type()) && !EncryptionAtRest.isReplica(resource);
            violations.when(
                    needed && !selected.contains(resource.logicalId()), resource.logicalId() + " is in no backup plan");
            violations.when(
                    needed && resource.properties().has("DBInstanceClass") && keptDays(resource) < WEEK,
                    resource.logicalId() + " keeps its own backups for less than a week");
        }
        return violations;
    }

    private static int keptDays(Resource database) {
        return database.at("/BackupRetentionPeriod").asInt(0);
    }

    private static boolean isDailyForAWeek(CloudTemplate template, Resource plan) {
        for (JsonNode rule : plan.at("/BackupPlan/BackupPlanRule")) {
            boolean daily =
                    EACH_DAY.matcher(rule.path("ScheduleExpression").asText()).matches();
            boolean kept = rule.path("Lifecycle").path("DeleteAfterDays").asInt(0) >= WEEK;
            boolean vault =
                    template.target(rule.path("TargetBackupVault")).type().equals("AWS::Backup::BackupVault");
            if (daily && kept && vault) {
                return true;
            }
        }
        return false;
    }
}
