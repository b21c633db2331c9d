package dev.scalingstages.workload.moves;

import dev.scalingstages.workload.content.NotLoadedException;
import dev.scalingstages.workload.content.UnavailableException;
import dev.scalingstages.workload.mysql.copy.MoveFailedException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The buckets of a shard that an archive could not deal with, and why. Each is logged when it fails, and all are
 * reported at the end.
 */
public final class BucketFailures {
    /**
     * After this many buckets in a row without an answer the fault is not theirs: what does not answer for them answers
     * for none.
     */
    private static final int SILENCES = 3;

    private static final int SHOWN = 10;
    private static final Logger LOG = LoggerFactory.getLogger(BucketFailures.class);

    private final Map<Integer, RuntimeException> failures = new LinkedHashMap<>();
    private final List<Range> ranges = new ArrayList<>();
    private int unavailabilities;

    /** Buckets that are to be tried again, the first and the last one included. */
    public record Range(int first, int last) {}

    /** Notes that a bucket is dealt with. */
    void succeeded() {
        unavailabilities = 0;
    }

    /** Notes that a bucket failed. */
    void failed(int bucket, RuntimeException failure) {
        note(bucket, failure);
        LOG.error("bucket {} is not archived: {}", bucket, failure.getMessage(), failure);
        unavailabilities = isUnavailability(failure) ? unavailabilities + 1 : 0;
    }

    /** Notes that another process works on a bucket. */
    void isBusy(int bucket) {
        note(bucket, new UnavailableException("another process works on it"));
        LOG.warn("bucket {} is not archived: another process works on it", bucket);
        unavailabilities = 0;
    }

    private void note(int bucket, RuntimeException failure) {
        failures.put(bucket, failure);
        ranges.add(new Range(bucket, bucket));
    }

    /** Whether the remaining buckets would fail too. */
    boolean isHopeless() {
        return unavailabilities >= SILENCES;
    }

    /** Notes that the remaining buckets were not even tried. */
    void abandoned(int first, int last) {
        if (first <= last) {
            ranges.add(new Range(first, last));
            LOG.error("no answer, so buckets {} to {} are left for the next run", first, last);
        }
    }

    private static boolean isUnavailability(RuntimeException failure) {
        return failure instanceof UnavailableException && !(failure instanceof NotLoadedException);
    }

    /** Whether no bucket failed. */
    public boolean isEmpty() {
        return failures.isEmpty();
    }

    /** The buckets to try again. */
    public List<Range> ranges() {
        return List.copyOf(ranges);
    }

    /**
     * Throws the failures as one exception, if there are any.
     *
     * @throws UnavailableException when another try may help with each of them
     * @throws MoveFailedException when not
     */
    public void throwIfAny() {
        if (failures.isEmpty()) {
            return;
        }
        RuntimeException all = failures.values().stream().allMatch(UnavailableException.class::isInstance)
                ? new UnavailableException(message())
                : new MoveFailedException(message());
        failures.values().forEach(all::addSuppressed);
        throw all;
    }

    private String message() {
        String some = failures.entrySet().stream()
                .limit(SHOWN)
                .map(failure ->
                        "bucket " + failure.getKey() + ": " + failure.getValue().getMessage())
                .collect(Collectors.joining("; "));
        return failures.size() + " buckets are not archived: " + some;
    }
}
