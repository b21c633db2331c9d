package dev.scalingstages.workload.moves;

import dev.scalingstages.workload.content.AccountId;
import dev.scalingstages.workload.content.MovedLikes;
import dev.scalingstages.workload.content.MovedLikes.Like;
import dev.scalingstages.workload.content.Pause;
import dev.scalingstages.workload.content.PostId;
import dev.scalingstages.workload.content.UnavailableException;
import dev.scalingstages.workload.mysql.Database;
import dev.scalingstages.workload.mysql.Fence;
import dev.scalingstages.workload.mysql.copy.Journal;
import dev.scalingstages.workload.mysql.copy.KeyRange;
import dev.scalingstages.workload.mysql.copy.Locks;
import dev.scalingstages.workload.mysql.copy.MoveFailedException;
import dev.scalingstages.workload.mysql.copy.Row;
import dev.scalingstages.workload.mysql.copy.Table;
import dev.scalingstages.workload.mysql.copy.Transactions;
import java.math.BigInteger;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stage 5 to 6: likes move to another store, while they are in use. To be started when all servers know both ({@code
 * mysql.MovingLikes}). The old store closes at once, and new likes go to the new one. Each slice of old ones is locked,
 * written to the new store, looked for there, and deleted, so a like is in one store or in both, and never in neither.
 *
 * <p>Slices of different posts go side by side, those of one post one after the other: in the new store they would meet
 * on its count. Each slice is a transaction on a separate connection, which locks its rows: so two movers, should the
 * first one have lost its lock, wait for each other, and the second finds the rows gone.
 */
public final class LikesMove {
    private static final Logger LOG = LoggerFactory.getLogger(LikesMove.class);
    private static final String NAME = "likes";
    private static final String MOVING = "moving";
    private static final String DONE = "done";

    /** How many likes are looked at between two looks at the time: some seconds' work. */
    private static final int PAGE = 4000;

    /**
     * How many slices at once: enough for what a new table takes, and few enough that users' likes get their share. A
     * user who takes back a like that is in one waits for less than a second.
     */
    private static final int AT_ONCE = 4;

    /**
     * How long a slice is tried again that the new store has no room for: a new table takes 4,000 writes a second, and
     * grows while it is busy. A run that failed each time would soon be a dead letter.
     */
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    private static final Duration PAUSE = Duration.ofSeconds(1);

    private static final int COUNTS_SLICE = 1000;
    private static final String LESS = "UPDATE like_counts SET likes = likes - ? WHERE post_id = ?";
    private static final String NOT_ZERO = "SELECT COUNT(*) FROM like_counts WHERE likes <> 0";

    private final Database old;
    private final MovedLikes next;

    /**
     * @param old where likes were, with the timeouts of maintenance
     * @param next where they go; one that is there already stays as it is
     */
    public LikesMove(Database old, MovedLikes next) {
        this.old = old;
        this.next = next;
    }

    /**
     * Moves the remaining likes, until the deadline.
     *
     * @return whether nothing is left
     * @throws UnavailableException when a store does not answer, or another mover is at work
     * @throws MoveFailedException when the new store does not hold what it took, or counts are wrong
     */
    public boolean run(Deadline deadline) {
        return Locks.with(
                old,
                NAME,
                connection -> Journal.find(connection, NAME)
                                .filter(entry -> entry.step().equals(DONE))
                                .isPresent()
                        || move(connection, deadline));
    }

    private boolean move(Connection from, Deadline deadline) throws SQLException {
        Transactions.run(from, () -> {
            Journal.write(from, NAME, MOVING, "");
            Fence.open(from, "likes", false);
        });
        long moved = 0;
        List<Row> page = page(from);
        while (!page.isEmpty()) {
            if (deadline.isOver()) {
                LOG.info("{} likes moved, others are left", moved);
                return false;
            }
            SideBySide.run(lanes(page), lane -> lane.forEach(this::moveSlice));
            moved += page.size();
            page = page(from);
        }
        removeCounts(from);
        Journal.write(from, NAME, DONE, "");
        LOG.info("{} likes moved, none are left where they were", moved);
        return true;
    }

    private static List<Row> page(Connection from) throws SQLException {
        return Table.LIKES.select(from, KeyRange.POSTS, Optional.empty(), Optional.empty(), "LIMIT " + PAGE);
    }

    /** Distributes slices: all of a post are in one lane, and lanes are about as long as each other. */
    static List<List<List<Row>>> lanes(List<Row> page) {
        List<List<List<Row>>> lanes = Stream.generate(() -> (List<List<Row>>) new ArrayList<List<Row>>())
                .limit(AT_ONCE)
                .toList();
        for (List<List<Row>> group : groups(page)) {
            lanes.stream()
                    .min(Comparator.comparingInt(List::size))
                    .orElseThrow()
                    .addAll(group);
        }
        return lanes.stream().filter(lane -> !lane.isEmpty()).toList();
    }

    /** Some posts with few likes in one slice, or one post in several. */
    private static List<List<List<Row>>> groups(List<Row> page) {
        List<List<List<Row>>> groups = new ArrayList<>();
        List<Row> slice = new ArrayList<>();
        int posts = 0;
        for (List<Row> post : byPost(page)) {
            if (slice.size() + posts + post.size() + 1 > MovedLikes.MOST && !slice.isEmpty()) {
                groups.add(List.of(List.copyOf(slice)));
                slice.clear();
                posts = 0;
            }
            if (post.size() + 1 > MovedLikes.MOST) {
                groups.add(cut(post));
            } else {
                slice.addAll(post);
                posts++;
            }
        }
        if (!slice.isEmpty()) {
            groups.add(List.of(slice));
        }
        return groups;
    }

    private static List<List<Row>> byPost(List<Row> page) {
        List<List<Row>> posts = new ArrayList<>();
        for (Row row : page) {
            if (posts.isEmpty() || row.compareKey(posts.getLast().getFirst(), 1) != 0) {
                posts.add(new ArrayList<>());
            }
            posts.getLast().add(row);
        }
        return posts;
    }

    private static List<List<Row>> cut(List<Row> post) {
        List<List<Row>> slices = new ArrayList<>();
        for (int start = 0; start < post.size(); start += MovedLikes.MOST - 1) {
            slices.add(post.subList(start, Math.min(start + MovedLikes.MOST - 1, post.size())));
        }
        return slices;
    }

    private void moveSlice(List<Row> slice) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!isMoved(slice, end)) {
            Pause.of(PAUSE);
        }
    }

    private boolean isMoved(List<Row> slice, long end) {
        try {
            return old.run(connection -> {
                Transactions.run(connection, () -> moveSlice(connection, slice));
                return true;
            });
        } catch (UnavailableException e) {
            if (System.nanoTime() > end) {
                throw e;
            }
            LOG.warn("a slice of likes is tried again: {}", e.getMessage());
            return false;
        }
    }

    private void moveSlice(Connection from, List<Row> slice) throws SQLException {
        // Read again, and locked: somebody may have taken one back since. Those before are moved, so these are the
        // first.
        KeyRange posts =
                new KeyRange(slice.getFirst().column(0), slice.getLast().column(0));
        List<Row> rows = Table.LIKES.select(
                from, posts, Optional.empty(), Optional.of(slice.getLast()), "LIMIT " + slice.size() + " FOR UPDATE");
        List<Like> likes = rows.stream().map(LikesMove::like).toList();
        next.add(likes);
        next.firstMissing(likes).ifPresent(like -> {
            throw new MoveFailedException("the new store does not hold a like of post " + like.post());
        });
        Table.LIKES.delete(from, rows);
        decrementCounts(from, likes);
    }

    private static Like like(Row row) {
        return new Like(PostId.of((byte[]) row.column(0)), new AccountId(((BigInteger) row.column(1)).longValue()));
    }

    private static void decrementCounts(Connection from, List<Like> likes) throws SQLException {
        Map<PostId, Long> byPost = likes.stream().collect(Collectors.groupingBy(Like::post, Collectors.counting()));
        if (byPost.isEmpty()) {
            return;
        }
        try (PreparedStatement less = from.prepareStatement(LESS)) {
            for (Map.Entry<PostId, Long> post : byPost.entrySet()) {
                less.setLong(1, post.getValue());
                less.setBytes(2, post.getKey().bytes());
                less.addBatch();
            }
            less.executeBatch();
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
