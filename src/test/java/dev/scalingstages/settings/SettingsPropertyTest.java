package dev.scalingstages.settings;

import static org.assertj.core.api.Assertions.assertThat;

import dev.scalingstages.testing.BesideTheCdk;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Properties that hold for any value, tried on values made by a generator with a fixed seed. */
@BesideTheCdk
class SettingsPropertyTest {
    private static final long SEED = 20_261_124;
    private static final int ROUNDS = 5_000;

    private final Random random = new Random(SEED);
    private final SettingValues values = new SettingValues(random);

    @Test
    void aBadValueIsAlwaysToldByNameAndValue() {
        for (int round = 0; round < ROUNDS; round++) {
            SettingDefinition definition = anyDefinition();
            Object bad = values.bad(definition);
            assertThat(problems(Map.of(definition.name(), bad)))
                    .as("%s = %s", definition.name(), bad)
                    .anySatisfy(problem -> assertThat(problem.text())
                            .startsWith(definition.name() + ": ")
                            .contains(String.valueOf(bad)));
        }
    }

    @Test
    void noValueWhateverBringsAnythingButToldProblems() {
        for (int round = 0; round < ROUNDS; round++) {
            Map<String, Object> context = new HashMap<>();
            int settings = 1 + random.nextInt(4);
            for (int index = 0; index < settings; index++) {
                SettingDefinition definition = anyDefinition();
                String name = random.nextInt(5) == 0 ? values.mutated(definition.name()) : definition.name();
                context.put(name, values.any(definition));
            }
            for (Problem problem : problems(context)) {
                assertThat(context.keySet().stream().map(SettingsPropertyTest::asPrinted))
                        .as("problem of a setting that was not given, in %s", context)
                        .contains(problem.setting());
                assertThat(context.values().stream().map(PrintableValue::of)).contains(problem.value());
                assertThat(problem.text())
                        .startsWith(problem.setting() + ": " + problem.value() + " ")
                        .contains(". Allowed: ")
                        .contains(". Example: ")
                        .matches("\\P{Cntrl}+");
            }
        }
    }

    @Test
    void aMutatedValueIsEitherToldOrArrivesAsItIs() {
        int arrived = 0;
        for (int round = 0; round < ROUNDS; round++) {
            Map<String, Object> context = values.goodContext();
            String name = anyOf(List.copyOf(context.keySet()));
            String mutated = values.mutated(context.get(name).toString());
            context.put(name, mutated);
            if (problems(context).isEmpty()) {
                assertArrived(Settings.parse(context, Map.of()), name, mutated);
                arrived++;
            }
        }
        assertThat(arrived).as("mutations that stayed valid").isBetween(ROUNDS / 20, ROUNDS / 2);
    }

    @Test
    void goodValuesArriveAsTheyAreInBothForms() {
        for (int round = 0; round < ROUNDS / 4; round++) {
            Map<String, Object> text = values.goodContext();
            Map<String, Object> typed = new HashMap<>(text);
            typed.replaceAll((name, value) -> values.typed(SettingCatalogue.get(name), (String) value));
            assertThat(problems(text)).as("%s", text).isEmpty();
            assertThat(Settings.parse(typed, Map.of())).isEqualTo(Settings.parse(text, Map.of()));
            Settings settings = Settings.parse(text, Map.of());
            text.forEach((name, value) -> assertArrived(settings, name, (String) value));
        }
    }

    private static void assertArrived(Settings settings, String name, String value) {
        boolean list = SettingCatalogue.get(name).kind() == ValueKind.LIST;
        String expected = list ? value.replaceAll("\\s*,\\s*", ",").strip() : value;
        assertThat(SettingValues.arrived(settings, name)).as(name).isEqualTo(expected);
    }

    private static List<Problem> problems(Map<String, Object> context) {
        try {
            Settings.parse(context, Map.of());
            return List.of();
        } catch (InvalidSettingsException invalid) {
            return invalid.problems();
        }
    }

    private static String asPrinted(String name) {
        return SettingCatalogue.find(name).isPresent() ? name : PrintableValue.of(name);
    }

    @Test
    void everySettingArrivesSomewhere() {
        assertThat(SettingCatalogue.ALL)
                .as("say in SettingValues where it arrives, and what its good values are")
                .filteredOn(definition -> !SettingValues.placed().contains(definition))
                .extracting(SettingDefinition::name)
                .isEmpty();
    }

    private SettingDefinition anyDefinition() {
        return anyOf(SettingCatalogue.ALL);
    }

    private <T> T anyOf(List<T> choices) {
        return choices.get(random.nextInt(choices.size()));
    }
}
