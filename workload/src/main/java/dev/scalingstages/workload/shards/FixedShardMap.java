package dev.scalingstages.workload.shards;

/** The map of the stages with one content database: it holds every bucket. */
public record FixedShardMap() implements ShardMap {
    @Override
    public int shardOf(int bucket) {
        return 1;
    }

    /** Does nothing: the map never changes. */
    @Override
    public void refresh() {}
}
