package dev.scalingstages.settings;

import static org.assertj.core.api.Assertions.assertThat;

import dev.scalingstages.testing.BesideTheCdk;
import dev.scalingstages.testing.SnapshotUpdate;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

@BesideTheCdk
class SettingsTableTest {
    private static final Path PAGE = Path.of("docs/settings.md");
    private static final Path README = Path.of("README.md");
    private static final Pattern ROW_OF_THE_README = Pattern.compile("(?m)^\\| `(\\w+)` \\| (.*?) \\|");

    @Test
    void thePageIsTheOneThatTheDefinitionsPrint() throws IOException {
        if (SnapshotUpdate.ofThisRun().isAllowed()) {
            Files.writeString(PAGE, SettingsTable.markdown());
            return;
        }
        assertThat(PAGE).exists();
        List<String> committed = Files.readAllLines(PAGE);
        List<String> printed = SettingsTable.markdown().lines().toList();
        // The whole page says little; the lines that differ say which settings.
        assertThat(linesOnlyIn(printed, committed))
                .as("%s lacks these lines; to update it: %s", PAGE, SnapshotUpdate.SETTINGS)
                .isEmpty();
        assertThat(linesOnlyIn(committed, printed))
                .as("%s has lines that no definition prints; to update it: %s", PAGE, SnapshotUpdate.SETTINGS)
                .isEmpty();
        assertThat(Files.readString(PAGE).equals(SettingsTable.markdown()))
                .as("the order of %s is the definitions'; to update it: %s", PAGE, SnapshotUpdate.SETTINGS)
                .isTrue();
    }

    @Test
    void everySettingHasOneRowWithAllItsCells() {
        List<String> rows = SettingsTable.markdown()
                .lines()
                .filter(line -> line.startsWith("| `"))
                .toList();
        assertThat(rows)
                .hasSameSizeAs(SettingCatalogue.ALL)
                .allSatisfy(row -> assertThat(row.split(" \\| "))
                        .hasSize(3)
                        .allSatisfy(cell -> assertThat(cell).isNotBlank()));
        for (SettingDefinition definition : SettingCatalogue.ALL) {
            assertThat(rows)
                    .filteredOn(row -> row.startsWith("| `" + definition.name() + "` |"))
                    .singleElement()
                    .asString()
                    .contains(definition.allowed().replace("|", "\\|"), definition.reason());
        }
    }

    @Test
    void everyGroupHasSettings() {
        assertThat(SettingCatalogue.ALL).extracting(SettingsTable.Group::of).contains(SettingsTable.Group.values());
        assertThat(SettingsTable.Group.of(SettingCatalogue.get("databaseVersion")))
                .isEqualTo(SettingsTable.Group.DATA);
        assertThat(SettingsTable.Group.of(SettingCatalogue.get("vpcCidr"))).isEqualTo(SettingsTable.Group.SYSTEM);
    }

    @Test
    void theReadmesSettingsHaveTheirDefaults() throws IOException {
        assertThat(differences(Files.readString(README))).isEmpty();
    }

    @Test
    void theReadmesCheckObjects() throws IOException {
        String readme = Files.readString(README);
        assertThat(differences(readme.replace("10.0.0.0/16", "10.1.0.0/16"))).hasSize(1);
        assertThat(differences(readme.replace("| `vpcCidr` |", "| `vpcRange` |")))
                .hasSize(1);
        assertThat(differences("no table")).hasSize(1);
    }

    @Test
    void defaultsNameTheStagesThatHaveThem() {
        assertThat(StageDefaults.none().text()).isEqualTo("none");
        assertThat(StageDefaults.always("a").text()).isEqualTo("a");
        assertThat(StageDefaults.from(3, "2", "3", "3", "6").text())
                .isEqualTo("2 (stage 3), 3 (stages 4 to 5), 6 (stage 6)");
    }

    private static List<String> linesOnlyIn(List<String> lines, List<String> others) {
        List<String> only = new ArrayList<>(lines);
        only.removeAll(others);
        return only;
    }

    /** What the README says of settings and no definition does. */
    private static List<String> differences(String readme) {
        List<String> differences = new ArrayList<>();
        int rows = 0;
        for (Matcher row = ROW_OF_THE_README.matcher(readme); row.find(); rows++) {
            String defaults = SettingCatalogue.find(row.group(1))
                    .map(definition -> definition.defaults().text())
                    .orElse("no setting");
            if (!defaults.equals(row.group(2))) {
                differences.add(row.group() + " is " + defaults);
            }
        }
        return rows > 0 ? differences : List.of("the README names no settings");
    }
}
