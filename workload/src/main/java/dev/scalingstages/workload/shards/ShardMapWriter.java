package dev.scalingstages.workload.shards;

import java.util.List;

/** The shard map as the mover of buckets sees and changes it. */
public interface ShardMapWriter {
    /** The number of each bucket's shard as of now. */
    List<Integer> current();

    /**
     * Records that a bucket is on another shard. Doing so twice does no harm.
     *
     * @throws dev.scalingstages.workload.content.UnavailableException when the map does not answer
     * @throws IllegalStateException when the bucket is on neither of the two
     */
    void assign(int bucket, int from, int to);
}
