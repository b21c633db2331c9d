package dev.scalingstages.review.judge;

import dev.scalingstages.review.plan.Finding;
import dev.scalingstages.review.plan.Unknown;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Finds what the check doesn't look at in two templates, and whether this deploy could lose something through it. */
final class Unknowns {
    private Unknowns() {}

    /**
     * The unknowns, with those that matter first.
     *
     * @param findings the findings so far; what they cover is not unknown
     */
    static List<Unknown> of(Judge.Deploy deploy, List<Finding> findings) {
        return Stream.concat(TemplateUnknowns.of(deploy), ResourceUnknowns.of(deploy, findings))
                .distinct()
                .sorted(Comparator.comparing((Unknown unknown) -> !unknown.matters())
                        .thenComparing(Unknown::subject)
                        .thenComparing(Unknown::what))
                .toList();
    }
}
