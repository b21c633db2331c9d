package dev.scalingstages.requirements.growth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.scalingstages.review.judge.Comparing;
import dev.scalingstages.review.judge.Growth;
import dev.scalingstages.review.judge.Growth.Way;
import dev.scalingstages.review.plan.Finding;
import dev.scalingstages.review.plan.Finding.Rule;
import dev.scalingstages.review.plan.Plan;
import dev.scalingstages.review.template.Comparison;
import dev.scalingstages.review.template.Template;
import dev.scalingstages.review.template.TemplateComparer;
import dev.scalingstages.stage.ScalingStage;
import dev.scalingstages.testing.CloudTemplate;
import dev.scalingstages.testing.Templates;
import dev.scalingstages.testing.Variant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;

/**
 * A step whose second template was made worse on purpose.
 *
 * @param name what was made worse
 * @param from the stage that is deployed
 * @param to the stage that is to be deployed
 * @param change makes its template worse
 * @param rule what the plan must object to then, and not before
 * @param words what the objection says
 */
record StepMutant(
        String name, ScalingStage from, ScalingStage to, Consumer<CloudTemplate> change, Rule rule, String words) {
    /** Each mutant with its plan: one comparison for all, because each question to Node takes its time. */
    static Stream<Arguments> judged(List<StepMutant> mutants) {
        List<TemplateComparer.Pair> pairs = new ArrayList<>();
        for (StepMutant mutant : mutants) {
            CloudTemplate worse = Templates.of(mutant.to);
            mutant.change.accept(worse);
            pairs.add(new TemplateComparer.Pair(
                    new Template(Templates.of(mutant.from).json()), new Template(worse.json())));
        }
        List<Comparison> comparisons = Comparing.comparer().compare(pairs);
        return IntStream.range(0, mutants.size())
                .mapToObj(index ->
                        Arguments.of(mutants.get(index), Comparing.check().plan(comparisons.get(index))));
    }

    /** Fails unless the plan objects to the mutant, and to the mutant only. */
    void assertCaughtBy(Plan plan) {
        assertThat(Growth.plan(new Way(Variant.WITH_DOMAIN, from, to)).findings())
                .as("before: %s", name)
                .noneMatch(this::isIt);
        assertThat(plan.findings()).as("after: %s", name).anyMatch(this::isIt);
        assertThat(plan.isSafe()).as("after: %s, safe", name).isFalse();
    }

    private boolean isIt(Finding finding) {
        return finding.rule() == rule && finding.what().contains(words);
    }

    @Override
    public String toString() {
        return name;
    }
}
