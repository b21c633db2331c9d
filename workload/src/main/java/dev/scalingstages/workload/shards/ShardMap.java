package dev.scalingstages.workload.shards;

/** Which shard holds which bucket. What it says may be some seconds old. */
public interface ShardMap {
    /** The number of a bucket's shard, from 1 on. */
    int shardOf(int bucket);

    /** Reads the map anew, so that what it says next is as of now. */
    void refresh();
}
