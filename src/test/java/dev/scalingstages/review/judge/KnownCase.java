package dev.scalingstages.review.judge;

import static java.util.Objects.requireNonNull;
import static java.util.stream.Collectors.toSet;
import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.scalingstages.review.knowledge.Fate;
import dev.scalingstages.review.plan.Finding;
import dev.scalingstages.review.plan.Outcome;
import dev.scalingstages.review.plan.Plan;
import dev.scalingstages.review.template.Template;
import dev.scalingstages.testing.ProjectFiles;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Two small templates, and what AWS does to a stack that goes from one to the other.
 *
 * @param title what changes, and what becomes of it
 * @param source where AWS, or somebody whom it hit, says so
 * @param before the template that is deployed
 * @param after the template that is to be deployed
 * @param expected what the check has to say
 */
record KnownCase(String title, String source, JsonNode before, JsonNode after, Expected expected) {
    static final Path FOLDER = Path.of("src/test/resources/growth/cases");

    private static final ObjectMapper JSON = new ObjectMapper();

    KnownCase {
        requireNonNull(title, "title");
        requireNonNull(source, "source");
        requireNonNull(before, "before");
        requireNonNull(after, "after");
        requireNonNull(expected, "expected");
    }

    /**
     * What the check has to say.
     *
     * @param safe whether nothing is lost and nothing refused
     * @param outcomes what is done to each resource, by logical id; one that is not named is left alone
     * @param fates what becomes of the old resource, by logical id, where the case is about that; may be left out
     * @param findings every finding, blocking or not
     * @param unknowns what is not known and could be a loss: a section or a logical id; may be left out
     */
    record Expected(
            boolean safe,
            SortedMap<String, Outcome> outcomes,
            SortedMap<String, Fate> fates,
            List<ExpectedFinding> findings,
            List<String> unknowns) {
        Expected {
            requireNonNull(outcomes, "outcomes");
            requireNonNull(findings, "findings");
            fates = fates == null ? new TreeMap<>() : fates;
            unknowns = unknowns == null ? List.of() : unknowns;
        }
    }

    /** A finding, as far as a case fixes it: how it is worded is not part of it. */
    record ExpectedFinding(Finding.Rule rule, String logicalId) {
        static Set<ExpectedFinding> of(Plan plan) {
            return plan.findings().stream()
                    .map(finding -> new ExpectedFinding(finding.rule(), finding.logicalId()))
                    .collect(toSet());
        }
    }

    /** The cases in the folder, by file name. */
    static List<KnownCase> inFolder() {
        return ProjectFiles.below(FOLDER, "").stream()
                .map(file -> assertDoesNotThrow(() -> JSON.readValue(file.toFile(), KnownCase.class), file::toString))
                .toList();
    }

    Template templateBefore() {
        return new Template(before);
    }

    Template templateAfter() {
        return new Template(after);
    }

    @Override
    public String toString() {
        return title;
    }
}
