package dev.scalingstages.review.knowledge;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A move of data that a server of this application makes at its boot, because it is told both where the data is and where
 * it is to be.
 *
 * @param from the variable that says where the data is
 * @param to the variables that say where it is to be
 * @param stage the stage whose server does it, 1 to 6
 * @param outage what users notice meanwhile
 */
public record DataMove(String from, Set<String> to, int stage, String outage) {
    private static final List<DataMove> ALL = List.of(
            new DataMove(
                    "DATA_VOLUME_ID",
                    Set.of("DATABASE_HOST", "CONTENT_BUCKET"),
                    2,
                    "Meanwhile it serves; at the end it refuses writes (503), for about 2 minutes for each GiB of the database"));

    /** The move of what a variable tells of, if there is one. */
    public static Optional<DataMove> of(String variable) {
        return ALL.stream().filter(move -> move.from.equals(variable)).findFirst();
    }

    /** Whether a reader that is told of all these makes it. */
    public boolean isMadeBy(Set<String> variables) {
        return variables.contains(from) && variables.containsAll(to);
    }
}
