package dev.scalingstages.workload.redis;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;

/** Counts the outcomes of lookups in the cache: {@code cache.hit}, {@code cache.miss} and so on, by kind of value. */
public final class CacheMeters implements CacheMetrics {
    private final Map<Kind, Map<Outcome, Counter>> counters = new EnumMap<>(Kind.class);
    private final Counter failed;
    private final Counter skipped;

    public CacheMeters(MeterRegistry meters) {
        for (Kind kind : Kind.values()) {
            Map<Outcome, Counter> outcomes = new EnumMap<>(Outcome.class);
            for (Outcome outcome : Outcome.values()) {
                outcomes.put(outcome, meters.counter("cache." + lower(outcome), "asked", lower(kind)));
            }
            counters.put(kind, outcomes);
        }
        this.failed = meters.counter("cache.failed");
        this.skipped = meters.counter("cache.skipped");
    }

    private static String lower(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }

    @Override
    public void asked(Kind kind, Outcome outcome) {
        counters.get(kind).get(outcome).increment();
    }

    @Override
    public void failed() {
        failed.increment();
    }

    @Override
    public void skipped() {
        skipped.increment();
    }
}
