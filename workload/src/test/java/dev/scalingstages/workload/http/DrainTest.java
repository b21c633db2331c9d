package dev.scalingstages.workload.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** How a server begins and ends. */
class DrainTest {
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final String POST = "/api/posts/" + "0".repeat(32);

    @Test
    void aDrainingServerIsNotReadyButAnswers() {
        try (Service service = new Service()) {
            awaitReady(service);
            service.health.drain();
            Service.Reply ready = service.get("/health");
            assertThat(ready.status()).isEqualTo(503);
            assertThat(ready.json().get("status").asText()).isEqualTo("draining");
            assertThat(service.get("/health/live").status()).isEqualTo(200);
            Service.Reply reply = service.get("/api/posts/popular");
            assertThat(reply.status()).isEqualTo(200);
            assertThat(reply.header("Connection")).isEqualTo("close");
        }
    }

    @Test
    void aRequestInFlightIsAnsweredWhenTheServerStopsAndLaterOnesAreRefused() throws Exception {
        try (Service service = new Service()) {
            CountDownLatch inside = new CountDownLatch(1);
            CountDownLatch leave = new CountDownLatch(1);
            service.stores.beforeFind = () -> {
                inside.countDown();
                await(leave);
            };
            CompletableFuture<Service.Reply> slow = CompletableFuture.supplyAsync(() -> service.get(POST));
            await(inside);
            int port = service.read.port();
            CompletableFuture<Void> stopped = CompletableFuture.runAsync(service.read::close);
            awaitRefused(port);
            assertThat(stopped).isNotDone();
            leave.countDown();
            assertThat(slow.get(10, TimeUnit.SECONDS).status()).isEqualTo(404);
            stopped.get(10, TimeUnit.SECONDS);
        }
    }

    @Test
    void aServerIsReadyWhenAllThatItNeedsHasAnsweredOnceAndStaysSo() throws Exception {
        AtomicBoolean database = new AtomicBoolean();
        List<Health.Dependency> dependencies = List.of(
                new Health.Dependency("database", true, () -> ask(database)),
                new Health.Dependency("cache", false, () -> ask(new AtomicBoolean())));
        try (Health health = new Health(dependencies)) {
            Thread.sleep(500);
            assertThat(health.isReady()).isFalse();
            database.set(true);
            long end = System.nanoTime() + PATIENCE.toNanos();
            while (!health.isReady() && System.nanoTime() < end) {
                Thread.sleep(10);
            }
            assertThat(health.isReady()).isTrue();
            database.set(false);
            Thread.sleep(500);
            assertThat(health.isReady())
                    .as("all servers would be replaced at once")
                    .isTrue();
        }
    }

    private static void ask(AtomicBoolean answers) {
        if (!answers.get()) {
            throw new IllegalStateException("down");
        }
    }

    private static void awaitReady(Service service) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (service.get("/health/ready").status() != 200) {
            assertThat(System.nanoTime()).isLessThan(end);
        }
    }

    private static void awaitRefused(int port) throws Exception {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (accepts(port)) {
            assertThat(System.nanoTime()).isLessThan(end);
        }
    }

    private static boolean accepts(int port) throws IOException {
        try (Socket socket = new Socket("127.0.0.1", port)) {
            return socket.isConnected();
        } catch (SocketException e) {
            return false;
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(10, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
