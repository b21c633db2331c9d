package dev.scalingstages.workload.moves;

import dev.scalingstages.workload.content.AccountId;
import dev.scalingstages.workload.content.Likes;
import dev.scalingstages.workload.content.PostId;
import dev.scalingstages.workload.content.UnavailableException;
import dev.scalingstages.workload.mysql.Database;
import java.math.BigInteger;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.BiPredicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stage 5 to 6: likes go to another store, while they serve. To be started when all servers know both ({@code
 * mysql.MovingLikes}). The old store closes at once, and new likes go to the new one. Each slice of old ones is locked,
 * written to the new store, looked for there, and deleted, so a like is in one store or in both, and never in neither.
 */
public final class LikesMove {
    private static final Logger LOG = LoggerFactory.getLogger(LikesMove.class);
    private static final String NAME = "likes";
    private static final String MOVING = "moving";
    private static final String DONE = "done";

    /** Few enough that whoever takes one of these likes back waits for less than a second. */
    private static final int SLICE = 32;

    private static final int COUNTS_SLICE = 1000;
    private static final String ONE_LESS = "UPDATE like_counts SET likes = likes - 1 WHERE post_id = ?";
    private static final String NOT_ZERO = "SELECT COUNT(*) FROM like_counts WHERE likes <> 0";

    private final Database old;
    private final Likes next;
    private final BiPredicate<PostId, AccountId> isThere;

    /**
     * @param old where likes were, with the patience of maintenance
     * @param next where they go; one that is there already stays as it is
     * @param isThere whether a like is in the new store
     */
    public LikesMove(Database old, Likes next, BiPredicate<PostId, AccountId> isThere) {
        this.old = old;
        this.next = next;
        this.isThere = isThere;
    }

    /**
     * Moves what is left to move.
     *
     * @throws UnavailableException when a store does not answer, or another mover is at work
     * @throws MoveFailedException when the new store does not hold what it took, or counts are wrong
     */
    public void run() {
        Locks.with(old, NAME, connection -> {
            if (Journal.find(connection, NAME)
                    .filter(entry -> entry.step().equals(DONE))
                    .isEmpty()) {
                move(connection);
            }
            return true;
        });
    }

    private void move(Connection from) throws SQLException {
        Transactions.run(from, () -> {
            Journal.write(from, NAME, MOVING, "");
            Fences.open(from, "likes", false);
        });
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            while (moveSlice(from, threads) > 0) {}
        }
        removeCounts(from);
        Journal.write(from, NAME, DONE, "");
        LOG.info("no likes are left where they were");
    }

    private int moveSlice(Connection from, ExecutorService threads) throws SQLException {
        List<Row> slice = new ArrayList<>();
        Transactions.run(from, () -> {
            slice.addAll(Table.LIKES.select(
                    from, KeyRange.POSTS, Optional.empty(), Optional.empty(), "LIMIT " + SLICE + " FOR UPDATE"));
            List<Future<?>> copies = new ArrayList<>();
            slice.forEach(row -> copies.add(threads.submit(() -> copy(row))));
            for (Future<?> copy : copies) {
                await(copy);
            }
            Table.LIKES.delete(from, slice);
            try (PreparedStatement less = from.prepareStatement(ONE_LESS)) {
                for (Row row : slice) {
                    less.setObject(1, row.column(0));
                    less.addBatch();
                }
                if (!slice.isEmpty()) {
                    less.executeBatch();
                }
            }
        });
        return slice.size();
    }

    private void copy(Row row) {
        PostId post = PostId.of((byte[]) row.column(0));
        AccountId account = new AccountId(((BigInteger) row.column(1)).longValue());
        next.like(post, account);
        if (!isThere.test(post, account)) {
            throw new MoveFailedException("the new store does not hold a like of post " + post);
        }
    }

    private static void await(Future<?> copy) {
        try {
            copy.get();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UnavailableException("interrupted", e);
        }
    }

    private static void removeCounts(Connection from) throws SQLException {
        try (PreparedStatement query = from.prepareStatement(NOT_ZERO);
                ResultSet row = query.executeQuery()) {
            row.next();
            if (row.getLong(1) > 0) {
                throw new MoveFailedException(row.getLong(1) + " posts count likes that nobody gave");
            }
        }
        List<Row> counts = new ArrayList<>();
        do {
            counts.clear();
            counts.addAll(Table.LIKE_COUNTS.select(
                    from, KeyRange.POSTS, Optional.empty(), Optional.empty(), "LIMIT " + COUNTS_SLICE));
            Transactions.run(from, () -> Table.LIKE_COUNTS.delete(from, counts));
        } while (!counts.isEmpty());
    }
}
