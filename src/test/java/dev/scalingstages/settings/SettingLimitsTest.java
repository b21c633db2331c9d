package dev.scalingstages.settings;

import static dev.scalingstages.testing.Edits.set;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.scalingstages.stage.ScalingStage;
import dev.scalingstages.testing.CloudTemplate;
import dev.scalingstages.testing.LiveStack;
import dev.scalingstages.testing.ReadsTemplates;
import dev.scalingstages.testing.Row;
import dev.scalingstages.testing.rules.EveryRule;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What is required of every template holds for whatever values settings may have, and not only for those of variants. */
@ReadsTemplates
class SettingLimitsTest {
    static Stream<SettingDefinition> numbers() {
        return SettingCatalogue.ALL.stream()
                .filter(definition -> definition.kind() == ValueKind.WHOLE_NUMBER)
                .filter(definition -> !definition.name().equals(SystemSettings.STAGE));
    }

    @ParameterizedTest
    @MethodSource("numbers")
    @DisplayName("the limits that the table names are taken, and nothing beyond them is")
    void theLimitsAreTheLastThatAreTaken(SettingDefinition definition) {
        long[] range = SettingLimits.range(definition).orElseThrow();
        assertThat(definition.read(Long.toString(range[0])).fault()).isEmpty();
        assertThat(definition.read(Long.toString(range[1])).fault()).isEmpty();
        assertThat(definition.read(Long.toString(range[0] - 1)).fault()).isPresent();
        assertThat(definition.read(Long.toString(range[1] + 1)).fault()).isPresent();
    }

    static Stream<Arguments> templates() {
        return Stream.concat(
                Stream.of(SettingLimits.LOWEST, SettingLimits.HIGHEST)
                        .flatMap(limits -> Stream.of(ScalingStage.values()).map(stage -> arguments(limits, stage))),
                Stream.of(arguments(SettingLimits.MOST_REPLICAS, ScalingStage.DATA_PLATFORM)));
    }

    @ParameterizedTest
    @MethodSource("templates")
    @Row({"X3", "X4", "X5", "X7", "X11"})
    void theRulesHoldAtTheLimits(SettingLimits limits, ScalingStage stage) {
        assertThat(EveryRule.CHECK.violations(LiveStack.of(stage, limits.settings())))
                .isEmpty();
    }

    @Test
    void theRulesObjectToLogsThatAreKeptForAWeekOnly() {
        CloudTemplate template = LiveStack.of(ScalingStage.AUTOSCALED, SettingLimits.LOWEST.settings());
        template.mutate(template.first("AWS::Logs::LogGroup", group -> true), set("/Properties/RetentionInDays", 7));
        assertThat(EveryRule.CHECK.violations(template))
                .singleElement(STRING)
                .contains("has no retention, or less than");
    }

    @Test
    @DisplayName("the limits go together, and there is one for each number")
    void theLimitsGoTogether() {
        for (SettingLimits limits : SettingLimits.values()) {
            assertThat(Settings.parse(limits.settings(), Map.of()).stage()).isEqualTo(Optional.empty());
        }
        assertThat(SettingLimits.LOWEST.settings().keySet())
                .containsAll(numbers().map(SettingDefinition::name).toList());
    }
}
