package dev.scalingstages.workload.aws;

import dev.scalingstages.workload.content.UnavailableException;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A value that is read anew when it is older than a given age. While it is being read, and when that fails, the one that
 * is known serves. Only before there is one, all wait for it, and fail with {@link UnavailableException}.
 */
final class Remembered<T> {
    private static final Logger LOG = LoggerFactory.getLogger(Remembered.class);

    private final Function<Optional<T>, T> read;
    private final Duration age;
    private final Clock clock;
    private final ReentrantLock reading = new ReentrantLock();
    private volatile Optional<Known<T>> known = Optional.empty();

    /** The number of the last reading that began. It changes only while {@link #reading} is held. */
    private volatile long begun;

    /**
     * @param at when it was read, or was last tried to be
     * @param reading the number of that reading
     */
    private record Known<T>(T value, long at, long reading) {}

    /**
     * @param read makes a value of the one that is known
     */
    Remembered(Function<Optional<T>, T> read, Duration age, Clock clock) {
        this.read = read;
        this.age = age;
        this.clock = clock;
    }

    /** The value, of the given age at most unless it cannot be read. */
    T get() {
        Optional<Known<T>> before = known;
        if (before.isEmpty()) {
            return refresh();
        }
        if (isOld(before.get()) && reading.tryLock()) {
            try {
                if (known == before) {
                    readNow();
                }
            } finally {
                reading.unlock();
            }
        }
        return known.orElseThrow().value();
    }

    /** The value as of now, by a reading that began after the call; those who wait for one together share it. */
    T refresh() {
        long seen = begun;
        reading.lock();
        try {
            if (known.isEmpty() || known.get().reading() <= seen) {
                readNow();
            }
            return known.orElseThrow().value();
        } finally {
            reading.unlock();
        }
    }

    /** Takes a value that the caller knows to be newer. */
    void set(T value) {
        reading.lock();
        try {
            begun++;
            known = Optional.of(new Known<>(value, clock.millis(), begun));
        } finally {
            reading.unlock();
        }
    }

    private void readNow() {
        begun++;
        long number = begun;
        T value;
        try {
            value = read.apply(known.map(Known::value));
        } catch (UnavailableException e) {
            // Those who come next do not wait in vain again before the time is over.
            value = known.map(Known::value).orElseThrow(() -> e);
            LOG.warn("what is known goes on serving", e);
        }
        known = Optional.of(new Known<>(value, clock.millis(), number));
    }

    private boolean isOld(Known<T> value) {
        return clock.millis() - value.at() > age.toMillis();
    }
}
