package dev.scalingstages.steps;

import dev.scalingstages.review.plan.Change;
import dev.scalingstages.review.plan.Finding;
import dev.scalingstages.review.plan.Plan;
import dev.scalingstages.review.report.Names;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** G8: the stateful resources that each way down leaves behind, in Markdown. */
public final class GoingDown {
    private final SortedMap<String, Row> rows = new TreeMap<>();

    /** Resources that users wrote to and a lower stage doesn't read. */
    private final Set<String> unread = new TreeSet<>();

    /** A stateful resource that leaves below a stage. */
    private record Row(Change change, int below) {}

    /**
     * Creates the list.
     *
     * @param plans the plans of all ways down
     */
    public GoingDown(List<Plan> plans) {
        plans.stream()
                .flatMap(plan -> plan.findings().stream())
                .filter(finding -> finding.rule() == Finding.Rule.MOVE_FIRST)
                .forEach(finding -> unread.add(finding.logicalId()));
        plans.forEach(plan -> plan.ofData()
                .filter(Change::leaves)
                .forEach(change -> rows.merge(
                        change.logicalId(),
                        new Row(change, plan.step().to() + 1),
                        (one, other) -> one.below >= other.below ? one : other)));
    }

    /** The logical ids of the stateful resources that leave between two stages. */
    public Set<String> leaves(int from, int to) {
        return rows.values().stream()
                .filter(row -> to < row.below && row.below <= from)
                .map(row -> row.change.logicalId())
                .collect(Collectors.toSet());
    }

    /** The list in Markdown. */
    public String print() {
        StringBuilder text = new StringBuilder("""
                # What going down leaves behind

                Generated from the templates; do not edit. Going down loses no data: stateful resources that the lower
                stage does not have leave the stack and stay in the account, where they go on costing money. Going down
                several stages leaves what each of them lists: from stage 6 to stage 4, what is listed below stage 6 and
                below stage 5. How to go down, and up again, is in each stage's `GROWTH.md`.

                The lower stage does not serve what users wrote to those that are marked "not read". Such a way down is
                refused until you confirm that the data was moved, or is given up: `./review growth 6 4 --data-moved`.
                """);
        for (int stage : rows.values().stream()
                .map(Row::below)
                .distinct()
                .sorted(Comparator.reverseOrder())
                .toList()) {
            text.append(
                    "\n## Below stage %d\n\n| Logical id | Type | What becomes of it | Content |\n| --- | --- | --- | --- |\n"
                            .formatted(stage));
            rows.values().stream()
                    .filter(row -> row.below == stage)
                    .forEach(row -> text.append("| `%s` | %s | %s | %s |\n"
                            .formatted(
                                    row.change.logicalId(),
                                    Names.type(row.change.type()),
                                    row.change.fate().orElseThrow().name().toLowerCase(Locale.ROOT),
                                    unread.contains(row.change.logicalId()) ? "not read" : "")));
        }
        return text.toString();
    }
}
