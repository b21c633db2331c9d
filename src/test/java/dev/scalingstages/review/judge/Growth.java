package dev.scalingstages.review.judge;

import static java.util.stream.Collectors.toMap;

import com.fasterxml.jackson.databind.JsonNode;
import dev.scalingstages.review.plan.Plan;
import dev.scalingstages.review.template.Comparison;
import dev.scalingstages.review.template.Template;
import dev.scalingstages.review.template.TemplateComparer;
import dev.scalingstages.stage.ScalingStage;
import dev.scalingstages.testing.Templates;
import dev.scalingstages.testing.Variant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/** The plans of every step, up and down, in every variant: one comparison of a variant for all tests, in any thread. */
public final class Growth {
    private static final Map<Variant, Map<Way, Plan>> PLANS = new ConcurrentHashMap<>();

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
        return ways().filter(way -> way.from().compareTo(way.to()) < 0);
    }

    /** The fifteen ways down, in each variant. */
    public static Stream<Way> down() {
        return ways().filter(way -> way.from().compareTo(way.to()) > 0);
    }

    /** The plan of a step. */
    public static Plan plan(Way way) {
        Map<Way, Plan> known = PLANS.get(way.variant());
        if (known == null) {
            // Templates may have to be waited for, so nobody is kept out of the map yet.
            Map<ScalingStage, Template> templates = templates(way.variant());
            known = PLANS.computeIfAbsent(way.variant(), variant -> plans(variant, templates));
        }
        return known.get(way);
    }

    /** The plan of a step, for an operator who says whether data was moved before. */
    public static Plan plan(Way way, boolean isDataMoved) {
        return Comparing.check().plan(plan(way).comparison(), isDataMoved);
    }

    /** The plan of a change, such as one from a committed template. */
    public static Plan plan(JsonNode before, JsonNode after) {
        return Comparing.check().plan(Comparing.comparer().compare(new Template(before), new Template(after)));
    }

    /** The plan of a change after data was moved, as the operator says. */
    public static Plan planAfterMove(JsonNode before, JsonNode after) {
        return Comparing.check().plan(Comparing.comparer().compare(new Template(before), new Template(after)), true);
    }

    /** All ways, in each variant. */
    public static Stream<Way> ways() {
        return Arrays.stream(Variant.values()).flatMap(Growth::of);
    }

    private static Stream<Way> of(Variant variant) {
        return Stream.of(ScalingStage.values())
                .flatMap(from -> Stream.of(ScalingStage.values())
                        .filter(to -> from != to)
                        .map(to -> new Way(variant, from, to)));
    }

    private static Map<ScalingStage, Template> templates(Variant variant) {
        return Stream.of(ScalingStage.values())
                .collect(toMap(
                        stage -> stage,
                        stage -> new Template(Templates.of(variant, stage).json())));
    }

    private static Map<Way, Plan> plans(Variant variant, Map<ScalingStage, Template> templates) {
        List<Way> ways = of(variant).toList();
        List<Comparison> comparisons = Comparing.comparer()
                .compare(ways.stream()
                        .map(way -> new TemplateComparer.Pair(templates.get(way.from()), templates.get(way.to())))
                        .toList());
        Map<Way, Plan> plans = new HashMap<>();
        for (int index = 0; index < ways.size(); index++) {
            plans.put(ways.get(index), Comparing.check().plan(comparisons.get(index)));
        }
        return plans;
    }
}
