package dev.scalingstages.review.knowledge;

import java.util.Set;

/**
 * A move of data that a server makes at its boot, because it is told both where the data is and where it is to be.
 *
 * @param from the variable that says where the data is
 * @param to the variables that say where it is to be
 * @param stage the stage whose server does it
 * @param outage what users notice meanwhile
 */
public record DataMove(String from, Set<String> to, int stage, String outage) {
    public DataMove {
        to = Set.copyOf(to);
    }

    /** Whether a reader that is told of all these makes it. */
    public boolean isMadeBy(Set<String> variables) {
        return variables.contains(from) && variables.containsAll(to);
    }
}
