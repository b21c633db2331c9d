package dev.scalingstages.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.scalingstages.testing.BesideTheCdk;
import dev.scalingstages.testing.SnapshotUpdate;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

@BesideTheCdk
class SettingsTableTest {
    private static final Path README = Path.of("README.md");
    private static final String UPDATE = SnapshotUpdate.SETTINGS;

    @Test
    void theReadmesTableIsTheOneThatTheDefinitionsPrint() throws IOException {
        assertThat(README).as("the README that holds the table of settings").exists();
        String readme = Files.readString(README);
        String updated = SettingsTable.putInto(readme);
        if (SnapshotUpdate.ofThisRun().isAllowed()) {
            Files.writeString(README, updated);
            return;
        }
        assertThat(readme)
                .as("README.md is behind the settings; to update it: %s", UPDATE)
                .isEqualTo(updated);
    }

    @Test
    void everySettingHasARowWithAllItsCells() {
        assertThat(SettingsTable.markdown().lines().skip(2)).hasSameSizeAs(SettingCatalogue.ALL);
        assertThat(SettingsTable.markdown().lines())
                .allSatisfy(row -> assertThat(row.split(" \\| "))
                        .hasSize(6)
                        .allSatisfy(cell -> assertThat(cell).isNotBlank()));
    }

    @Test
    void onlyTheTableIsReplaced() {
        String readme = "above\n" + SettingsTable.BEGIN + "\nold\n" + SettingsTable.END + "\nbelow\n";
        assertThat(SettingsTable.putInto(readme))
                .isEqualTo("above\n" + SettingsTable.BEGIN + "\n" + SettingsTable.markdown() + SettingsTable.END
                        + "\nbelow\n");
    }

    @Test
    void aReadmeWithoutMarkersIsRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> SettingsTable.putInto("no markers"));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SettingsTable.putInto(SettingsTable.END + SettingsTable.BEGIN));
    }

    @Test
    void defaultsNameTheStagesThatHaveThem() {
        assertThat(StageDefaults.none().text()).isEqualTo("none");
        assertThat(StageDefaults.always("a").text()).isEqualTo("a");
        assertThat(StageDefaults.from(3, "2", "3", "3", "6").text())
                .isEqualTo("2 (stage 3), 3 (stages 4 to 5), 6 (stage 6)");
    }
}
