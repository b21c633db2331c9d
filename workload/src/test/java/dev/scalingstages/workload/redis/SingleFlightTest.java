package dev.scalingstages.workload.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.scalingstages.workload.content.UnavailableException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class SingleFlightTest {
    private final SingleFlight<Integer> flights = new SingleFlight<>();
    private final AtomicInteger written = new AtomicInteger();
    private final AtomicInteger fetched = new AtomicInteger();

    @Test
    void whoeverComesLaterSeesWhatWasWrittenBefore() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CompletableFuture<Void> goOn = new CompletableFuture<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<Integer> first = threads.submit(() -> flights.run("key", () -> {
                int value = written.get();
                fetched.incrementAndGet();
                begun.countDown();
                goOn.join();
                return value;
            }));
            begun.await();
            written.set(1);
            List<Future<Integer>> later = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                later.add(threads.submit(() -> flights.run("key", this::fetchSlowly)));
            }
            assertThat(flights.run("another key", written::get)).isEqualTo(1);
            goOn.complete(null);
            assertThat(first.get()).isZero();
            for (Future<Integer> each : later) {
                assertThat(each.get()).isEqualTo(1);
            }
        }
        assertThat(fetched.get()).isBetween(2, 4);
    }

    private int fetchSlowly() {
        fetched.incrementAndGet();
        int value = written.get();
        try {
            Thread.sleep(200);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
        return value;
    }

    @Test
    void aFailureReachesThoseWhoWaitAndNobodyAfterwards() {
        assertThatThrownBy(() -> flights.run("key", () -> {
                    throw new UnavailableException("down");
                }))
                .isInstanceOf(UnavailableException.class);
        assertThat(flights.run("key", written::get)).isZero();
    }
}
