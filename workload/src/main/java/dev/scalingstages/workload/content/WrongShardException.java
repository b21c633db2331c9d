package dev.scalingstages.workload.content;

/**
 * A write came to a shard that does not hold the post's bucket, or no longer. Callers that know the map read it again.
 */
public final class WrongShardException extends UnavailableException {
    /**
     * @param bucket the bucket that the shard does not hold
     */
    public WrongShardException(int bucket) {
        super("bucket " + bucket + " is held by another shard");
    }
}
