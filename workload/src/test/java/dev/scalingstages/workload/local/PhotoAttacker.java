package dev.scalingstages.workload.local;

import com.fasterxml.jackson.databind.JsonNode;
import dev.scalingstages.workload.servers.LocalStage;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** An account that sends what it likes in place of photos. */
final class PhotoAttacker implements AutoCloseable {
    private final ApiClient writer;
    private final ApiClient reader;

    /** A post that awaits a photo. */
    record Announced(String post, String address, Map<String, String> headers) {}

    PhotoAttacker(LocalStage local) throws Exception {
        writer = new ApiClient(Bystanders.applicationOf(local), local.authority());
        reader = new ApiClient(local.address(), local.authority());
        writer.signUp("attacker-%d@example.com".formatted(System.nanoTime()), "Attacker");
    }

    /** Announces a photo, and returns what it is answered. */
    ApiClient.Answer ask(int size) throws IOException, InterruptedException {
        return writer.send(
                "POST",
                "/api/posts",
                Map.of("body", "A picture", "photo", Map.of("contentType", "image/jpeg", "size", size)));
    }

    static Announced announced(ApiClient.Answer answer) throws IOException {
        JsonNode upload = answer.json().get("upload");
        Map<String, String> headers = new HashMap<>();
        upload.get("headers")
                .properties()
                .forEach(
                        header -> headers.put(header.getKey(), header.getValue().asText()));
        return new Announced(
                answer.json().get("postId").asText(), upload.get("address").asText(), headers);
    }

    int upload(Announced to, byte[] file) throws IOException, InterruptedException {
        return writer.send("PUT", to.address(), file, to.headers()).status();
    }

    /** Announces and uploads; the post. */
    Announced send(byte[] file) throws IOException, InterruptedException {
        Announced announced = announced(ask(file.length));
        upload(announced, file);
        return announced;
    }

    int finish(String post) throws IOException, InterruptedException {
        return writer.send("POST", "/api/posts/" + post + "/photo/finish").status();
    }

    /** Says so many times at once that a photo is there, and counts the answers by their status. */
    Map<String, Integer> finish(String post, int times) throws InterruptedException {
        Map<String, Integer> statuses = new HashMap<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Integer>> answers = new ArrayList<>();
            for (int i = 0; i < times; i++) {
                answers.add(threads.submit(() -> finish(post)));
            }
            for (Future<Integer> answer : answers) {
                try {
                    statuses.merge(String.valueOf(answer.get()), 1, Integer::sum);
                } catch (java.util.concurrent.ExecutionException e) {
                    statuses.merge(e.getCause().getClass().getSimpleName(), 1, Integer::sum);
                }
            }
        }
        return statuses;
    }

    /** What anybody is told of the photo. */
    JsonNode photo(String post) throws IOException, InterruptedException {
        return reader.send("GET", "/api/posts/" + post + "/photo").json();
    }

    /** Asks until the photo is judged, and returns how long that took; nothing within the limit is a minute. */
    Duration judged(String post, Duration limit) throws Exception {
        long begun = System.nanoTime();
        while (System.nanoTime() - begun < limit.toNanos()) {
            try {
                finish(post);
                String state = photo(post).path("state").asText();
                if (state.equals("READY") || state.equals("REJECTED")) {
                    return Duration.ofNanos(System.nanoTime() - begun);
                }
            } catch (IOException e) {
                // Not in time: once more.
            }
            Thread.sleep(300);
        }
        return limit;
    }

    /** What is at an address, as anybody gets it. */
    ApiClient.Answer get(String address) throws IOException, InterruptedException {
        return reader.send("GET", address);
    }

    @Override
    public void close() {
        writer.close();
        reader.close();
    }
}
