package dev.scalingstages.workload.redis;

import java.util.Optional;
import java.util.function.Function;

/** What the cache says to a question. It never throws. */
public sealed interface Reply<T> {
    /** It has an answer. */
    record Hit<T>(T value) implements Reply<T> {}

    /** It has none. */
    record Miss<T>() implements Reply<T> {}

    /** It did not answer in time, or was not asked because it did not answer before. */
    record Down<T>() implements Reply<T> {}

    /** A hit when there is a value. */
    static <T> Reply<T> of(Optional<T> value) {
        return value.<Reply<T>>map(Hit::new).orElseGet(Miss::new);
    }

    /** The same with what becomes of a hit's value; nothing makes it a miss. */
    default <R> Reply<R> map(Function<T, Optional<R>> change) {
        return isDown() ? new Down<>() : of(found().flatMap(change));
    }

    /** The value of a hit. */
    default Optional<T> found() {
        return this instanceof Hit<T> hit ? Optional.of(hit.value) : Optional.empty();
    }

    /** Whether there is no answer. */
    default boolean isDown() {
        return this instanceof Down<T>;
    }
}
