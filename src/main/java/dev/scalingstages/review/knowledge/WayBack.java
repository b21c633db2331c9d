package dev.scalingstages.review.knowledge;

import java.util.Collections;
import java.util.Set;

/**
 * How data gets back to where a lower stage reads it.
 *
 * @param type the type of the stateful resource, empty for any
 * @param variables the variables that name it to its readers, one of which is enough; empty for any
 * @param stage the stage that the step goes down to; 0 for any
 * @param via the stage whose server moves it, which has to be deployed first; 0 if any stage's can
 * @param how what to do, in sentences
 */
public record WayBack(String type, Set<String> variables, int stage, int via, String how) {
    public WayBack {
        variables = Set.copyOf(variables);
    }

    /** Whether it applies to a stateful resource with these variables. */
    public boolean isOf(Set<String> names, String resourceType, Step step) {
        return (type.isEmpty() || type.equals(resourceType))
                && (variables.isEmpty() || !Collections.disjoint(variables, names))
                && (stage == 0 || stage == step.to());
    }
}
