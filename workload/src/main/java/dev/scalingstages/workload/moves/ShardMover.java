package dev.scalingstages.workload.moves;

import dev.scalingstages.workload.content.Pause;
import dev.scalingstages.workload.content.UnavailableException;
import dev.scalingstages.workload.moves.Plan.Move;
import dev.scalingstages.workload.mysql.Database;
import dev.scalingstages.workload.mysql.Fence;
import dev.scalingstages.workload.mysql.copy.Journal;
import dev.scalingstages.workload.mysql.copy.KeyRange;
import dev.scalingstages.workload.mysql.copy.Locks;
import dev.scalingstages.workload.mysql.copy.MoveFailedException;
import dev.scalingstages.workload.mysql.copy.Pass;
import dev.scalingstages.workload.mysql.copy.Table;
import dev.scalingstages.workload.mysql.copy.Transactions;
import dev.scalingstages.workload.shards.ShardMapWriter;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Moves buckets between shards while they are in use. Most of a bucket is copied while it takes writes. Then its fence
 * closes, the rest is copied and all of it compared; the other shard holds it; the map says so; and when no reader can
 * have the old map any more, its old rows are deleted.
 *
 * <p>While the fence is closed, writes to this one bucket are unavailable: for the time of reading its rows twice on
 * both sides, which is a minute or two for 6 GB, and until each replica of the target has them. Asynchronous writes
 * just wait in their queue. When a replica does not follow in time, the bucket goes back to where it was, and the run
 * ends.
 */
public final class ShardMover {
    private static final Logger LOG = LoggerFactory.getLogger(ShardMover.class);

    /** Steps at the source, where the detail is the target's number. */
    private static final String COPYING = "copying";

    private static final String CLOSED = "closed";
    static final String SWITCHED = "switched";

    /** How many rows may be left when the fence closes: one slice. */
    private static final int FEW = 1000;

    private static final int OPEN_PASSES = 3;

    /**
     * How many buckets move side by side: eight of 1,024 are less than one write in a hundred that waits.
     */
    private static final int AT_ONCE = 8;

    private final List<Database> shards;
    private final ShardMapWriter map;
    private final Replicas replicas;
    private final Duration grace;

    /**
     * @param shards the first is shard 1; each with the timeouts of maintenance
     * @param grace how long old rows stay for readers with an old map: at least twice as long as one is kept
     */
    public ShardMover(List<Database> shards, ShardMapWriter map, Replicas replicas, Duration grace) {
        this.shards = List.copyOf(shards);
        this.map = map;
        this.replicas = replicas;
        this.grace = grace;
    }

    /**
     * Finishes what was begun, moves what a plan says, and returns when nothing is left of any bucket where it was, or when
     * its time is over: the next run then goes on.
     *
     * @param planner makes the plan, from the number of each bucket's shard
     * @return whether nothing is left to do
     * @throws UnavailableException when something does not answer, or another mover is at work
     * @throws MoveFailedException when a bucket cannot be moved; where it was, it goes on serving
     */
    public boolean run(Function<List<Integer>, Plan> planner, Deadline deadline) {
        if (!moveAll(begun(), deadline) || !moveAll(planner.apply(map.current()).moves(), deadline)) {
            return false;
        }
        while (sweep() > 0) {
            if (deadline.isOver()) {
                return false;
            }
            Pause.of(grace.dividedBy(4));
        }
        return true;
    }

    private List<Move> begun() {
        List<Move> begun = new ArrayList<>();
        for (int shard = 1; shard <= shards.size(); shard++) {
            for (Journal.Entry entry : entries(shard)) {
                if (!entry.step().equals(SWITCHED)) {
                    begun.add(new Move(bucket(entry), shard, Integer.parseInt(entry.detail())));
                }
            }
        }
        return begun;
    }

    /**
     * Moves some buckets at a time. When one fails, the others of its group complete first. Returns whether there was
     * time for all.
     */
    private boolean moveAll(List<Move> moves, Deadline deadline) {
        for (int start = 0; start < moves.size(); start += AT_ONCE) {
            if (deadline.isOver()) {
                return false;
            }
            SideBySide.run(moves.subList(start, Math.min(start + AT_ONCE, moves.size())), this::move);
            sweep();
        }
        return true;
    }

    /** Moves a bucket, or completes its move, but leaves its old rows. */
    public void move(Move move) {
        String name = name(move.bucket());
        Locks.with(
                shard(move.from()),
                name,
                from -> Locks.with(shard(move.to()), name, to -> {
                    move(move, from, to);
                    return true;
                }));
    }

    private void move(Move move, Connection from, Connection to) throws SQLException {
        int bucket = move.bucket();
        Optional<Journal.Entry> entry = Journal.find(from, name(bucket));
        if (entry.filter(found -> found.step().equals(SWITCHED)).isPresent()) {
            return;
        }
        boolean isHeldHere = Fence.isHeld(from, bucket);
        boolean isHeldThere = Fence.isHeld(to, bucket);
        if (entry.isEmpty() && isHeldThere && !isHeldHere) {
            // Another mover was here since the plan was made.
            return;
        }
        check(move, entry, isHeldHere, isHeldThere, Journal.find(to, name(bucket)));
        if (!isHeldThere) {
            transfer(move, from, to);
        }
        try {
            replicas.await(bucket, move.to());
        } catch (UnavailableException e) {
            giveBack(e, move, from, to);
            throw e;
        }
        map.assign(bucket, move.from(), move.to());
        write(from, move, SWITCHED);
        LOG.info("bucket {} is on shard {}", bucket, move.to());
    }

    /**
     * Gives a bucket back whose new replicas do not follow, so that writes to it go on where readers look. Nobody has
     * written to the target, since the map has never named it; where it has, before a mover died, the bucket stays
     * there.
     */
    private void giveBack(UnavailableException failure, Move move, Connection from, Connection to) {
        int bucket = move.bucket();
        try {
            if (map.current().get(bucket) != move.from()) {
                return;
            }
            Fence.hold(to, bucket, false);
        } catch (SQLException | RuntimeException e) {
            failure.addSuppressed(e);
            return;
        }
        reopenAfter(failure, move, from);
        LOG.error("bucket {} stays on shard {}: {}", bucket, move.from(), failure.getMessage());
    }

    private static void check(
            Move move,
            Optional<Journal.Entry> here,
            boolean isHeldHere,
            boolean isHeldThere,
            Optional<Journal.Entry> there) {
        if (there.isPresent()) {
            throw new UnavailableException("old rows of bucket " + move.bucket() + " wait on shard " + move.to());
        }
        if (here.filter(entry -> !entry.detail().equals(Integer.toString(move.to())))
                .isPresent()) {
            throw new MoveFailedException("bucket %d is on its way to shard %s"
                    .formatted(move.bucket(), here.get().detail()));
        }
        if (isHeldHere && isHeldThere) {
            throw new MoveFailedException("two shards hold bucket " + move.bucket());
        }
        if (here.isEmpty() && !isHeldHere) {
            throw new MoveFailedException("shard %d does not hold bucket %d".formatted(move.from(), move.bucket()));
        }
    }

    /** Ends with the target holding the bucket. */
    private void transfer(Move move, Connection from, Connection to) throws SQLException {
        int bucket = move.bucket();
        if (Fence.isHeld(from, bucket)) {
            write(from, move, COPYING);
            for (int pass = 0; pass < OPEN_PASSES && copy(bucket, from, to) > FEW; pass++) {}
        }
        try {
            Transactions.run(from, () -> {
                write(from, move, CLOSED);
                Fence.hold(from, bucket, false);
            });
            copy(bucket, from, to);
            for (Pass pass : passes(bucket, from, to)) {
                pass.verify(false);
            }
        } catch (SQLException | RuntimeException e) {
            reopenAfter(e, move, from);
            throw e;
        }
        Fence.hold(to, bucket, true);
    }

    /** The target does not hold the bucket yet, so the source may take writes again. */
    private static void reopenAfter(Exception failure, Move move, Connection from) {
        try {
            Transactions.run(from, () -> {
                write(from, move, COPYING);
                Fence.hold(from, move.bucket(), true);
            });
        } catch (SQLException e) {
            failure.addSuppressed(e);
        }
    }

    private static long copy(int bucket, Connection from, Connection to) throws SQLException {
        long changed = 0;
        for (Pass pass : passes(bucket, from, to)) {
            changed += pass.copy();
        }
        return changed;
    }

    private static List<Pass> passes(int bucket, Connection from, Connection to) {
        Pass.Guard guard = target -> {
            if (Fence.isHeld(target, bucket)) {
                throw new MoveFailedException("the target holds bucket " + bucket + " already");
            }
        };
        return List.of(
                new Pass(Table.POSTS, KeyRange.posts(bucket), from, to, guard),
                new Pass(Table.TIMELINE, KeyRange.owners(bucket), from, to, guard));
    }

    /**
     * Deletes the old rows of buckets that have moved long enough ago.
     *
     * @return how many buckets still have old rows
     */
    public int sweep() {
        int left = 0;
        for (int shard = 1; shard <= shards.size(); shard++) {
            for (Journal.Entry entry : entries(shard)) {
                if (entry.step().equals(SWITCHED) && entry.age().compareTo(grace) >= 0) {
                    OldRows.delete(shard(shard), bucket(entry));
                } else {
                    left++;
                }
            }
        }
        return left;
    }

    private List<Journal.Entry> entries(int shard) {
        return shard(shard).run(connection -> Journal.like(connection, "bucket-%"));
    }

    private static void write(Connection from, Move move, String step) throws SQLException {
        Journal.write(from, name(move.bucket()), step, Integer.toString(move.to()));
    }

    /** The archive locks a bucket by the same name, so the two never meet. */
    static String name(int bucket) {
        return "bucket-" + bucket;
    }

    private static int bucket(Journal.Entry entry) {
        return Integer.parseInt(entry.name().substring(name(0).length() - 1));
    }

    private Database shard(int number) {
        return shards.get(number - 1);
    }
}
