package dev.scalingstages.workload.mysql;

import dev.scalingstages.workload.content.AccountId;
import dev.scalingstages.workload.content.PhotoState;
import dev.scalingstages.workload.content.Post;
import dev.scalingstages.workload.content.PostId;
import dev.scalingstages.workload.content.Posts;
import dev.scalingstages.workload.content.TimelineEntry;
import dev.scalingstages.workload.content.WrongShardException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Posts and timelines on one shard. Writes throw {@link WrongShardException} when the shard does not hold the bucket;
 * reads just find nothing.
 */
public final class MySqlPosts implements Posts {
    /** Passes the bucket's fence in the same statement, as {@link Fence#passBucket} does: no row without it. */
    private static final String INSERT_POST = """
            INSERT INTO posts (post_id, owner_id, author_name, body, photo)
            SELECT ?, ?, ?, ?, ? FROM buckets WHERE bucket = ? AND held LOCK IN SHARE MODE
            """;

    private static final String INSERT_ENTRY =
            "INSERT INTO timeline (post_id, owner_id, author_name, excerpt, is_whole, photo) VALUES (?, ?, ?, ?, ?, ?)";
    static final String FIND = "SELECT owner_id, author_name, body, photo FROM posts WHERE post_id = ?";
    static final String TIMELINE = """
            SELECT post_id, author_name, excerpt, is_whole, photo FROM timeline
            WHERE owner_id = ? AND post_id < ? ORDER BY post_id DESC LIMIT ?
            """;
    static final String PHOTOS = """
            SELECT post_id, photo FROM timeline
            WHERE owner_id = ? AND post_id >= ? ORDER BY post_id DESC LIMIT ?
            """;
    private static final String LOCK = "SELECT owner_id, photo FROM posts WHERE post_id = ? FOR UPDATE";
    private static final String UPDATE_POST = "UPDATE posts SET photo = ? WHERE post_id = ?";
    private static final String UPDATE_ENTRY = "UPDATE timeline SET photo = ? WHERE post_id = ? AND owner_id = ?";

    private final Database writer;
    private final Database reader;

    /**
     * @param writer the primary
     * @param reader its replicas, or the primary where there are none
     */
    public MySqlPosts(Database writer, Database reader) {
        this.writer = writer;
        this.reader = reader;
    }

    @Override
    public void add(Post post) {
        writer.transaction(connection -> {
            if (insertPost(connection, post)) {
                insertEntry(connection, post.entry());
            }
            return null;
        });
    }

    /**
     * Stores the post's own row, unless it is there.
     *
     * @throws WrongShardException when the bucket is not held
     */
    private static boolean insertPost(Connection connection, Post post) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement(INSERT_POST)) {
            insert.setBytes(1, post.id().bytes());
            Unsigned.set(insert, 2, post.owner());
            insert.setString(3, post.authorName());
            insert.setString(4, post.body());
            insert.setInt(5, post.photo().number());
            insert.setInt(6, post.id().bucket());
            if (insert.executeUpdate() == 0) {
                throw new WrongShardException(post.id().bucket());
            }
            return true;
        } catch (SQLException e) {
            if (Errors.isDuplicate(e)) {
                return false;
            }
            throw e;
        }
    }

    private static void insertEntry(Connection connection, TimelineEntry entry) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement(INSERT_ENTRY)) {
            insert.setBytes(1, entry.id().bytes());
            Unsigned.set(insert, 2, entry.owner());
            insert.setString(3, entry.authorName());
            insert.setString(4, entry.excerpt());
            insert.setBoolean(5, entry.whole());
            insert.setInt(6, entry.photo().number());
            insert.executeUpdate();
        }
    }

    @Override
    public Optional<Post> find(PostId id) {
        return reader.run(connection -> {
            try (PreparedStatement query = connection.prepareStatement(FIND)) {
                query.setBytes(1, id.bytes());
                try (ResultSet row = query.executeQuery()) {
                    return row.next() ? Optional.of(post(id, row)) : Optional.empty();
                }
            }
        });
    }

    private static Post post(PostId id, ResultSet row) throws SQLException {
        return new Post(id, Unsigned.get(row, 1), row.getString(2), row.getString(3), PhotoState.of(row.getInt(4)));
    }

    @Override
    public List<TimelineEntry> timeline(AccountId owner, Optional<PostId> before, int limit) {
        // The greatest key of the bucket is one that no post has: its time is in the year 10889.
        PostId end = before.orElseGet(() -> PostId.lastOf(owner.bucket()));
        return reader.run(connection -> {
            try (PreparedStatement query = connection.prepareStatement(TIMELINE)) {
                Unsigned.set(query, 1, owner);
                query.setBytes(2, end.bytes());
                query.setInt(3, limit);
                try (ResultSet rows = query.executeQuery()) {
                    return entries(owner, rows);
                }
            }
        });
    }

    private static List<TimelineEntry> entries(AccountId owner, ResultSet rows) throws SQLException {
        List<TimelineEntry> entries = new ArrayList<>();
        while (rows.next()) {
            entries.add(new TimelineEntry(
                    PostId.of(rows.getBytes(1)),
                    owner,
                    rows.getString(2),
                    rows.getString(3),
                    rows.getBoolean(4),
                    PhotoState.of(rows.getInt(5))));
        }
        return List.copyOf(entries);
    }

    @Override
    public Map<PostId, PhotoState> photos(AccountId owner, Instant since, int limit) {
        return writer.run(connection -> {
            try (PreparedStatement query = connection.prepareStatement(PHOTOS)) {
                Unsigned.set(query, 1, owner);
                query.setBytes(2, PostId.at(owner.bucket(), since).bytes());
                query.setInt(3, limit);
                try (ResultSet rows = query.executeQuery()) {
                    Map<PostId, PhotoState> photos = new HashMap<>();
                    while (rows.next()) {
                        photos.put(PostId.of(rows.getBytes(1)), PhotoState.of(rows.getInt(2)));
                    }
                    return photos;
                }
            }
        });
    }

    @Override
    public boolean photo(PostId id, PhotoState state) {
        return writer.transaction(connection -> {
            Fence.passBucket(connection, id.bucket());
            try (PreparedStatement lock = connection.prepareStatement(LOCK)) {
                lock.setBytes(1, id.bytes());
                try (ResultSet row = lock.executeQuery()) {
                    if (!row.next()) {
                        return false;
                    }
                    PhotoState now = PhotoState.of(row.getInt(2));
                    if (!now.isFinal() && state.compareTo(now) > 0) {
                        update(connection, id, Unsigned.get(row, 1), state);
                    }
                    return true;
                }
            }
        });
    }

    private static void update(Connection connection, PostId id, AccountId owner, PhotoState state)
            throws SQLException {
        try (PreparedStatement post = connection.prepareStatement(UPDATE_POST);
                PreparedStatement entry = connection.prepareStatement(UPDATE_ENTRY)) {
            post.setInt(1, state.number());
            post.setBytes(2, id.bytes());
            post.executeUpdate();
            entry.setInt(1, state.number());
            entry.setBytes(2, id.bytes());
            Unsigned.set(entry, 3, owner);
            entry.executeUpdate();
        }
    }
}
