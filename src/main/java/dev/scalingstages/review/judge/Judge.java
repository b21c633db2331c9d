package dev.scalingstages.review.judge;

import dev.scalingstages.review.knowledge.ApplicationFacts;
import dev.scalingstages.review.knowledge.Step;
import dev.scalingstages.review.plan.Change;
import dev.scalingstages.review.plan.Finding;
import dev.scalingstages.review.plan.Outcome;
import dev.scalingstages.review.template.Comparison;
import java.util.List;
import java.util.stream.Stream;

/** Looks at a deploy for one kind of harm. */
interface Judge {
    /**
     * A deploy.
     *
     * @param facts the facts about the application
     * @param step the stages between which it goes
     * @param comparison the two templates
     * @param changes what it does to each resource
     */
    record Deploy(ApplicationFacts facts, Step step, Comparison comparison, List<Change> changes) {
        public Deploy {
            changes = List.copyOf(changes);
        }

        /** The changes with an outcome. */
        Stream<Change> with(Outcome outcome) {
            return changes.stream().filter(change -> change.outcome() == outcome);
        }
    }

    /** The judge's objections to a deploy. */
    Stream<Finding> findings(Deploy deploy);
}
