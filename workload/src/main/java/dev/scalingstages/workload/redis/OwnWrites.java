package dev.scalingstages.workload.redis;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;

/**
 * Leaves in the cache what this server has written, where readers look before a store that may lag. What the cache does not
 * take at once is sent again, beside the requests, until it takes it or nobody needs it any more: so a cache that fails for
 * a moment does not show for a minute what was there before. It lasts while this server lives.
 */
final class OwnWrites {
    private static final Duration AGAIN = Duration.ofMillis(500);

    /** About five megabytes of posts. Of those above it the cache goes without: it is down for longer than a moment. */
    private static final int LEFT_OVER = 2_000;

    private final Semaphore places = new Semaphore(LEFT_OVER);

    /**
     * Sends a command, and waits until the cache has taken it or does not answer.
     *
     * @param command sends the command each time it is called; executed twice or late, it does no harm
     * @param useful how long to send it again
     * @return whether the cache has taken it
     */
    boolean leave(Supplier<? extends CompletableFuture<? extends Reply<?>>> command, Duration useful) {
        if (!command.get().join().isDown()) {
            return true;
        }
        if (places.tryAcquire()) {
            Thread.ofVirtual().name("own-write").start(() -> {
                try {
                    retryUntil(System.nanoTime() + useful.toNanos(), command);
                } finally {
                    places.release();
                }
            });
        }
        return false;
    }

    private static void retryUntil(long end, Supplier<? extends CompletableFuture<? extends Reply<?>>> command) {
        try {
            do {
                Thread.sleep(AGAIN);
            } while (command.get().join().isDown() && System.nanoTime() - end < 0);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
