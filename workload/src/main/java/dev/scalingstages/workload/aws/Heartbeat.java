package dev.scalingstages.workload.aws;

import java.time.Clock;
import java.time.Duration;
import java.util.Map;

/**
 * The sign of life of the workers: one item beside those of the shard map, where each worker that takes messages writes
 * the time. Servers of one region have clocks that differ by milliseconds, so a beat's age can be told.
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
    private static final String WORKERS = "workers";
    private static final String AT = "beat_at";

    private final Items items;
    private final Clock clock;
    private final Remembered<Long> last;

    /**
     * @param table the table of the shard map, with the key {@code bucket}
     */
    public Heartbeat(AwsClients clients, String table, Clock clock) {
        this.items = new Items(clients.dynamoDb(), table);
        this.clock = clock;
        this.last = new Remembered<>(before -> read(), BETWEEN_LOOKS, clock);
    }

    /**
     * Says that a worker lives and takes messages.
     *
     * @throws dev.scalingstages.workload.content.UnavailableException when the table does not take it
     */
    public void beat() {
        items.put(Map.of(KEY, Items.text(WORKERS), AT, Items.number(clock.millis())));
    }

    /**
     * Whether a worker lived a minute ago or later. What is known is a second old; while the table does not answer, it
     * grows old, and no longer counts.
     *
     * @throws dev.scalingstages.workload.content.UnavailableException when the table has never answered yet
     */
    public boolean isFresh() {
        return clock.millis() - last.get() < COUNTS.toMillis();
    }

    private long read() {
        return items.get(Map.of(KEY, Items.text(WORKERS)))
                .map(item -> Items.number(item, AT))
                .orElse(0L);
    }
}
