package dev.scalingstages.rows;

import static org.assertj.core.api.Assertions.assertThat;

import dev.scalingstages.stage.ScalingStage;
import dev.scalingstages.testing.CloudTemplate.Resource;
import dev.scalingstages.testing.Templates;
import dev.scalingstages.testing.Variant;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** G3: the logical ids of what holds data, and of what that stands on, are a contract with every deployed system. */
class GrowthLogicalIdsTest {
    /** One line for each: the logical id, its type, and the stage where it first appears. */
    private static final Path CONTRACT = Path.of("src/test/resources/growth/logical-ids.txt");

    /** The lines as they are now, for whoever adds one. */
    private static final Path PROPOSAL = Path.of("target/growth/logical-ids.txt");

    @Test
    @DisplayName("G3 no logical id of what holds data changes")
    void g3_logicalIdsAreAContract() throws IOException {
        List<String> contract = contract();
        List<String> actual = actual();
        Files.createDirectories(PROPOSAL.getParent());
        Files.write(PROPOSAL, actual);
        assertThat(missing(contract, actual))
                .as(
                        "G3 deployed systems have these, and a deploy would now make new, empty ones in their place."
                                + " Bring the construct's id and place back; %s changes only when no system was ever"
                                + " deployed with them",
                        CONTRACT)
                .isEmpty();
        assertThat(missing(actual, contract))
                .as("G3 these are new: add the lines to %s, sorted", CONTRACT)
                .isEmpty();
        assertThat(contract).as("G3 %s is sorted, each line once", CONTRACT).isEqualTo(actual);
    }

    @Test
    @DisplayName("G3 the check objects to a database with another logical id")
    void g3_aChangedLogicalIdIsFound() throws IOException {
        List<String> changed = contract().stream()
                .map(line -> line.replaceFirst("^(Database\\w+) (AWS::RDS::DBInstance)", "$1Other $2"))
                .toList();
        assertThat(missing(contract(), changed)).hasSize(1).first().asString().contains("AWS::RDS::DBInstance 2");
    }

    private static List<String> contract() throws IOException {
        return Files.readAllLines(CONTRACT).stream()
                .filter(line -> !line.startsWith("#"))
                .toList();
    }

    private static List<String> missing(List<String> lines, List<String> from) {
        List<String> missing = new ArrayList<>(lines);
        missing.removeAll(from);
        return missing;
    }

    private static List<String> actual() {
        Map<String, String> lines = new TreeMap<>();
        for (Variant variant : Variant.values()) {
            for (ScalingStage stage : ScalingStage.values()) {
                for (Resource resource : GrowthGraph.foundations(Templates.of(variant, stage))) {
                    lines.putIfAbsent(resource.logicalId(), resource.type() + " " + stage.number());
                }
            }
        }
        return lines.entrySet().stream()
                .map(line -> line.getKey() + " " + line.getValue())
                .toList();
    }
}
