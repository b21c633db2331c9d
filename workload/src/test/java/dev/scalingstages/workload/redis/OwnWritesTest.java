package dev.scalingstages.workload.redis;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class OwnWritesTest {
    private final OwnWrites ownWrites = new OwnWrites();
    private final AtomicInteger sent = new AtomicInteger();

    /** A command that the cache takes after it was sent some times. */
    private Supplier<CompletableFuture<Reply<Boolean>>> takenAt(int time) {
        return () -> CompletableFuture.completedFuture(
                sent.incrementAndGet() < time ? new Reply.Down<>() : new Reply.Hit<>(true));
    }

    @Test
    void whatIsTakenAtOnceIsSentOnce() throws Exception {
        ownWrites.leave(takenAt(1), Duration.ofMinutes(1));
        Thread.sleep(700);
        assertThat(sent).hasValue(1);
    }

    @Test
    void whatIsNotTakenIsSentAgainUntilItIs() throws Exception {
        ownWrites.leave(takenAt(3), Duration.ofMinutes(1));
        assertThat(sent).as("while the request waits").hasValue(1);
        TestRedis.await(() -> sent.get() == 3);
        Thread.sleep(700);
        assertThat(sent).hasValue(3);
    }

    @Test
    void whatNobodyNeedsAnyMoreIsNotSent() throws Exception {
        ownWrites.leave(takenAt(100), Duration.ofMillis(100));
        TestRedis.await(() -> sent.get() == 2);
        Thread.sleep(700);
        assertThat(sent).hasValue(2);
    }
}
