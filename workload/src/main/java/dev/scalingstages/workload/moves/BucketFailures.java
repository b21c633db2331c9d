package dev.scalingstages.workload.moves;

import dev.scalingstages.workload.content.NotLoadedException;
import dev.scalingstages.workload.content.UnavailableException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The buckets that a night's archive could not deal with, and why. Each is logged when it fails, and all are told at
 * the end.
 */
final class BucketFailures {
    /** So many in a row without an answer are no fault of theirs: whoever does not answer them answers none. */
    private static final int SILENCES = 3;

    private static final int TOLD = 10;
    private static final Logger LOG = LoggerFactory.getLogger(BucketFailures.class);

    private final Map<Integer, RuntimeException> failures = new LinkedHashMap<>();
    private int silences;

    /** Notes that a bucket is dealt with. */
    void succeeded() {
        silences = 0;
    }

    /**
     * Notes that a bucket failed.
     *
     * @throws UnavailableException when the others would too
     */
    void failed(int bucket, RuntimeException failure) {
        failures.put(bucket, failure);
        LOG.error("bucket {} is not archived: {}", bucket, failure.getMessage(), failure);
        silences = isSilence(failure) ? silences + 1 : 0;
        if (silences == SILENCES) {
            throw new UnavailableException("no answer, so the rest of this shard is left to another time; " + told());
        }
    }

    private static boolean isSilence(RuntimeException failure) {
        return failure instanceof UnavailableException && !(failure instanceof NotLoadedException);
    }

    /**
     * Tells the failures, if there are any.
     *
     * @throws UnavailableException when another try may help with each of them
     * @throws MoveFailedException when not
     */
    void tell() {
        if (failures.isEmpty()) {
            return;
        }
        RuntimeException all = failures.values().stream().allMatch(UnavailableException.class::isInstance)
                ? new UnavailableException(told())
                : new MoveFailedException(told());
        failures.values().forEach(all::addSuppressed);
        throw all;
    }

    private String told() {
        String some = failures.entrySet().stream()
                .limit(TOLD)
                .map(failure ->
                        "bucket " + failure.getKey() + ": " + failure.getValue().getMessage())
                .collect(Collectors.joining("; "));
        return failures.size() + " buckets are not archived: " + some;
    }
}
