package dev.scalingstages.testing.rules;

import com.fasterxml.jackson.databind.JsonNode;
import dev.scalingstages.testing.CloudTemplate;
import dev.scalingstages.testing.CloudTemplate.Resource;
import dev.scalingstages.testing.Violations;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** X6: databases, tables and volumes are backed up each day and kept for a week. */
public final class BackupRules {
    private static final int WEEK = 7;
    private static final Pattern EACH_DAY = Pattern.compile("cron\\(\\d+ \\d+ (\\? \\* \\*|\\* \\* \\?) \\*\\)");
    private static final Set<String> BACKED_UP =
            Set.of("AWS::EC2::Volume", "AWS::RDS::DBInstance", "AWS::DynamoDB::Table");

    private BackupRules() {}

    /** What could not be had back. */
    public static List<String> violations(CloudTemplate template) {
        Violations violations = new Violations();
        Set<String> selected = new HashSet<>();
        for (Resource selection : template.resources("AWS::Backup::BackupSelection")) {
            Resource plan = template.target(selection.at("/BackupPlanId"));
            if (isDailyForAWeek(template, plan)) {
                selected.addAll(CloudTemplate.references(selection.at("/BackupSelection/Resources")));
            } else {
                violations.add(plan + " does not back up each day into a vault, for a week");
            }
        }
        for (Resource resource : template.resources()) {
            // A replica is made again from its source.
            boolean needed = BACKED_UP.contains(resource.type()) && !EncryptionAtRest.isReplica(resource);
            violations.when(needed && !selected.contains(resource.logicalId()), resource + " is in no backup plan");
            violations.when(
                    needed && resource.has("DBInstanceClass") && keptDays(resource) < WEEK,
                    resource + " keeps its own backups for less than a week");
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
