package dev.scalingstages.requirements.growth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.scalingstages.review.judge.Growth;
import dev.scalingstages.review.judge.Growth.Way;
import dev.scalingstages.review.knowledge.Role;
import dev.scalingstages.review.plan.Change;
import dev.scalingstages.testing.ReadsTemplates;
import dev.scalingstages.testing.Row;
import dev.scalingstages.testing.Violations;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** G3: the logical ids of what holds data, and of what that stands on, are a contract with every deployed system. */
@ReadsTemplates
class GrowthLogicalIdsTest {
    /** Where it is committed. */
    static final Path FILE = Path.of("stages", "logical-ids.txt");

    /** The lines as they are now, for whoever adds one. */
    private static final Path PROPOSAL = Path.of("target", "growth", "logical-ids.txt");

    @Test
    @Row("G3")
    void noLogicalIdOfWhatHoldsDataChanges() throws IOException {
        List<Line> actual = actual();
        Files.createDirectories(PROPOSAL.getParent());
        Files.write(PROPOSAL, actual.stream().map(Line::toString).toList());
        List<Line> contract = contract();
        List<String> violations = violations(contract, actual);
        assertThat(violations)
                .withFailMessage(() -> "logical ids are a contract (%s; as they are now: %s)%n- %s"
                        .formatted(FILE, PROPOSAL, String.join("%n- ".formatted(), violations)))
                .isEmpty();
        assertThat(contract).as("%s is sorted, each line once", FILE).isEqualTo(actual);
    }

    @Test
    @Row("G3")
    void aDatabaseWithAnotherLogicalIdIsToldWithWhatToDo() throws IOException {
        assertThat(violations(line -> is(line, "AWS::RDS::DBInstance", 2)
                        ? new Line(line.stage(), "Renamed", line.type(), line.role())
                        : line))
                .singleElement()
                .asString()
                .contains(
                        "is gone from stage 2", "a new, empty one", "New of its type: Renamed", "overrideLogicalId(\"");
    }

    @Test
    @Row("G3")
    void aVolumeThatAppearsLaterThanItDidIsTold() throws IOException {
        assertThat(violations(line -> is(line, "AWS::EC2::Volume", 1)
                        ? new Line(2, line.logicalId(), line.type(), line.role())
                        : line))
                .singleElement()
                .asString()
                .contains("bring back its stage");
    }

    @Test
    @Row("G3")
    void aNewTableIsAskedForAndNothingElse() throws IOException {
        List<Line> contract = contract();
        List<Line> shorter =
                contract.stream().filter(line -> !line.equals(contract.get(0))).toList();
        assertThat(violations(shorter, contract))
                .singleElement()
                .asString()
                .contains("add this line", contract.get(0).toString());
    }

    private static List<String> violations(UnaryOperator<Line> change) throws IOException {
        return violations(contract(), contract().stream().map(change).toList());
    }

    private static boolean is(Line line, String type, int stage) {
        return line.type().equals(type) && line.stage() == stage;
    }

    private static List<Line> contract() throws IOException {
        return Files.readAllLines(FILE).stream()
                .filter(line -> !line.startsWith("#"))
                .map(Line::parse)
                .toList();
    }

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
