package dev.scalingstages.review.judge;

import dev.scalingstages.review.knowledge.ApplicationFacts;
import dev.scalingstages.review.knowledge.Foundations;
import dev.scalingstages.review.knowledge.Step;
import dev.scalingstages.review.plan.Change;
import dev.scalingstages.review.plan.Finding;
import dev.scalingstages.review.plan.Plan;
import dev.scalingstages.review.template.Comparison;
import java.util.Comparator;
import java.util.List;

/**
 * Determines what a deploy does to each resource, and what speaks against it. It works from two templates alone, so it
 * can't see what only a live stack shows, such as a change by hand or a value that AWS looks up.
 */
public final class GrowthCheck {
    private static final List<Judge> JUDGES = List.of(
            new DataJudge(),
            new ReplacementJudge(),
            new DepartureJudge(),
            new HandoverJudge(),
            new UnreadDataJudge(),
            new TemplateJudge(),
            new EngineJudge(),
            new RunningJudge());

    private final ApplicationFacts application;

    /**
     * Creates a check.
     *
     * @param application the facts about the application whose stages the check recognizes; other templates are checked
     *     too
     */
    public GrowthCheck(ApplicationFacts application) {
        this.application = application;
    }

    /** The plan of a deploy, for an operator who has not moved any data. */
    public Plan plan(Comparison comparison) {
        return plan(comparison, false);
    }

    /**
     * The plan of a deploy.
     *
     * @param isDataMoved whether the operator says that data which nobody would read any more was moved before
     */
    public Plan plan(Comparison comparison, boolean isDataMoved) {
        ApplicationFacts facts = application.of(comparison.before(), comparison.after());
        Step step = facts.stages().between(comparison.before(), comparison.after());
        List<Change> changes = Changes.of(
                facts,
                comparison,
                Foundations.of(comparison.before(), comparison),
                Foundations.of(comparison.after(), comparison));
        Judge.Deploy deploy = new Judge.Deploy(facts, step, comparison, changes);
        List<Finding> findings = JUDGES.stream()
                .flatMap(judge -> judge.findings(deploy))
                .distinct()
                .sorted(Comparator.comparing(Finding::rule)
                        .thenComparing(Finding::logicalId)
                        .thenComparing(Finding::what))
                .toList();
        return new Plan(
                facts,
                step,
                comparison,
                changes,
                findings,
                PointsOfNoReturn.of(step, changes),
                Unknowns.of(deploy, findings),
                isDataMoved);
    }
}
