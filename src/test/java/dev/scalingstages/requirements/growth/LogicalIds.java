package dev.scalingstages.requirements.growth;

import dev.scalingstages.review.judge.Growth;
import dev.scalingstages.review.judge.Growth.Way;
import dev.scalingstages.review.knowledge.Role;
import dev.scalingstages.review.plan.Change;
import dev.scalingstages.testing.Violations;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** The contract of logical ids with every deployed system, one line for each resource. */
final class LogicalIds {
    /** Where it is committed. */
    static final Path FILE = Path.of("stages", "logical-ids.txt");

    /**
     * A resource of the contract.
     *
     * @param stage where it first appears
     * @param logicalId what CloudFormation knows it by
     * @param type its CloudFormation type
     * @param role {@code holds-data}, or {@code carries-data} when that stands on it
     */
    record Line(int stage, String logicalId, String type, String role) {
        static Line parse(String line) {
            String[] words = line.split(" ");
            return new Line(Integer.parseInt(words[0]), words[1], words[2], words[3]);
        }

        boolean holdsData() {
            return role.equals("holds-data");
        }

        @Override
        public String toString() {
            return "%d %s %s %s".formatted(stage, logicalId, type, role);
        }
    }

    private LogicalIds() {}

    /** The lines as the templates of all variants give them, by stage and logical id. */
    static List<Line> actual() {
        SortedMap<String, Line> lines = new TreeMap<>();
        Growth.up().forEach(way -> Growth.plan(way).changes().forEach(change -> note(lines, way, change)));
        return lines.values().stream()
                .sorted(Comparator.comparingInt(Line::stage).thenComparing(Line::logicalId))
                .toList();
    }

    private static void note(SortedMap<String, Line> lines, Way way, Change change) {
        if (change.role() == Role.NONE) {
            return;
        }
        int stage = (change.before().isPresent() ? way.from() : way.to()).number();
        String role = change.holdsData() ? "holds-data" : "carries-data";
        Line line = new Line(stage, change.logicalId(), change.type(), role);
        lines.merge(line.logicalId, line, (one, other) -> one.stage <= other.stage ? one : other);
    }

    /** What is wrong with the templates or the contract, in words that say what to do. */
    static List<String> violations(List<Line> contract, List<Line> actual) {
        Violations violations = new Violations();
        contract.stream()
                .filter(Predicate.not(actual::contains))
                .map(line -> broken(line, contract, actual))
                .forEach(violations::add);
        if (violations.isEmpty()) {
            actual.stream()
                    .filter(Predicate.not(contract::contains))
                    .map(line -> "New: add this line to %s, in its place: %s".formatted(FILE, line))
                    .forEach(violations::add);
        }
        return violations;
    }

    private static String broken(Line line, List<Line> contract, List<Line> actual) {
        String id = line.logicalId;
        Optional<Line> same =
                actual.stream().filter(other -> other.logicalId.equals(id)).findFirst();
        if (same.isPresent()) {
            return "%s was \"%s\" and is \"%s\" now: bring back its stage and what it is."
                    .formatted(id, line, same.get());
        }
        Stream<Line> renamed = actual.stream()
                .filter(other -> other.type.equals(line.type) && other.stage == line.stage)
                .filter(Predicate.not(contract::contains));
        String loss = line.holdsData()
                ? "a deploy makes a new, empty one, and the old one, with its data, leaves the stack by its DeletionPolicy"
                : "a deploy removes it, and stateful resources depend on it";
        return "%s (%s) is gone from stage %d, where deployed systems have it: %s.%s Undo the renaming or the move of the"
                        .formatted(id, line.type, line.stage, loss, successors(renamed))
                + " construct, or keep the id: ((CfnResource) construct.getNode().getDefaultChild()).overrideLogicalId(\"%s\"),"
                        .formatted(id)
                + " on an L1 construct overrideLogicalId itself.";
    }

    private static String successors(Stream<Line> renamed) {
        List<String> ids = renamed.map(Line::logicalId).toList();
        return ids.isEmpty() ? "" : " New of its type: %s.".formatted(String.join(", ", ids));
    }
}
