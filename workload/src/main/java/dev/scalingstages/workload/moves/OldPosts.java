package dev.scalingstages.workload.moves;

import dev.scalingstages.workload.content.AccountId;
import dev.scalingstages.workload.content.History.Summary;
import dev.scalingstages.workload.content.PhotoState;
import dev.scalingstages.workload.content.Post;
import dev.scalingstages.workload.content.PostId;
import dev.scalingstages.workload.mysql.copy.KeyRange;
import dev.scalingstages.workload.mysql.copy.Row;
import dev.scalingstages.workload.mysql.copy.Table;
import java.math.BigInteger;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Set;

/**
 * The posts of a range as history takes them: read page by page, each once, up to so many. It keeps only as much of
 * them as comparing and deleting need: sums of each page, and 128 bits for each row. A load of 100,000 posts of 1 KB is
 * 100 MB; this keeps about 8 MB of it, and one page.
 */
final class OldPosts implements Iterator<Post> {
    private final Connection connection;
    private final KeyRange range;
    private final int most;
    private final int page;
    private final List<Slice> slices = new ArrayList<>();
    private final Set<Digest> digests = new HashSet<>();
    private Iterator<Row> rows = List.<Row>of().iterator();
    private Optional<Row> last = Optional.empty();
    private boolean isAtEnd;

    /** The range and the sums of a page that was read. */
    record Slice(PostId first, PostId last, Summary summary) {}

    /** The database failed while history asked for more. */
    static final class ReadFailedException extends RuntimeException {
        private final SQLException failure;

        ReadFailedException(SQLException failure) {
            super(failure);
            this.failure = failure;
        }

        SQLException failure() {
            return failure;
        }
    }

    /**
     * @param most how many are read at the most
     * @param page how many at a time
     */
    OldPosts(Connection connection, KeyRange range, int most, int page) {
        this.connection = connection;
        this.range = range;
        this.most = most;
        this.page = page;
    }

    @Override
    public boolean hasNext() {
        if (!rows.hasNext() && !isAtEnd) {
            read();
        }
        return rows.hasNext();
    }

    @Override
    public Post next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        return post(rows.next());
    }

    private void read() {
        int limit = Math.min(page, most - digests.size());
        List<Row> next = limit == 0 ? List.of() : select("LIMIT " + limit);
        isAtEnd = next.size() < limit || limit == 0;
        rows = next.iterator();
        if (!next.isEmpty()) {
            last = Optional.of(next.getLast());
            Summary summary = Summary.NOTHING;
            for (Row row : next) {
                summary = summary.plus(post(row));
                digests.add(Digest.of(row));
            }
            slices.add(
                    new Slice(post(next.getFirst()).id(), post(next.getLast()).id(), summary));
        }
    }

    private List<Row> select(String clause) {
        try {
            return Table.POSTS.select(connection, range, last, Optional.empty(), clause);
        } catch (SQLException e) {
            throw new ReadFailedException(e);
        }
    }

    /** How many posts were read. */
    int size() {
        return digests.size();
    }

    /** The sums of all posts that were read. */
    Summary summary() {
        return slices.stream().map(Slice::summary).reduce(Summary.NOTHING, Summary::plus);
    }

    /** The pages, in the order of ids; none when there were no posts. */
    List<Slice> slices() {
        return slices;
    }

    /** The range from the first post of some pages to the last one. */
    KeyRange read(List<Slice> some) {
        return new KeyRange(
                some.getFirst().first().bytes(), some.getLast().last().bytes());
    }

    /** Whether a row was read as it is now. */
    boolean isSame(Row row) {
        return digests.contains(Digest.of(row));
    }

    static Post post(Row row) {
        return new Post(
                PostId.of((byte[]) row.column(0)),
                new AccountId(((BigInteger) row.column(1)).longValue()),
                (String) row.column(2),
                (String) row.column(3),
                PhotoState.of(((Long) row.column(4)).intValue()));
    }
}
