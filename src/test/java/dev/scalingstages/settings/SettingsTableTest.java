package dev.scalingstages.settings;

import static org.assertj.core.api.Assertions.assertThat;

import dev.scalingstages.testing.BesideTheCdk;
import dev.scalingstages.testing.CommittedFile;
import dev.scalingstages.testing.ProjectFiles;
import dev.scalingstages.testing.SnapshotUpdate;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

@BesideTheCdk
class SettingsTableTest {
    private static final Path PAGE = Path.of("docs/settings.md");
    private static final String README = ProjectFiles.text("README.md");
    private static final Pattern ROW_OF_THE_README = Pattern.compile("(?m)^\\| `(\\w+)` \\| (.*?) \\|");

    @Test
    void thePageIsTheOneThatTheDefinitionsPrint() {
        new CommittedFile(PAGE, SnapshotUpdate.SETTINGS).check(SettingsTable.markdown(), SnapshotUpdate.ofThisRun());
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
    void theReadmesSettingsHaveTheirDefaults() {
        assertThat(differences(README)).isEmpty();
    }

    @Test
    void theReadmesCheckObjects() {
        assertThat(differences(README.replace("10.0.0.0/16", "10.1.0.0/16"))).hasSize(1);
        assertThat(differences(README.replace("| `vpcCidr` |", "| `vpcRange` |")))
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

    /** What the README says of settings and no definition does. */
    private static List<String> differences(String readme) {
        List<MatchResult> rows = ROW_OF_THE_README.matcher(readme).results().toList();
        return rows.isEmpty()
                ? List.of("the README names no settings")
                : rows.stream()
                        .filter(row -> !SettingCatalogue.find(row.group(1))
                                .map(definition -> definition.defaults().text())
                                .equals(Optional.of(row.group(2))))
                        .map(MatchResult::group)
                        .toList();
    }
}
