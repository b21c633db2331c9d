package dev.scalingstages.workload.content;

/** A write came to a shard that does not hold the post's bucket, or no longer. Whoever knows the map looks again. */
public final class WrongShardException extends UnavailableException {
    /** Names the bucket. */
    public WrongShardException(int bucket) {
        super("bucket " + bucket + " is held by another shard");
    }
}
