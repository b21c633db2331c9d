package dev.scalingstages.workload.moves;

import dev.scalingstages.workload.content.Files;
import dev.scalingstages.workload.disk.DiskFiles;
import dev.scalingstages.workload.moves.Endings.TargetRefusedException;
import dev.scalingstages.workload.moves.Outcome.Result;
import dev.scalingstages.workload.mysql.Database;
import dev.scalingstages.workload.mysql.DatabaseSettings;
import dev.scalingstages.workload.mysql.Fence;
import dev.scalingstages.workload.mysql.Migrations;
import dev.scalingstages.workload.mysql.copy.Journal;
import dev.scalingstages.workload.mysql.copy.Locks;
import dev.scalingstages.workload.mysql.copy.MoveFailedException;
import dev.scalingstages.workload.mysql.copy.Transactions;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stage 1 to 2: the box's own database and files go to RDS and S3. Everything is copied first, while the box takes
 * writes; what was copied before is not copied again. Then the box's fences are closed, so that no process can write
 * there any more; rows and files that changed since are copied, everything is compared row by row and object by object,
 * and only then the target takes writes. Each command may be killed at any moment and started again; the states are in
 * the package's documentation.
 */
public final class MoveToSeparateStorage {
    private static final Logger LOG = LoggerFactory.getLogger(MoveToSeparateStorage.class);
    static final String NAME = "separate-storage";
    private static final String IDENTITY = "identity";

    /** Steps at the source: its fences are closed; the target may have taken over. */
    private static final String CLOSED = "closed";

    private static final String SWITCHING = "switching";

    /** Steps at the target, where the detail is the source's identity. */
    private static final String COPYING = "copying";

    private static final String DONE = "done";
    private static final String WITHDRAWING = "withdrawing";

    private final DatabaseSettings source;
    private final DiskFiles files;
    private final DatabaseSettings target;
    private final Files objects;
    private final String bucket;
    private final Marker marker;

    /**
     * @param source the database on the box; its user may change tables
     * @param target the database that takes over
     * @param objects the object store that takes over
     * @param bucket that object store's name
     * @param marker a file on the data volume, which says that the move is done, and where the data went
     */
    public MoveToSeparateStorage(
            DatabaseSettings source,
            DiskFiles files,
            DatabaseSettings target,
            Files objects,
            String bucket,
            Path marker) {
        this.source = source.forMaintenance();
        this.files = files;
        this.target = target.forMaintenance();
        this.objects = objects;
        this.bucket = bucket;
        this.marker = new Marker(marker);
    }

    /** Moves everything, or the remainder after an earlier run. */
    public Outcome move() {
        Outcome outcome = Endings.of(() -> {
            if (marker.exists()) {
                // The box's database need not run any more.
                return confirm();
            }
            Migrations.apply(target, Migrations.Kind.FIRST);
            Migrations.apply(source, Migrations.Kind.FIRST);
            return on(source, from -> on(target, to -> move(from, to)));
        });
        return outcome.result() == Result.FAILED && mayHaveTakenOver()
                ? new Outcome(Result.UNKNOWN, outcome.reason())
                : outcome;
    }

    private boolean mayHaveTakenOver() {
        try (Database database = new Database(source)) {
            return marker.exists()
                    || database.run(connection -> Journal.find(connection, NAME)
                            .filter(entry -> entry.step().equals(SWITCHING))
                            .isPresent());
        } catch (RuntimeException e) {
            LOG.error("the box's database does not say how far the move is", e);
            return true;
        }
    }

    /**
     * Lets the box take writes again, when the move cannot be finished: the way back to stage 1. It needs no target, and
     * refuses when that may have taken over.
     */
    public static Outcome reopen(DatabaseSettings source, DiskFiles files, Path marker) {
        return Endings.of(() -> {
            if (new Marker(marker).exists()) {
                return new Outcome(
                        Result.SERVED_ELSEWHERE, new Marker(marker).read().summary());
            }
            Migrations.apply(source.forMaintenance(), Migrations.Kind.FIRST);
            return on(source.forMaintenance(), from -> {
                Optional<Journal.Entry> entry = Journal.find(from, NAME);
                if (entry.filter(found -> found.step().equals(SWITCHING)).isPresent()) {
                    return new Outcome(
                            Result.SERVED_ELSEWHERE,
                            "the database at " + entry.get().detail() + " may have taken over; move or withdraw");
                }
                openSource(from, files);
                return new Outcome(Result.OPEN, "the box takes writes");
            });
        });
    }

    /** The way back when the target has taken over, for as long as it holds nothing that the box lacks. */
    public Outcome withdraw() {
        return Endings.of(() -> on(source, from -> on(target, to -> withdraw(from, to))));
    }

    private Outcome withdraw(Connection from, Connection to) throws SQLException {
        Optional<Journal.Entry> there = Journal.find(to, NAME);
        String identity = identity(from);
        if (there.filter(entry -> !entry.step().equals(COPYING)).isPresent()) {
            requireSameMove(there.get(), identity);
            setTarget(to, false, WITHDRAWING, identity);
            try {
                everything(from, to).verify();
            } catch (MoveFailedException e) {
                setTarget(to, true, DONE, identity);
                return new Outcome(Result.SERVED_ELSEWHERE, "the target holds what the box lacks: " + e.getMessage());
            }
            setTarget(to, false, COPYING, identity);
        }
        marker.remove();
        openSource(from, files);
        return new Outcome(Result.OPEN, "the box takes writes, and the target does not");
    }

    /** Whether the target has taken over, by its own journal. */
    static boolean takesWrites(Journal.Entry there) {
        return there.step().equals(DONE);
    }

    private Outcome confirm() {
        Outcome outcome = MovedData.confirm(target, bucket, marker.file());
        return outcome.result() == Result.SERVED_ELSEWHERE ? on(target, to -> giveBack(to, outcome)) : outcome;
    }

    /** To the target, when taking it back has begun and has not ended. */
    private Outcome giveBack(Connection to, Outcome otherwise) throws SQLException {
        String identity = marker.read().identity();
        Optional<Journal.Entry> withdrawing = Journal.findIfTableExists(to, NAME)
                .filter(entry ->
                        entry.step().equals(WITHDRAWING) && entry.detail().equals(identity));
        return withdrawing.isPresent() ? finish(to, withdrawing.get()) : otherwise;
    }

    private Outcome finish(Connection to, Journal.Entry there) throws SQLException {
        if (there.step().equals(WITHDRAWING)) {
            setTarget(to, true, DONE, there.detail());
        }
        return moved(there.detail());
    }

    private Outcome moved(String identity) {
        Marker.Content content = new Marker.Content(
                identity, target.host(), bucket, Instant.now().truncatedTo(ChronoUnit.SECONDS));
        marker.write(content);
        return new Outcome(Result.MOVED, content.summary());
    }

    private Outcome move(Connection from, Connection to) throws SQLException {
        String identity = identity(from);
        Optional<Journal.Entry> there = Journal.find(to, NAME);
        boolean isSameMove =
                there.filter(entry -> entry.detail().equals(identity)).isPresent();
        if (isSameMove && !there.get().step().equals(COPYING)) {
            return finish(to, there.get());
        }
        Optional<Journal.Entry> here = Journal.find(from, NAME);
        if (!isSameMove && here.filter(entry -> entry.step().equals(SWITCHING)).isPresent()) {
            return new Outcome(
                    Result.SERVED_ELSEWHERE,
                    "the database at %s may have taken over, and the one that is at %s now does not hold the box's data"
                            .formatted(here.get().detail(), target.host()));
        }
        // From here on to the switch the target takes no writes, so opening the box again is always right.
        try {
            openSource(from, files);
            if (!isEmpty(from)) {
                claim(to, there, identity);
                everything(from, to).copy();
            }
            closeSource(from);
            long closed = System.nanoTime();
            if (isEmpty(from)) {
                openSource(from, files);
                return new Outcome(Result.NOTHING_TO_MOVE, "the box holds no data");
            }
            claim(to, Journal.find(to, NAME), identity);
            everything(from, to).copy();
            everything(from, to).verify();
            Transactions.run(from, () -> Journal.write(from, NAME, SWITCHING, target.host()));
            LOG.info("all is compared; writes were refused for {} s", (System.nanoTime() - closed) / 1_000_000_000);
        } catch (SQLException | RuntimeException e) {
            reopenAfter(e, from);
            throw e;
        }
        setTarget(to, true, DONE, identity);
        return moved(identity);
    }

    private boolean isEmpty(Connection from) throws SQLException {
        return Everything.isEmpty(from) && Everything.isEmpty(files);
    }

    private Everything everything(Connection from, Connection to) {
        return new Everything(from, to, files, objects, bucket);
    }

    private void closeSource(Connection from) throws SQLException {
        Transactions.run(from, () -> {
            Journal.write(from, NAME, CLOSED, target.host());
            Fence.openAll(from, false);
        });
        files.close();
    }

    private static void openSource(Connection from, DiskFiles files) throws SQLException {
        files.reopen();
        if (Journal.find(from, NAME).isPresent()) {
            Transactions.run(from, () -> {
                Fence.openAll(from, true);
                Journal.remove(from, NAME);
            });
        }
    }

    private void reopenAfter(Exception failure, Connection from) {
        try {
            openSource(from, files);
        } catch (SQLException | RuntimeException e) {
            failure.addSuppressed(e);
        }
    }

    private static void setTarget(Connection to, boolean open, String step, String identity) throws SQLException {
        Transactions.run(to, () -> {
            Journal.write(to, NAME, step, identity);
            Fence.openAll(to, open);
        });
    }

    /** Marks an empty target as this move's, before the first row goes there, unless it is so already. */
    private static void claim(Connection to, Optional<Journal.Entry> there, String identity) throws SQLException {
        if (there.isPresent()) {
            requireSameMove(there.get(), identity);
            return;
        }
        Transactions.run(to, () -> {
            Journal.write(to, NAME, COPYING, identity);
            Fence.openAll(to, false);
            if (!Everything.isEmpty(to)) {
                throw new TargetRefusedException("the target holds rows that this move did not write");
            }
        });
    }

    private static void requireSameMove(Journal.Entry there, String identity) {
        if (!there.detail().equals(identity)) {
            throw new TargetRefusedException("the target holds the data of another box");
        }
    }

    /** Identifies to a target the box that its rows come from: made once, and kept with the box's data. */
    private static String identity(Connection from) throws SQLException {
        Optional<Journal.Entry> known = Journal.find(from, IDENTITY);
        if (known.isPresent()) {
            return known.get().detail();
        }
        String identity = UUID.randomUUID().toString();
        Journal.write(from, IDENTITY, IDENTITY, identity);
        return identity;
    }

    private static Outcome on(DatabaseSettings settings, Database.Work<Outcome> work) {
        try (Database database = new Database(settings)) {
            return Locks.with(database, NAME, work);
        }
    }
}
