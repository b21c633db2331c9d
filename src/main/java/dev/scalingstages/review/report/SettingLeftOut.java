package dev.scalingstages.review.report;

import dev.scalingstages.review.knowledge.Setting;
import dev.scalingstages.review.knowledge.SettingFacts;
import dev.scalingstages.review.knowledge.SettingTrace;
import dev.scalingstages.review.plan.Change;
import dev.scalingstages.review.plan.Plan;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A setting that the deployed template shows and the new one doesn't: it goes back to its default, more often because
 * the setting was forgotten than on purpose.
 *
 * @param logicalId the resource that shows it
 * @param setting the setting, with the value that is deployed
 */
record SettingLeftOut(String logicalId, Setting setting) {
    /** The settings that seem to be left out; none on templates that belong to no stage. */
    static List<SettingLeftOut> in(Plan plan) {
        return plan.step().isKnown()
                ? plan.application().settings().traces().stream()
                        .flatMap(trace -> plan.changes().stream().flatMap(change -> in(plan, trace, change)))
                        .distinct()
                        .toList()
                : List.of();
    }

    /** The question that a plan asks. */
    String question() {
        return "Did you leave out %s? The deployed stack has it.".formatted(setting.option());
    }

    private static Stream<SettingLeftOut> in(Plan plan, SettingTrace trace, Change change) {
        Optional<String> was = trace.value(change.before());
        Optional<String> willBe = trace.value(change.after());
        SettingFacts.Defaults defaults = plan.application().settings().defaults();
        boolean wasSet = was.isPresent()
                && !was.equals(defaults.at(trace.setting(), plan.step().from()));
        boolean isDefault =
                willBe.equals(defaults.at(trace.setting(), plan.step().to()));
        // A resource that doesn't exist at a stage says nothing about a setting.
        boolean hasPlace = change.after().isPresent() || plan.step().to() <= trace.lastStage();
        return wasSet && isDefault && hasPlace && !was.equals(willBe)
                ? Stream.of(new SettingLeftOut(change.logicalId(), new Setting(trace.setting(), was.get())))
                : Stream.empty();
    }
}
