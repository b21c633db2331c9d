package dev.scalingstages.workload.redis;

import java.util.Optional;
import java.util.function.Function;

/** The cache's answer to a command. A failure is {@link Down}, never an exception. */
public sealed interface Reply<T> {
    /** The cache has the value. */
    record Hit<T>(T value) implements Reply<T> {}

    /** The cache does not have the value. */
    record Miss<T>() implements Reply<T> {}

    /** The cache did not answer in time, or was not asked because it did not answer before. */
    record Down<T>() implements Reply<T> {}

    /** A hit when there is a value. */
    static <T> Reply<T> of(Optional<T> value) {
        return value.<Reply<T>>map(Hit::new).orElseGet(Miss::new);
    }

    /** The same reply with a hit's value changed; a change to nothing makes it a miss. */
    default <R> Reply<R> map(Function<T, Optional<R>> change) {
        return isDown() ? new Down<>() : of(found().flatMap(change));
    }

    /** The value of a hit; empty for a miss or when the cache is down. */
    default Optional<T> found() {
        return this instanceof Hit<T> hit ? Optional.of(hit.value) : Optional.empty();
    }

    /** Whether there is no answer. */
    default boolean isDown() {
        return this instanceof Down<T>;
    }
}
