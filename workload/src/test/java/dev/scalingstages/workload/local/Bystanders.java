package dev.scalingstages.workload.local;

import dev.scalingstages.workload.servers.LocalStage;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;

/** Users who sign in and write posts while something else goes on, and what they felt of it. */
final class Bystanders implements AutoCloseable {
    private static final int USERS = 4;
    private static final Duration PAUSE = Duration.ofMillis(100);
    private static final String PASSWORD = "correct horse battery staple";

    private final ExecutorService users = Executors.newVirtualThreadPerTaskExecutor();
    private final List<Duration> answered = new CopyOnWriteArrayList<>();
    private final List<String> refused = new CopyOnWriteArrayList<>();
    private volatile boolean isOver;

    /**
     * What they felt.
     *
     * @param p99 of 100 answers 99 came within that
     */
    record Felt(int asked, int answered, Duration p99, List<String> refused) {}

    /** Sets them to work, past nginx, which lets one address ask fifty times a second. */
    Bystanders(LocalStage local) throws Exception {
        URI address = applicationOf(local);
        for (int user = 0; user < USERS; user++) {
            String email = "bystander-%d@example.com".formatted(System.nanoTime());
            ApiClient client = new ApiClient(address, local.authority()).from("203.0.113." + (user + 1));
            client.signUp(email, "Bystander");
            users.submit(() -> {
                try (client) {
                    while (!isOver) {
                        ask(client, "/api/sessions", Map.of("email", email, "password", PASSWORD));
                        for (int post = 0; post < 5 && !isOver; post++) {
                            ask(client, "/api/posts", Map.of("body", "post"));
                            Thread.sleep(PAUSE);
                        }
                    }
                }
                return null;
            });
        }
    }

    /** Where a stage's write API listens. */
    static URI applicationOf(LocalStage local) {
        return URI.create("http://127.0.0.1:" + local.applications().getFirst().port());
    }

    private void ask(ApiClient client, String path, Object body) throws InterruptedException {
        long begun = System.nanoTime();
        try {
            int status = client.send("POST", path, body).status();
            if (status / 100 == 2) {
                answered.add(Duration.ofNanos(System.nanoTime() - begun));
            } else {
                refused.add(path + " " + status);
            }
        } catch (IOException e) {
            refused.add(path + " " + e);
        }
    }

    /** Lets them go home. */
    Felt felt() {
        isOver = true;
        users.close();
        List<Duration> times = answered.stream().sorted().toList();
        Duration p99 = times.isEmpty() ? Duration.ZERO : times.get((times.size() - 1) * 99 / 100);
        return new Felt(
                times.size() + refused.size(),
                times.size(),
                p99,
                Stream.of(refused).flatMap(List::stream).distinct().toList());
    }

    @Override
    public void close() {
        felt();
    }
}
