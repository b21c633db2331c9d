package dev.scalingstages.workload.moves;

import dev.scalingstages.workload.content.AccountId;
import dev.scalingstages.workload.content.Buckets;
import dev.scalingstages.workload.content.History;
import dev.scalingstages.workload.content.History.Summary;
import dev.scalingstages.workload.content.PhotoState;
import dev.scalingstages.workload.content.Post;
import dev.scalingstages.workload.content.PostId;
import dev.scalingstages.workload.content.UnavailableException;
import dev.scalingstages.workload.mysql.Database;
import java.math.BigInteger;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes old posts out of one shard into history, bucket by bucket and slice by slice. A slice is stored in history, counted
 * there, and only then deleted here, if it is still what was stored. No fence closes meanwhile: the rows are locked and
 * compared when they are deleted, and one that has changed is stored again.
 *
 * <p>Only buckets that the shard holds are looked at; one that moves is left to the next night. One that fails, for a
 * post that cannot be loaded or whatever reason of its own, is left too, and told; the night goes on with the others.
 * History takes a slice twice without harm, so neither a crash nor a second run doubles anything.
 */
public final class Archive {
    private static final Logger LOG = LoggerFactory.getLogger(Archive.class);
    private static final int SLICE = 1000;

    private final Database shard;
    private final History history;
    private final int slice;

    /**
     * @param shard the primary, with the patience of maintenance
     */
    public Archive(Database shard, History history) {
        this(shard, history, SLICE);
    }

    /** With slices of another length. */
    Archive(Database shard, History history, int slice) {
        this.shard = shard;
        this.history = history;
        this.slice = slice;
    }

    /**
     * Archives all posts from before a time.
     *
     * @return how many
     * @throws UnavailableException when the shard does not answer or history answers three buckets in a row with
     *     nothing; or, after all others are done, when history could not take a bucket's posts or somebody else works
     *     at it
     * @throws MoveFailedException after all others are done, when history does not hold what it was given of a bucket
     */
    public long run(Instant before) {
        long archived = 0;
        int skipped = 0;
        BucketFailures failures = new BucketFailures();
        for (OptionalInt next = bucketFrom(0); next.isPresent(); next = bucketFrom(next.getAsInt() + 1)) {
            try {
                Optional<Long> posts = run(next.getAsInt(), before);
                archived += posts.orElse(0L);
                skipped += posts.isPresent() ? 0 : 1;
                failures.succeeded();
            } catch (RuntimeException e) {
                failures.failed(next.getAsInt(), e);
            }
        }
        failures.tell();
        if (skipped > 0) {
            throw new UnavailableException("somebody else works at " + skipped + " buckets, the others are archived");
        }
        return archived;
    }

    /** The first bucket from one on that has any posts here. */
    private OptionalInt bucketFrom(int bucket) {
        if (bucket == Buckets.COUNT) {
            return OptionalInt.empty();
        }
        KeyRange rest = new KeyRange(
                PostId.firstOf(bucket).bytes(), PostId.lastOf(Buckets.COUNT - 1).bytes());
        return shard.run(connection -> select(connection, rest, 1)).stream()
                .mapToInt(row -> post(row).id().bucket())
                .findFirst();
    }

    private Optional<Long> run(int bucket, Instant before) {
        KeyRange old = new KeyRange(
                PostId.firstOf(bucket).bytes(),
                lastBefore(PostId.at(bucket, before)).bytes());
        boolean hasSome = shard.run(connection -> !select(connection, old, 1).isEmpty());
        return hasSome
                ? Locks.tryWith(shard, ShardMover.name(bucket), connection -> archive(connection, bucket, old))
                : Optional.of(0L);
    }

    /** Ids are whole numbers of 128 bits. */
    private static PostId lastBefore(PostId id) {
        return new PostId(id.high() - 1, -1);
    }

    private long archive(Connection connection, int bucket, KeyRange old) throws SQLException {
        long archived = 0;
        List<Row> rows = select(connection, old, slice);
        while (!rows.isEmpty() && Fences.isHeld(connection, bucket)) {
            List<Post> posts = rows.stream().map(Archive::post).toList();
            history.store(posts.getFirst().id(), posts.getLast().id(), posts.iterator());
            Optional<Post> lost = firstLost(posts);
            if (lost.isPresent()) {
                throw new MoveFailedException(
                        "history does not hold post " + lost.get().id());
            }
            int deleted = delete(connection, bucket, rows);
            archived += deleted;
            LOG.info("bucket {}: {} of {} posts archived", bucket, deleted, rows.size());
            rows = select(connection, old, slice);
        }
        return archived;
    }

    /**
     * The first post that history does not hold. Between those of a slice there may be others, which were archived before;
     * then the sums differ, and those of its halves tell more.
     */
    private Optional<Post> firstLost(List<Post> posts) {
        Summary expected = Summary.NOTHING;
        for (Post post : posts) {
            expected = expected.plus(post);
        }
        if (history.summary(posts.getFirst().id(), posts.getLast().id()).equals(expected)) {
            return Optional.empty();
        }
        if (posts.size() == 1) {
            return Optional.of(posts.getFirst());
        }
        int half = posts.size() / 2;
        return firstLost(posts.subList(0, half)).or(() -> firstLost(posts.subList(half, posts.size())));
    }

    /** Deletes those rows that are still the same, and their rows in timelines. Returns how many. */
    private static int delete(Connection connection, int bucket, List<Row> stored) throws SQLException {
        List<Row> same = new ArrayList<>();
        Transactions.run(connection, () -> {
            if (!Fences.isHeld(connection, bucket)) {
                return;
            }
            KeyRange range =
                    new KeyRange(stored.getFirst().column(0), stored.getLast().column(0));
            same.addAll(Table.POSTS.select(connection, range, Optional.empty(), Optional.empty(), "FOR UPDATE"));
            same.retainAll(new HashSet<>(stored));
            Table.POSTS.delete(connection, same);
            // The key of a timeline is the owner and the post.
            Table.TIMELINE.delete(
                    connection,
                    same.stream()
                            .map(row -> new Row(row.column(1), row.column(0)))
                            .toList());
        });
        return same.size();
    }

    private static List<Row> select(Connection connection, KeyRange range, int limit) throws SQLException {
        return Table.POSTS.select(connection, range, Optional.empty(), Optional.empty(), "LIMIT " + limit);
    }

    private static Post post(Row row) {
        return new Post(
                PostId.of((byte[]) row.column(0)),
                new AccountId(((BigInteger) row.column(1)).longValue()),
                (String) row.column(2),
                (String) row.column(3),
                PhotoState.of(((Long) row.column(4)).intValue()));
    }
}
