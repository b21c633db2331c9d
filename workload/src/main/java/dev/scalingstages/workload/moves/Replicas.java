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

    /** How long at most. A replica that lags longer is out of service before. */
    Duration LIMIT = Duration.ofMinutes(2);

    /**
     * Returns when all replicas of a shard that are in service hold a bucket, which its primary has just begun to.
     *
     * @throws UnavailableException when they do not in time
     */
    void await(int bucket, int shard);

    /**
     * For movers that cannot reach replicas: their load balancer takes one out of service that lags.
     *
     * @param longest how long one may lag and still be in service, with the time it takes to notice
     */
    static Replicas lagging(Duration longest) {
        return (bucket, shard) -> Pause.of(longest);
    }

    /**
     * Looks at each of them. Replicas apply what the primary did in its order, and that it holds a bucket comes last.
     *
     * @param replicas those of each shard
     */
    static Replicas observed(Map<Integer, List<Database>> replicas) {
        return (bucket, shard) -> {
            long end = System.nanoTime() + LIMIT.toNanos();
            for (Database replica : replicas.getOrDefault(shard, List.of())) {
                while (!holds(replica, bucket)) {
                    if (System.nanoTime() > end) {
                        throw new UnavailableException("a replica of shard " + shard + " lags");
                    }
                    Pause.of(PAUSE);
                }
            }
        };
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
