package dev.scalingstages.steps;

import dev.scalingstages.review.knowledge.Setting;
import dev.scalingstages.review.knowledge.SettingTrace;
import dev.scalingstages.review.plan.Change;
import dev.scalingstages.review.plan.Plan;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The settings that give the database its size after a step before the step, at the deployed stage. RDS refuses another
 * change of storage while it optimizes the volume, which lasts hours: a step that changes storage and then fails cannot
 * be rolled back meanwhile, and ends in {@code UPDATE_ROLLBACK_FAILED}.
 */
final class DatabaseGrowth {
    private static final List<SettingTrace> TRACES = List.of(
            new SettingTrace(
                    "databaseInstanceClass",
                    "AWS::RDS::DBInstance",
                    SettingTrace.named("DatabaseInstance"),
                    "/DBInstanceClass"),
            new SettingTrace(
                    "databaseStorageGiB",
                    "AWS::RDS::DBInstance",
                    SettingTrace.named("DatabaseInstance"),
                    "/AllocatedStorage"),
            new SettingTrace(
                    "databaseMaximumConnections",
                    "AWS::RDS::DBParameterGroup",
                    SettingTrace.named("DatabaseTierParameterGroup"),
                    "/Parameters/max_connections"));

    private DatabaseGrowth() {}

    /** The arguments of {@code ./cdk} for it; empty if the step doesn't change the database's size. */
    static List<String> options(Plan up) {
        return TRACES.stream()
                .flatMap(trace -> up.changes().stream().flatMap(change -> option(trace, change).stream()))
                .toList();
    }

    private static Optional<String> option(SettingTrace trace, Change change) {
        Optional<String> before = trace.value(change.before());
        return before.isEmpty()
                ? Optional.empty()
                : trace.value(change.after())
                        .filter(after -> !after.equals(before.get()))
                        .map(after -> new Setting(trace.setting(), after).option());
    }

    /** What to do before the step. */
    static List<String> before(Plan up, int from) {
        List<String> options = options(up);
        if (options.isEmpty()) {
            return List.of();
        }
        List<String> steps = new ArrayList<>();
        String words = String.join(" ", options);
        steps.add(("**Grow the database first, in a separate deploy** at stage %d, with the values of stage %d."
                                + " Connections break once, as the plan says; the step itself then changes neither"
                                + " class nor storage, and can be rolled back. Until the step, every other deploy of"
                                + " stage %d needs the same settings. This deploy runs without the alarm, since a"
                                + " failover can set it off:\n\n")
                        .formatted(from, from + 1, from)
                + Commands.indented("""
                        ./review growth %1$d %1$d %2$s
                        bin/release --without-alarm %1$d %2$s""".formatted(from, words)));
        steps.add(
                "Wait until each database is `available`. `storage-optimization` can last hours, and RDS refuses another change"
                        + " of storage for at least six:\n\n"
                        + Commands.indented(
                                "aws rds describe-db-instances --output table \\\n"
                                        + "  --query 'DBInstances[].[DBInstanceIdentifier,DBInstanceStatus,DBInstanceClass,AllocatedStorage]'"));
        return steps;
    }
}
