package dev.scalingstages.workload.moves;

import dev.scalingstages.workload.content.UnavailableException;
import dev.scalingstages.workload.mysql.Database;
import dev.scalingstages.workload.mysql.copy.Journal;
import dev.scalingstages.workload.mysql.copy.Locks;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

/**
 * Lets maintenance take turns: one run at a time, over all workers. That keeps runs out of each other's way; what keeps
 * data safe are the locks of the moves, even when the connection that holds a turn is lost.
 */
public final class Turns {
    private static final String TURN = "maintenance";
    private static final String ARCHIVE = "archive";
    private static final String UNFINISHED = "unfinished";

    /**
     * How long an archive that is not finished counts, since its last run began or ended: a run takes an hour, and the
     * longest wait until a message is tried again too. After that its message is lost or dead.
     */
    private static final Duration COUNTS = Duration.ofHours(3);

    private final Database database;

    /**
     * @param database one that all workers know, and that no maintenance is without
     */
    public Turns(Database database) {
        this.database = database;
    }

    /**
     * Takes a turn, and does some work in it.
     *
     * @return nothing when it is another's turn
     */
    public <T> Optional<T> take(Supplier<T> work) {
        AtomicReference<T> done = new AtomicReference<>();
        try {
            return Locks.tryWith(database, TURN, connection -> {
                done.set(work.get());
                return done.get();
            });
        } catch (UnavailableException e) {
            // The connection was lost meanwhile, and the turn with it; the work is done all the same.
            if (done.get() == null) {
                throw e;
            }
            return Optional.of(done.get());
        }
    }

    /** Notes whether an archive goes on in another run. */
    public void archiveContinues(boolean continues) {
        database.run(connection -> {
            if (continues) {
                Journal.write(connection, ARCHIVE, UNFINISHED, "");
            } else {
                Journal.remove(connection, ARCHIVE);
            }
            return true;
        });
    }

    /** Whether an archive goes on in another run. */
    public boolean archiveContinues() {
        return database.run(connection -> Journal.find(connection, ARCHIVE))
                .filter(entry -> entry.age().compareTo(COUNTS) < 0)
                .isPresent();
    }
}
