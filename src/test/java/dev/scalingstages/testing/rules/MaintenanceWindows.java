package dev.scalingstages.testing.rules;

import com.fasterxml.jackson.databind.JsonNode;
import dev.scalingstages.testing.CloudTemplate;
import dev.scalingstages.testing.CloudTemplate.Resource;
import dev.scalingstages.testing.Violations;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * Windows of backup and maintenance, in minutes of a week from Sunday, UTC. They never overlap, and AWS Backup starts no
 * job in one of them or in the hour before: RDS would not let it run.
 */
public final class MaintenanceWindows {
    private static final List<String> DAYS = List.of("sun", "mon", "tue", "wed", "thu", "fri", "sat");
    private static final int HOUR = 60;
    private static final int DAY = 24 * HOUR;
    private static final Pattern DAILY = Pattern.compile("(\\d\\d):(\\d\\d)-(\\d\\d):(\\d\\d)");
    private static final Pattern WEEKLY = Pattern.compile("(\\w{3}):(\\d\\d):(\\d\\d)-(\\w{3}):(\\d\\d):(\\d\\d)");
    private static final Pattern CRON = Pattern.compile("cron\\((\\d+) (\\d+) (\\?|\\*) \\* (\\*|\\?|[A-Z]{3}) \\*\\)");

    private MaintenanceWindows() {}

    private record Window(int from, int to) {
        boolean overlaps(Window other) {
            return from < other.to && other.from < to;
        }

        boolean shutsOut(int start) {
            return from - HOUR <= start && start < to;
        }
    }

    /** What meets. */
    public static List<String> violations(CloudTemplate template) {
        Violations violations = new Violations();
        Set<String> sources = new TreeSet<>();
        for (Resource database : template.resources("AWS::RDS::DBInstance")) {
            List<Window> backup = daily(database, "/PreferredBackupWindow", violations);
            List<Window> maintenance = weekly(database, "/PreferredMaintenanceWindow", violations);
            meet(database, backup, maintenance, violations);
            for (int start : starts(template, violations)) {
                violations.when(
                        both(backup, maintenance).stream().anyMatch(window -> window.shutsOut(start)),
                        "AWS Backup starts in a window of " + database + ", or just before");
            }
            String source = database.at("/SourceDBInstanceIdentifier").toString();
            violations.when(
                    !source.isEmpty() && !sources.add(source + database.at("/PreferredMaintenanceWindow")),
                    database + " is maintained together with another replica");
        }
        for (Resource cache : template.resources("AWS::ElastiCache::ReplicationGroup")) {
            meet(
                    cache,
                    daily(cache, "/SnapshotWindow", violations),
                    weekly(cache, "/PreferredMaintenanceWindow", violations),
                    violations);
        }
        return violations;
    }

    private static List<Window> both(List<Window> some, List<Window> others) {
        List<Window> all = new ArrayList<>(some);
        all.addAll(others);
        return all;
    }

    private static void meet(Resource resource, List<Window> backup, List<Window> maintenance, Violations violations) {
        violations.when(
                backup.stream().anyMatch(each -> maintenance.stream().anyMatch(each::overlaps)),
                resource + " is backed up and maintained at once");
    }

    private static List<Window> daily(Resource resource, String pointer, Violations violations) {
        Matcher window = DAILY.matcher(resource.at(pointer).asText());
        if (!window.matches()) {
            violations.add(resource + " leaves its window to chance: " + pointer);
            return List.of();
        }
        int from = minute(window.group(1), window.group(2));
        int to = minute(window.group(3), window.group(4));
        return IntStream.range(0, DAYS.size())
                .mapToObj(day -> new Window(day * DAY + from, day * DAY + to))
                .toList();
    }

    private static List<Window> weekly(Resource resource, String pointer, Violations violations) {
        Matcher window = WEEKLY.matcher(resource.at(pointer).asText());
        if (!window.matches()) {
            violations.add(resource + " leaves its window to chance: " + pointer);
            return List.of();
        }
        return List.of(new Window(
                DAYS.indexOf(window.group(1)) * DAY + minute(window.group(2), window.group(3)),
                DAYS.indexOf(window.group(4)) * DAY + minute(window.group(5), window.group(6))));
    }

    /** When AWS Backup starts its jobs. */
    private static Set<Integer> starts(CloudTemplate template, Violations violations) {
        Set<Integer> starts = new TreeSet<>();
        for (Resource plan : template.resources("AWS::Backup::BackupPlan")) {
            for (JsonNode rule : plan.at("/BackupPlan/BackupPlanRule")) {
                Matcher cron = CRON.matcher(rule.path("ScheduleExpression").asText());
                if (!cron.matches()) {
                    violations.add(plan + " starts at a time that nobody can tell");
                    continue;
                }
                int minute = minute(cron.group(2), cron.group(1));
                int named = DAYS.indexOf(cron.group(4).toLowerCase(Locale.ROOT));
                IntStream.range(0, DAYS.size())
                        .filter(day -> named < 0 || named == day)
                        .forEach(day -> starts.add(day * DAY + minute));
            }
        }
        return starts;
    }

    private static int minute(String hour, String minute) {
        return Integer.parseInt(hour) * HOUR + Integer.parseInt(minute);
    }
}
