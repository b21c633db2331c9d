package dev.scalingstages.review.knowledge;

import java.util.Set;

/**
 * A move of data that a server makes when it boots, because it is configured with both the old and the new location.
 *
 * @param from the variable that says where the data is
 * @param to the variables that say where the data goes
 * @param stage the stage whose server does it
 * @param outage what users notice during the move
 */
public record DataMove(String from, Set<String> to, int stage, String outage) {
    public DataMove {
        to = Set.copyOf(to);
    }

    /** Whether a reader configured with these variables makes the move. */
    public boolean isMadeBy(Set<String> variables) {
        return variables.contains(from) && variables.containsAll(to);
    }
}
