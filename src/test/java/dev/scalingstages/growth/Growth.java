package dev.scalingstages.growth;

import com.fasterxml.jackson.databind.JsonNode;
import dev.scalingstages.stage.ScalingStage;
import dev.scalingstages.templates.Comparison;
import dev.scalingstages.templates.Template;
import dev.scalingstages.templates.TemplateComparer;
import dev.scalingstages.testing.Templates;
import dev.scalingstages.testing.Variant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The plans of every step, up and down, in every variant: one comparison for all tests. */
public final class Growth {
    private static final Map<Way, Plan> PLANS = plans();

    private Growth() {}

    /** A step of one variant of the system. */
    public record Way(Variant variant, ScalingStage from, ScalingStage to) {
        @Override
        public String toString() {
            return "from stage %d to %d, %s".formatted(from.number(), to.number(), variant);
        }
    }

    /** The fifteen ways up, in each variant. */
    public static Stream<Way> up() {
        return PLANS.keySet().stream().filter(way -> way.from().compareTo(way.to()) < 0);
    }

    /** The fifteen ways down, in each variant. */
    public static Stream<Way> down() {
        return PLANS.keySet().stream().filter(way -> way.from().compareTo(way.to()) > 0);
    }

    /** The plan of a step. */
    public static Plan plan(Way way) {
        return PLANS.get(way);
    }

    /** The plan of a step, for an operator who says whether data was moved before. */
    public static Plan plan(Way way, boolean isDataMoved) {
        return GrowthCheck.plan(PLANS.get(way).comparison(), isDataMoved);
    }

    /** The plan of a change, such as one from a committed template. */
    public static Plan plan(JsonNode before, JsonNode after) {
        return GrowthCheck.plan(Comparing.comparer().compare(new Template(before), new Template(after)));
    }

    /** The plan of a change after data was moved, as the operator says. */
    public static Plan planAfterMove(JsonNode before, JsonNode after) {
        return GrowthCheck.plan(Comparing.comparer().compare(new Template(before), new Template(after)), true);
    }

    private static Map<Way, Plan> plans() {
        List<Way> ways = new ArrayList<>();
        List<TemplateComparer.Pair> pairs = new ArrayList<>();
        for (Variant variant : Variant.values()) {
            Map<ScalingStage, Template> templates = new EnumMap<>(ScalingStage.class);
            Arrays.stream(ScalingStage.values())
                    .forEach(stage -> templates.put(
                            stage, new Template(Templates.of(variant, stage).json())));
            for (ScalingStage from : ScalingStage.values()) {
                for (ScalingStage to : ScalingStage.values()) {
                    if (from != to) {
                        ways.add(new Way(variant, from, to));
                        pairs.add(new TemplateComparer.Pair(templates.get(from), templates.get(to)));
                    }
                }
            }
        }
        List<Comparison> comparisons = Comparing.comparer().compare(pairs);
        Map<Way, Plan> plans = new LinkedHashMap<>();
        for (int index = 0; index < ways.size(); index++) {
            plans.put(ways.get(index), GrowthCheck.plan(comparisons.get(index)));
        }
        return plans;
    }
}
