package dev.scalingstages.review.knowledge;

import java.util.Collections;
import java.util.Set;

/**
 * How data gets back to where a lower stage reads it.
 *
 * @param type the type of the stateful resource, empty for any
 * @param variables the variables that name it to its readers, one of which is enough; none for any
 * @param stage only on the way to this stage; 0 on any way down
 * @param via the stage whose server moves it, and which has to be taken first; 0 when each can
 * @param how what to do, in sentences
 */
public record WayBack(String type, Set<String> variables, int stage, int via, String how) {
    public WayBack {
        variables = Set.copyOf(variables);
    }

    /** Whether it is the way of a stateful resource that variables name. */
    public boolean isOf(Set<String> names, String resourceType, Step step) {
        return (type.isEmpty() || type.equals(resourceType))
                && (variables.isEmpty() || !Collections.disjoint(variables, names))
                && (stage == 0 || stage == step.to());
    }
}
