package dev.scalingstages.settings;

import static org.assertj.core.api.Assertions.assertThat;

import dev.scalingstages.stage.ScalingStage;
import dev.scalingstages.testing.BesideTheCdk;
import dev.scalingstages.testing.ProjectFiles;
import dev.scalingstages.testing.Row;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** X11: the defaults in the stages' READMEs are those of the settings at that stage. */
@BesideTheCdk
class StageReadmeDefaultsTest {
    private static final Pattern ROW = Pattern.compile("(?m)^\\| (`[a-z].*?) \\| (.*?) \\|");
    private static final Pattern NAME = Pattern.compile("`([a-zA-Z]+)`");

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6})
    @Row("X11")
    @DisplayName("each size that a stage's README names is the setting's default there")
    void sizesAreTheDefaults(int stage) {
        assertThat(differences(stage, readme(stage))).isEmpty();
    }

    @Test
    @Row("X11")
    @DisplayName("the check objects to another number, type or order")
    void theCheckObjects() {
        String readme = readme(6);
        for (String figure : List.of("c7g.xlarge, 6 to 33", "4, 2", "| 1000 |", "| 400 |", "cache.r7g.xlarge, 4, 2")) {
            assertThat(readme).contains(figure);
            assertThat(differences(6, readme.replace(figure, figure.replaceFirst("[2-9]|1000", "12"))))
                    .as(figure)
                    .hasSizeGreaterThanOrEqualTo(1);
        }
    }

    @Test
    @Row("X11")
    @DisplayName("the check objects to another range or version, and to a default where there is none")
    void theCheckObjectsToMoreThanSizes() {
        assertThat(differences(1, readme(1).replace("10.0.0.0/16", "10.1.0.0/16")))
                .hasSize(1);
        assertThat(differences(1, readme(1).replace("`sshCidrs` | none", "`sshCidrs` | 0.0.0.0/0")))
                .hasSize(1);
        assertThat(differences(2, readme(2).replace("| 8.4.10 |", "| 8.4.9 |"))).hasSize(1);
    }

    private static String readme(int stage) {
        return ProjectFiles.readme(ScalingStage.of(stage));
    }

    private static List<String> differences(int stage, String readme) {
        List<String> differences = new ArrayList<>();
        int compared = 0;
        for (Matcher row = ROW.matcher(readme); row.find(); ) {
            List<String> names = names(row.group(1));
            if (!names.isEmpty() && !names.equals(List.of(SystemSettings.AVAILABILITY_ZONES))) {
                compared++;
                List<String> defaults =
                        names.stream().map(name -> defaultOf(name, stage)).toList();
                List<String> written = Arrays.asList(row.group(2).split(", | to "));
                if (!written.equals(defaults)) {
                    differences.add(names + " are " + defaults + " by default, and the README says " + written);
                }
            }
        }
        return compared > 0 ? differences : List.of("the README of stage " + stage + " names no sizes");
    }

    private static String defaultOf(String name, int stage) {
        StageDefaults defaults = SettingCatalogue.get(name).defaults();
        return defaults.values().isEmpty() ? defaults.text() : defaults.at(stage);
    }

    /** The settings of a row; an ellipsis stands for the group's minimum and maximum. */
    private static List<String> names(String cell) {
        String whole = cell.replaceFirst("`(\\w+)InstanceType`.*…$", "$0 `$1Minimum` `$1Maximum`");
        return NAME.matcher(whole).results().map(name -> name.group(1)).toList();
    }
}
