package dev.scalingstages.workload.moves;

import dev.scalingstages.workload.content.Pause;
import dev.scalingstages.workload.content.UnavailableException;
import dev.scalingstages.workload.mysql.Database;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** How the mover knows that the replicas which readers read have a bucket's rows. */
@FunctionalInterface
public interface Replicas {
    /** How often replicas are looked at. */
    Duration PAUSE = Duration.ofMillis(50);

    /**
     * How long at most: a replica follows within a second or so. Meanwhile writes to the bucket wait, so one that is
     * further behind has to be mended first.
     */
    Duration LIMIT = Duration.ofMinutes(2);

    /**
     * Returns when all replicas of a shard hold a bucket that its primary has just begun to hold.
     *
     * @throws UnavailableException when they do not in time
     */
    void await(int bucket, int shard);

    /** Likewise, with the usual limit. */
    static Replicas observed(Map<Integer, List<Database>> replicas) {
        return observed(replicas, LIMIT);
    }

    /**
     * Looks at each of them, also at those that their load balancer leaves out: it may take one in again that is half a
     * minute behind, and it never takes out the last one. Replicas commit what the primary did in its order (MySQL's
     * {@code replica_preserve_commit_order}, on unless switched off), and that it holds a bucket comes last. So that
     * row is a position that each replica reports itself, to any user with read access.
     *
     * @param replicas those of each shard
     * @param limit how long to wait for all of them
     */
    static Replicas observed(Map<Integer, List<Database>> replicas, Duration limit) {
        return (bucket, shard) -> {
            long end = System.nanoTime() + limit.toNanos();
            List<Database> all = replicas.get(shard);
            if (all == null) {
                throw new UnavailableException("it is not known where the replicas of shard " + shard + " are");
            }
            for (int number = 1; number <= all.size(); number++) {
                await(bucket, all.get(number - 1), end, "replica %d of shard %d".formatted(number, shard));
            }
        };
    }

    private static void await(int bucket, Database replica, long end, String name) {
        String state = "lags";
        while (true) {
            try {
                if (holds(replica, bucket)) {
                    return;
                }
                state = "lags";
            } catch (UnavailableException e) {
                state = "does not answer: " + e.getMessage();
            }
            if (System.nanoTime() > end) {
                throw new UnavailableException(name + " " + state);
            }
            Pause.of(PAUSE);
        }
    }

    private static boolean holds(Database replica, int bucket) {
        return replica.run(connection -> {
            try (PreparedStatement statement =
                    connection.prepareStatement("SELECT held FROM buckets WHERE bucket = ?")) {
                statement.setInt(1, bucket);
                try (ResultSet row = statement.executeQuery()) {
                    return row.next() && row.getBoolean(1);
                }
            }
        });
    }
}
