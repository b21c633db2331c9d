package dev.scalingstages.workload.mysql;

import dev.scalingstages.workload.content.AccountId;
import dev.scalingstages.workload.content.Likes;
import dev.scalingstages.workload.content.PostId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Likes and their counts in one database. A like and its count change in one transaction, the like first, so that
 * counts are right and two writers never wait for each other in a circle.
 */
public final class MySqlLikes implements Likes {
    private static final String LIKE = "INSERT INTO likes (post_id, account_id) VALUES (?, ?)";
    private static final String UNLIKE = "DELETE FROM likes WHERE post_id = ? AND account_id = ?";
    private static final String ONE_MORE =
            "INSERT INTO like_counts (post_id, likes) VALUES (?, 1) ON DUPLICATE KEY UPDATE likes = likes + 1";
    private static final String ONE_LESS = "UPDATE like_counts SET likes = likes - 1 WHERE post_id = ?";
    private static final String COUNTS = "SELECT post_id, likes FROM like_counts WHERE post_id IN (%s)";
    static final String POPULAR = "SELECT post_id, likes FROM like_counts WHERE likes > 0 ORDER BY likes DESC LIMIT ?";

    private final Database database;

    /**
     * @param database the primary, or replicas where likes are only read
     */
    public MySqlLikes(Database database) {
        this.database = database;
    }

    @Override
    public long like(PostId post, AccountId account) {
        return database.transaction(connection -> {
            Fence.passTable(connection, "likes");
            return change(connection, post, account, LIKE, ONE_MORE);
        });
    }

    @Override
    public long unlike(PostId post, AccountId account) {
        return database.transaction(connection -> {
            Fence.passTable(connection, "likes");
            return change(connection, post, account, UNLIKE, ONE_LESS);
        });
    }

    /** Removes a like though the fence is closed, since it is elsewhere now, or nowhere. Returns how many are left here. */
    long remove(PostId post, AccountId account) {
        return database.transaction(connection -> change(connection, post, account, UNLIKE, ONE_LESS));
    }

    private static long change(Connection connection, PostId post, AccountId account, String change, String count)
            throws SQLException {
        if (changes(connection, change, post, account)) {
            try (PreparedStatement update = connection.prepareStatement(count)) {
                update.setBytes(1, post.bytes());
                update.executeUpdate();
            }
        }
        return counts(connection, List.of(post)).getOrDefault(post, 0L);
    }

    /** Whether anything changes: a like that is there, or one that is not, stays as it is. */
    private static boolean changes(Connection connection, String change, PostId post, AccountId account)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(change)) {
            statement.setBytes(1, post.bytes());
            Unsigned.set(statement, 2, account);
            return statement.executeUpdate() == 1;
        } catch (SQLException e) {
            if (Errors.isDuplicate(e)) {
                return false;
            }
            throw e;
        }
    }

    @Override
    public Map<PostId, Long> counts(Collection<PostId> posts) {
        if (posts.isEmpty()) {
            return Map.of();
        }
        Map<PostId, Long> liked = database.run(connection -> counts(connection, posts));
        return posts.stream()
                .distinct()
                .collect(Collectors.toUnmodifiableMap(Function.identity(), post -> liked.getOrDefault(post, 0L)));
    }

    private static Map<PostId, Long> counts(Connection connection, Collection<PostId> posts) throws SQLException {
        String places = String.join(", ", Collections.nCopies(posts.size(), "?"));
        try (PreparedStatement query = connection.prepareStatement(COUNTS.formatted(places))) {
            int place = 1;
            for (PostId post : posts) {
                query.setBytes(place++, post.bytes());
            }
            return popular(query).stream().collect(Collectors.toMap(Popular::post, Popular::likes));
        }
    }

    @Override
    public List<Popular> popular(int limit) {
        return database.run(connection -> {
            try (PreparedStatement query = connection.prepareStatement(POPULAR)) {
                query.setInt(1, limit);
                return popular(query);
            }
        });
    }

    private static List<Popular> popular(PreparedStatement query) throws SQLException {
        List<Popular> posts = new ArrayList<>();
        try (ResultSet rows = query.executeQuery()) {
            while (rows.next()) {
                posts.add(new Popular(PostId.of(rows.getBytes(1)), rows.getLong(2)));
            }
        }
        return List.copyOf(posts);
    }
}
