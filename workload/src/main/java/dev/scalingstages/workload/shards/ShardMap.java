package dev.scalingstages.workload.shards;

/** The map from buckets to shards. It may be some seconds out of date. */
public interface ShardMap {
    /** The number of a bucket's shard, from 1 on. */
    int shardOf(int bucket);

    /** Reads the map again, so that its next answers are as of now. */
    void refresh();
}
