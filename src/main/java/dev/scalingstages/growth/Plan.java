package dev.scalingstages.growth;

import dev.scalingstages.templates.Comparison;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What a deploy does, resource by resource, and what is to be said against it.
 *
 * @param step from which stage to which it goes
 * @param comparison the two templates
 * @param changes one for each resource of either template, by logical id
 * @param findings what an engineer has to know, the worst first
 * @param pointsOfNoReturn what going back does not undo
 */
public record Plan(
        Step step,
        Comparison comparison,
        List<Change> changes,
        List<Finding> findings,
        List<PointOfNoReturn> pointsOfNoReturn) {
    public Plan {
        changes = List.copyOf(changes);
        findings = List.copyOf(findings);
        pointsOfNoReturn = List.copyOf(pointsOfNoReturn);
    }

    /** Whether nothing is lost and nothing refused. */
    public boolean isSafe() {
        return findings.stream().noneMatch(finding -> finding.rule().blocks());
    }

    /** The changes with one of these outcomes. */
    public List<Change> changes(Outcome... outcomes) {
        Set<Outcome> wanted = Set.of(outcomes);
        return changes.stream()
                .filter(change -> wanted.contains(change.outcome()))
                .toList();
    }

    /** The changes of what holds data. */
    public Stream<Change> ofData() {
        return changes.stream().filter(Change::holdsData);
    }
}
