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
 * A value that is read again when it is older than a given age. While that happens, and if it fails, callers get the
 * known value. Only before there is one do all callers wait, and fail with {@link UnavailableException} if it cannot be
 * read.
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
     * @param read reads the value, given the known one
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
            // The next callers do not wait in vain again until the value's age has passed.
            value = known.map(Known::value).orElseThrow(() -> e);
            LOG.warn("what is known goes on serving", e);
        }
        known = Optional.of(new Known<>(value, clock.millis(), number));
    }

    private boolean isOld(Known<T> value) {
        return clock.millis() - value.at() > age.toMillis();
    }
}
