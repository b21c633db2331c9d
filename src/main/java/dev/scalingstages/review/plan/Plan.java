package dev.scalingstages.review.plan;

import dev.scalingstages.review.knowledge.ApplicationFacts;
import dev.scalingstages.review.knowledge.Step;
import dev.scalingstages.review.template.Comparison;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What a deploy does, resource by resource, and the findings against it.
 *
 * @param application the facts about the application whose templates these are
 * @param step the stages between which it goes
 * @param comparison the two templates
 * @param changes one for each resource of either template, by logical id
 * @param findings what an engineer has to know, the worst first
 * @param pointsOfNoReturn changes that going back doesn't undo
 * @param unknowns what the check does not look at
 * @param isDataMoved whether the operator says that data which nobody would read any more was moved before
 */
public record Plan(
        ApplicationFacts application,
        Step step,
        Comparison comparison,
        List<Change> changes,
        List<Finding> findings,
        List<PointOfNoReturn> pointsOfNoReturn,
        List<Unknown> unknowns,
        boolean isDataMoved) {
    /** The overall verdict, from best to worst. */
    public enum Verdict {
        /** The templates are equal. */
        NOTHING_CHANGES,
        /** Nothing is lost, and nothing refused. */
        NOTHING_LOST,
        /** No loss is known, but the check has not looked at everything that could be one. */
        UNKNOWN,
        /** Nothing is lost, but CloudFormation would refuse the deploy. */
        REFUSED,
        /** Something is lost. */
        LOST
    }

    public Plan {
        changes = List.copyOf(changes);
        findings = List.copyOf(findings);
        pointsOfNoReturn = List.copyOf(pointsOfNoReturn);
        unknowns = List.copyOf(unknowns);
    }

    /** The overall verdict. What the check hasn't looked at never counts as safe. */
    public Verdict verdict() {
        if (findings.stream().anyMatch(finding -> blocks(finding) && finding.rule() != Finding.Rule.REFUSED)) {
            return Verdict.LOST;
        }
        if (findings.stream().anyMatch(this::blocks)) {
            return Verdict.REFUSED;
        }
        if (unknowns.stream().anyMatch(Unknown::matters)) {
            return Verdict.UNKNOWN;
        }
        return changes.stream().allMatch(change -> change.outcome() == Outcome.UNCHANGED)
                ? Verdict.NOTHING_CHANGES
                : Verdict.NOTHING_LOST;
    }

    /** Whether nothing is lost, nothing refused, and nothing unknown that could be either. */
    public boolean isSafe() {
        return verdict().compareTo(Verdict.UNKNOWN) < 0;
    }

    /** Whether a finding blocks the deploy, given what the operator has confirmed. */
    public boolean blocks(Finding finding) {
        return finding.rule().blocks() && !isAnswered(finding);
    }

    /** Whether a finding would block the deploy if the operator hadn't said that the data was moved. */
    public boolean isAnswered(Finding finding) {
        return isDataMoved && finding.rule() == Finding.Rule.MOVE_FIRST;
    }

    /** The changes with one of these outcomes. */
    public List<Change> changes(Outcome... outcomes) {
        Set<Outcome> wanted = Set.of(outcomes);
        return changes.stream()
                .filter(change -> wanted.contains(change.outcome()))
                .toList();
    }

    /** The changes of stateful resources. */
    public Stream<Change> ofData() {
        return changes.stream().filter(Change::holdsData);
    }
}
