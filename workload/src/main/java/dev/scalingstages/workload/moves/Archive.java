package dev.scalingstages.workload.moves;

import dev.scalingstages.workload.content.Buckets;
import dev.scalingstages.workload.content.History;
import dev.scalingstages.workload.content.Post;
import dev.scalingstages.workload.content.PostId;
import dev.scalingstages.workload.moves.OldPosts.Slice;
import dev.scalingstages.workload.mysql.Database;
import dev.scalingstages.workload.mysql.Fence;
import dev.scalingstages.workload.mysql.copy.KeyRange;
import dev.scalingstages.workload.mysql.copy.Locks;
import dev.scalingstages.workload.mysql.copy.MoveFailedException;
import dev.scalingstages.workload.mysql.copy.Row;
import dev.scalingstages.workload.mysql.copy.Table;
import dev.scalingstages.workload.mysql.copy.Transactions;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes old posts out of one shard into history, bucket by bucket. A bucket's old posts, usually a day's, are one load:
 * stored in history, counted there, and only then deleted here, if they are still as they were stored. No fence closes
 * meanwhile: the rows are locked and compared when they are deleted, and one that has changed is stored again.
 *
 * <p>Only buckets that the shard holds are looked at; one that moves is left to the next night. One that fails, because
 * of a post that cannot be loaded or for any other reason, is skipped too, and reported; the night goes on with the
 * others. History takes a load twice without harm, so neither a crash nor a second run doubles anything.
 */
public final class Archive {
    private static final Logger LOG = LoggerFactory.getLogger(Archive.class);

    /**
     * How many posts are one load at the most: three times a bucket's day at the planned load, so that a bucket that is
     * behind, or busier than others, makes some loads and not one without end. It is also what a file on this server's
     * disk holds meanwhile: about 100 MB before it is compressed.
     */
    static final int LOAD = 100_000;

    /** How many are read, or deleted in one transaction: about a megabyte. */
    private static final int PAGE = 1000;

    private final Database shard;
    private final History history;
    private final int load;
    private final int page;

    /**
     * @param shard the primary, with the timeouts of maintenance
     */
    public Archive(Database shard, History history) {
        this(shard, history, LOAD, PAGE);
    }

    /** With other lengths of loads and pages. */
    Archive(Database shard, History history, int load, int page) {
        this.shard = shard;
        this.history = history;
        this.load = load;
        this.page = page;
    }

    /**
     * The result of a run.
     *
     * @param posts how many went to history
     * @param rest the first bucket that the run did not come to, or not to the end of, before its time was over
     * @param failures the buckets that failed
     */
    public record Result(long posts, OptionalInt rest, BucketFailures failures) {}

    /**
     * Archives posts from before a time, of some buckets. Failures are not thrown; they are in the result.
     *
     * @param first the first bucket
     * @param last the last bucket
     * @param deadline when to leave the rest
     */
    public Result run(Instant before, int first, int last, Deadline deadline) {
        long archived = 0;
        BucketFailures failures = new BucketFailures();
        int bucket = first;
        try {
            for (OptionalInt next = nextBucket(first, last); next.isPresent(); next = nextBucket(bucket, last)) {
                bucket = next.getAsInt();
                if (deadline.isOver()) {
                    return new Result(archived, next, failures);
                }
                try {
                    Optional<Outcome> outcome = run(bucket, before, deadline);
                    if (outcome.isEmpty()) {
                        failures.isBusy(bucket);
                    } else {
                        archived += outcome.get().posts();
                        failures.succeeded();
                        if (!outcome.get().isWhole()) {
                            return new Result(archived, next, failures);
                        }
                    }
                } catch (RuntimeException e) {
                    failures.failed(bucket, e);
                    if (failures.isHopeless()) {
                        failures.abandoned(bucket + 1, last);
                        break;
                    }
                }
                bucket++;
            }
        } catch (RuntimeException e) {
            failures.failed(bucket, e);
            failures.abandoned(bucket + 1, last);
        }
        return new Result(archived, OptionalInt.empty(), failures);
    }

    /** The first bucket from one on that has any posts here. */
    private OptionalInt nextBucket(int bucket, int last) {
        if (bucket > last) {
            return OptionalInt.empty();
        }
        KeyRange rest =
                new KeyRange(PostId.firstOf(bucket).bytes(), PostId.lastOf(last).bytes());
        return shard.run(connection -> select(connection, rest, "LIMIT 1")).stream()
                .mapToInt(row -> OldPosts.post(row).id().bucket())
                .findFirst();
    }

    /** The result for a bucket: how many posts were archived, and whether all that are old were come to. */
    private record Outcome(long posts, boolean isWhole) {}

    /** Returns nothing when another process works on the bucket. */
    private Optional<Outcome> run(int bucket, Instant before, Deadline deadline) {
        Buckets.check(bucket);
        KeyRange old = new KeyRange(
                PostId.firstOf(bucket).bytes(),
                lastBefore(PostId.at(bucket, before)).bytes());
        boolean hasSome =
                shard.run(connection -> !select(connection, old, "LIMIT 1").isEmpty());
        return hasSome
                ? Locks.tryWith(
                        shard, ShardMover.name(bucket), connection -> archive(connection, bucket, old, deadline))
                : Optional.of(new Outcome(0, true));
    }

    /** Ids are whole numbers of 128 bits. */
    private static PostId lastBefore(PostId id) {
        return new PostId(id.high() - 1, -1);
    }

    private Outcome archive(Connection connection, int bucket, KeyRange old, Deadline deadline) throws SQLException {
        long archived = 0;
        while (Fence.isHeld(connection, bucket)) {
            if (archived > 0 && deadline.isOver()) {
                return new Outcome(archived, false);
            }
            OldPosts posts = new OldPosts(connection, old, load, page);
            if (!posts.hasNext()) {
                break;
            }
            try {
                history.store(posts);
            } catch (OldPosts.ReadFailedException e) {
                throw e.failure();
            }
            Optional<PostId> lost = firstLost(connection, posts);
            if (lost.isPresent()) {
                throw new MoveFailedException("history does not hold post " + lost.get());
            }
            int deleted = delete(connection, bucket, posts);
            archived += deleted;
            LOG.info("bucket {}: {} of {} posts archived", bucket, deleted, posts.size());
        }
        return new Outcome(archived, true);
    }

    /**
     * The first post that history does not hold. Between those of a load there may be others, which were archived
     * before; then the sums differ, and those of its pages, and of the halves of a page, narrow it down.
     */
    private Optional<PostId> firstLost(Connection connection, OldPosts posts) throws SQLException {
        List<Slice> slices = posts.slices();
        if (holds(slices.getFirst().first(), slices.getLast().last(), posts.summary())) {
            return Optional.empty();
        }
        for (Slice slice : slices) {
            if (!holds(slice.first(), slice.last(), slice.summary())) {
                List<Post> unchanged = select(connection, posts.read(List.of(slice)), "").stream()
                        .filter(posts::isSame)
                        .map(OldPosts::post)
                        .toList();
                Optional<PostId> lost = unchanged.isEmpty() ? Optional.empty() : firstLost(unchanged);
                if (lost.isPresent()) {
                    return lost;
                }
            }
        }
        return Optional.empty();
    }

    private boolean holds(PostId first, PostId last, History.Summary expected) {
        return history.summary(first, last).equals(expected);
    }

    private Optional<PostId> firstLost(List<Post> posts) {
        History.Summary expected = History.Summary.NOTHING;
        for (Post post : posts) {
            expected = expected.plus(post);
        }
        if (holds(posts.getFirst().id(), posts.getLast().id(), expected)) {
            return Optional.empty();
        }
        if (posts.size() == 1) {
            return Optional.of(posts.getFirst().id());
        }
        int half = posts.size() / 2;
        return firstLost(posts.subList(0, half)).or(() -> firstLost(posts.subList(half, posts.size())));
    }

    /** Deletes, page by page, those rows that are still as they were stored, and their rows in timelines. */
    private int delete(Connection connection, int bucket, OldPosts stored) throws SQLException {
        KeyRange range = stored.read(stored.slices());
        int deleted = 0;
        List<Row> rows = new ArrayList<>();
        Optional<Row> after = Optional.empty();
        do {
            rows.clear();
            Optional<Row> from = after;
            List<Row> same = new ArrayList<>();
            Transactions.run(connection, () -> {
                if (!Fence.isHeld(connection, bucket)) {
                    return;
                }
                rows.addAll(
                        Table.POSTS.select(connection, range, from, Optional.empty(), "LIMIT " + page + " FOR UPDATE"));
                rows.stream().filter(stored::isSame).forEach(same::add);
                Table.POSTS.delete(connection, same);
                // The key of a timeline is the owner and the post.
                Table.TIMELINE.delete(
                        connection,
                        same.stream()
                                .map(row -> new Row(row.column(1), row.column(0)))
                                .toList());
            });
            deleted += same.size();
            after = rows.isEmpty() ? after : Optional.of(rows.getLast());
        } while (rows.size() == page);
        return deleted;
    }

    private static List<Row> select(Connection connection, KeyRange range, String clause) throws SQLException {
        return Table.POSTS.select(connection, range, Optional.empty(), Optional.empty(), clause);
    }
}
