package dev.scalingstages.workload.aws;

import java.time.Clock;
import java.time.Duration;
import java.util.Map;

/**
 * The sign of life of the workers: one item beside those of the shard map, where each worker that takes messages writes
 * the time. Servers of one region have clocks that differ by milliseconds, so a beat's age is known well enough.
 */
public final class Heartbeat {
    /** How often a worker writes it. */
    public static final Duration PERIOD = Duration.ofSeconds(10);

    /**
     * How long one counts: five of a worker's may get lost. What is queued after the last worker died, for so long at
     * most, waits for the next one.
     */
    static final Duration COUNTS = Duration.ofSeconds(60);

    private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(1);
    private static final String KEY = "bucket";
    private static final String WORKERS = "workers-that-look-at-incoming";

    /** The workers of older releases, which overlook uploads to {@code incoming/}. */
    private static final String OLDER_WORKERS = "workers";

    /**
     * How long older ones count after their last beat, where it is about photos: what was uploaded while they lived, to
     * addresses that are good for 15 minutes, may have been overlooked.
     */
    static final Duration OLDER_COUNT = Duration.ofMinutes(20);

    private static final String AT = "beat_at";

    private final Items items;
    private final Clock clock;
    private final Remembered<Beats> last;

    /** When workers last said that they live, in milliseconds since 1970. */
    private record Beats(long ours, long older) {}

    /**
     * @param table the table of the shard map, with the key {@code bucket}
     */
    public Heartbeat(AwsClients clients, String table, Clock clock) {
        this.items = new Items(clients.dynamoDb(), table);
        this.clock = clock;
        this.last = new Remembered<>(before -> read(), BETWEEN_LOOKS, clock);
    }

    /**
     * Records that a worker lives and takes messages.
     *
     * @throws dev.scalingstages.workload.content.UnavailableException when the table does not take it
     */
    public void beat() {
        items.put(Map.of(KEY, Items.text(WORKERS), AT, Items.number(clock.millis())));
    }

    /**
     * Whether a worker lived a minute ago or later. The known beat is read again after a second; while the table does
     * not answer, it grows old and no longer counts.
     *
     * @throws dev.scalingstages.workload.content.UnavailableException when the table has never answered yet
     */
    public boolean isFresh() {
        Beats beats = last.get();
        return isWithin(Math.max(beats.ours(), beats.older()), COUNTS);
    }

    /** Whether also all that live look at {@code incoming/}, and so do for what was uploaded in the last minutes. */
    public boolean isFreshForPhotos() {
        Beats beats = last.get();
        return isWithin(beats.ours(), COUNTS) && !isWithin(beats.older(), OLDER_COUNT);
    }

    private boolean isWithin(long beat, Duration time) {
        return clock.millis() - beat < time.toMillis();
    }

    private Beats read() {
        return new Beats(read(WORKERS), read(OLDER_WORKERS));
    }

    private long read(String workers) {
        return items.get(Map.of(KEY, Items.text(workers)))
                .map(item -> Items.number(item, AT))
                .orElse(0L);
    }
}
