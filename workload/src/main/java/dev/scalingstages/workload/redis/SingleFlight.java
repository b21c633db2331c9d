package dev.scalingstages.workload.redis;

import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * Of many that ask for one thing at the same time, one fetches it. Nobody is given what was fetched before they asked, so
 * they see what was written before they asked: who comes while it is being fetched waits for the next time, which all who
 * wait share.
 */
final class SingleFlight<V> {
    private final Map<String, CompletableFuture<V>> running = new ConcurrentHashMap<>();

    /** Fetches, or waits for another to fetch; throws what that throws. */
    V run(String key, Supplier<V> fetch) {
        CompletableFuture<V> mine = new CompletableFuture<>();
        CompletableFuture<V> other = running.putIfAbsent(key, mine);
        if (other != null) {
            other.exceptionally(failure -> null).join();
            other = running.putIfAbsent(key, mine);
        }
        return other == null ? lead(key, mine, fetch) : outcome(other);
    }

    private V lead(String key, CompletableFuture<V> mine, Supplier<V> fetch) {
        try {
            V value = fetch.get();
            running.remove(key, mine);
            mine.complete(value);
            return value;
        } catch (RuntimeException | Error e) {
            running.remove(key, mine);
            mine.completeExceptionally(e);
            throw e;
        }
    }

    private static <V> V outcome(CompletableFuture<V> other) {
        try {
            return other.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof RuntimeException failure) {
                throw failure;
            }
            throw e;
        }
    }
}
