package dev.scalingstages.workload.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.scalingstages.workload.content.AccountId;
import dev.scalingstages.workload.content.PostId;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What strangers get who name posts that are not there. */
class ReadAfterTest {
    private static final Duration WAIT = Duration.ofMillis(1_800);

    private final SecureRandom random = new SecureRandom();
    private final AtomicInteger looks = new AtomicInteger();
    private Service service;

    @BeforeEach
    void start() {
        start(true);
    }

    private void start(boolean mayLag) {
        service = new Service(100, false, mayLag);
        service.stores.beforeFind = looks::incrementAndGet;
    }

    @AfterEach
    void stop() {
        service.close();
    }

    private PostId made(Duration ago) {
        return PostId.create(AccountId.random(random), Instant.now().minus(ago), random);
    }

    private Service.Reply timelineAfter(PostId id, String client) {
        return service.get(
                "/api/accounts/" + AccountId.random(random) + "/timeline",
                "Read-After",
                id.toString(),
                "X-Forwarded-For",
                client);
    }

    @Test
    void aReadGivesUpWaitingAfterTwoSecondsAndSixLooks() {
        long begun = System.nanoTime();
        Service.Reply reply = timelineAfter(made(Duration.ZERO), "192.0.2.1");
        assertThat(reply.status()).isEqualTo(503);
        assertThat(reply.header("Retry-After")).isEqualTo("1");
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isBetween(WAIT, Duration.ofMillis(3_500));
        assertThat(looks.get()).isLessThanOrEqualTo(6);
    }

    @Test
    void nobodyWaitsForAPostThatIsOldOrFromTheFuture() {
        for (Duration ago : List.of(Duration.ofSeconds(61), Duration.ofDays(9_000), Duration.ofSeconds(-4))) {
            looks.set(0);
            long begun = System.nanoTime();
            assertThat(timelineAfter(made(ago), "192.0.2.1").status()).isEqualTo(200);
            assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(1));
            assertThat(looks.get()).isLessThanOrEqualTo(2);
        }
    }

    @Test
    void nobodyLooksOrWaitsWhereNothingLags() {
        stop();
        start(false);
        assertThat(timelineAfter(made(Duration.ZERO), "192.0.2.1").status()).isEqualTo(200);
        assertThat(looks.get()).isZero();
    }

    /** 4 of each of 20 clients ask to wait; 32 may. The others are told at once to come later, and readers read. */
    @Test
    void fewWaitAtOnce() throws Exception {
        List<Future<Duration>> waits = new ArrayList<>();
        try (ExecutorService strangers = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 80; i++) {
                waits.add(strangers.submit(refused("192.0.2." + i % 20)));
            }
            Thread.sleep(500);
            assertThat(service.get("/api/posts/popular").status()).isEqualTo(200);
        }
        assertThat(waits.stream().filter(wait -> wait.resultNow().compareTo(WAIT) > 0))
                .hasSizeBetween(20, 32);
    }

    @Test
    void oneClientHasFewOfThosePlaces() throws Exception {
        List<Future<Duration>> waits = new ArrayList<>();
        try (ExecutorService strangers = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 20; i++) {
                waits.add(strangers.submit(refused("192.0.2.1")));
            }
        }
        assertThat(waits.stream().filter(wait -> wait.resultNow().compareTo(WAIT) > 0))
                .hasSizeBetween(1, 4);
    }

    private Callable<Duration> refused(String client) {
        return () -> {
            long begun = System.nanoTime();
            assertThat(timelineAfter(made(Duration.ZERO), client).status()).isEqualTo(503);
            return Duration.ofNanos(System.nanoTime() - begun);
        };
    }
}
