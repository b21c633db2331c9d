package dev.scalingstages.workload.moves;

import dev.scalingstages.workload.content.Pause;
import dev.scalingstages.workload.content.UnavailableException;
import dev.scalingstages.workload.moves.Outcome.Result;
import dev.scalingstages.workload.mysql.Database;
import dev.scalingstages.workload.mysql.DatabaseSettings;
import dev.scalingstages.workload.mysql.copy.Journal;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * Checks, at each boot of stage 2, whether the configured database and bucket are those that the box's data went to. A
 * stack that was rolled back after the move and deployed again makes new ones, with nothing in them; the new database
 * even gets the old one's host name, so a name proves nothing, and the check reads the database itself.
 */
public final class MovedData {
    /** The remedy for an operator. */
    private static final String REMEDY = "Remove neither. stages/2-separate-storage/GROWTH.md says how to continue";

    private static final int TRIES = 4;

    private MovedData() {}

    /**
     * Compares the marker with the configuration and the target, and changes nothing.
     *
     * @param target the database that the server is to serve from
     * @param bucket the bucket that it is to serve from
     * @param marker the file that says where the data went
     */
    public static Outcome confirm(DatabaseSettings target, String bucket, Path marker) {
        return Endings.ofQuestion(() -> {
            if (!new Marker(marker).exists()) {
                return new Outcome(
                        Result.FAILED,
                        "%s does not say any more where the data went. If it was taken back to the box, remove /data/moved"
                                .formatted(marker));
            }
            Marker.Content moved = new Marker(marker).read();
            if (!moved.bucket().equals(bucket)) {
                return elsewhere(
                        "the files went to the bucket %s at %s, and the server is told to serve from %s",
                        moved.bucket(), moved.at(), bucket);
            }
            Optional<Journal.Entry> there = entry(target);
            if (there.filter(entry -> entry.detail().equals(moved.identity())).isEmpty()) {
                return elsewhere(
                        "the data went to the database at %s at %s, and the one that is at %s now does not hold it",
                        moved.database(), moved.at(), target.host());
            }
            return MoveToSeparateStorage.takesWrites(there.get())
                    ? new Outcome(Result.MOVED, moved.summary())
                    : elsewhere(
                            "the database at %s, where the data went at %s, is being taken back to the box: move or"
                                    + " withdraw, before the server serves from %s",
                            moved.database(), moved.at(), target.host());
        });
    }

    /**
     * In a program that has just started, the first connection takes seconds: it may be made while the next try waits
     * for it.
     */
    private static Optional<Journal.Entry> entry(DatabaseSettings target) {
        try (Database database = new Database(target.forMaintenance())) {
            for (int tries = 1; ; tries++) {
                try {
                    return database.run(
                            connection -> Journal.findIfTableExists(connection, MoveToSeparateStorage.NAME));
                } catch (UnavailableException e) {
                    if (tries == TRIES) {
                        throw e;
                    }
                    Pause.of(Duration.ofSeconds(1));
                }
            }
        }
    }

    private static Outcome elsewhere(String reason, Object... values) {
        return new Outcome(Result.SERVED_ELSEWHERE, reason.formatted(values) + ". " + REMEDY);
    }
}
