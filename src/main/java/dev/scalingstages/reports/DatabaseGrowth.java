package dev.scalingstages.reports;

import com.fasterxml.jackson.databind.JsonNode;
import dev.scalingstages.growth.Change;
import dev.scalingstages.growth.Plan;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The settings that give the database the size of a step before the step, at the stage that is deployed. RDS refuses
 * another change of storage while it optimizes the volume, which lasts hours: a step that changes storage and then fails
 * cannot be rolled back meanwhile, and ends in {@code UPDATE_ROLLBACK_FAILED}.
 */
final class DatabaseGrowth {
    private static final List<Trace> TRACES = List.of(
            new Trace("databaseInstanceClass", "AWS::RDS::DBInstance", "DatabaseInstance", "/DBInstanceClass"),
            new Trace("databaseStorageGiB", "AWS::RDS::DBInstance", "DatabaseInstance", "/AllocatedStorage"),
            new Trace(
                    "databaseMaximumConnections",
                    "AWS::RDS::DBParameterGroup",
                    "DatabaseTierParameterGroup",
                    "/Parameters/max_connections"));

    /** Where a setting stands in a template. */
    private record Trace(String setting, String type, String name, String pointer) {
        Optional<String> option(Change change) {
            boolean isHere =
                    change.type().equals(type) && change.resource().name().equals(name);
            if (!isHere || change.before().isEmpty() || change.after().isEmpty()) {
                return Optional.empty();
            }
            JsonNode before = change.before().get().properties().at(pointer);
            JsonNode after = change.after().get().properties().at(pointer);
            return before.equals(after) ? Optional.empty() : Optional.of("-c %s=%s".formatted(setting, after.asText()));
        }
    }

    private DatabaseGrowth() {}

    /** The words that {@code ./cdk} takes for it; none when the step leaves the database's size as it is. */
    static List<String> options(Plan up) {
        return TRACES.stream()
                .flatMap(trace -> up.changes().stream().flatMap(change -> trace.option(change).stream()))
                .toList();
    }

    /** What to do before the step. */
    static List<String> before(Plan up, int from) {
        List<String> options = options(up);
        if (options.isEmpty()) {
            return List.of();
        }
        List<String> steps = new ArrayList<>();
        String words = options.stream().collect(Collectors.joining(" "));
        steps.add(
                ("**Let the database grow first, alone,** at stage %d, with the values of stage %d. Connections break once,"
                                        + " as the plan says; the step itself then changes neither class nor storage, and can be taken"
                                        + " back. Until it is taken, each other deploy of stage %d needs the same settings. No alarm may"
                                        + " take this back, since a failover can set it off:\n\n")
                                .formatted(from, from + 1, from)
                        + Commands.indented("""
                        ./growth %1$d %1$d %2$s
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
