package dev.scalingstages.requirements.growth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.scalingstages.requirements.growth.LogicalIds.Line;
import dev.scalingstages.testing.ReadsTemplates;
import dev.scalingstages.testing.Row;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** G3: the logical ids of what holds data, and of what that stands on, are a contract with every deployed system. */
@ReadsTemplates
class GrowthLogicalIdsTest {
    /** The lines as they are now, for whoever adds one. */
    private static final Path PROPOSAL = Path.of("target", "growth", "logical-ids.txt");

    @Test
    @Row("G3")
    void noLogicalIdOfWhatHoldsDataChanges() throws IOException {
        List<Line> actual = LogicalIds.actual();
        Files.createDirectories(PROPOSAL.getParent());
        Files.write(PROPOSAL, actual.stream().map(Line::toString).toList());
        List<Line> contract = contract();
        List<String> violations = LogicalIds.violations(contract, actual);
        assertThat(violations)
                .withFailMessage(() -> "logical ids are a contract (%s; as they are now: %s)%n- %s"
                        .formatted(LogicalIds.FILE, PROPOSAL, String.join("%n- ".formatted(), violations)))
                .isEmpty();
        assertThat(contract).as("%s is sorted, each line once", LogicalIds.FILE).isEqualTo(actual);
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
        assertThat(LogicalIds.violations(shorter, contract))
                .singleElement()
                .asString()
                .contains("add this line", contract.get(0).toString());
    }

    private static List<String> violations(UnaryOperator<Line> change) throws IOException {
        return LogicalIds.violations(contract(), contract().stream().map(change).toList());
    }

    private static boolean is(Line line, String type, int stage) {
        return line.type().equals(type) && line.stage() == stage;
    }

    private static List<Line> contract() throws IOException {
        return Files.readAllLines(LogicalIds.FILE).stream()
                .filter(line -> !line.startsWith("#"))
                .map(Line::parse)
                .toList();
    }
}
