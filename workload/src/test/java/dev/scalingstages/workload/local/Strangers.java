package dev.scalingstages.workload.local;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntFunction;

/**
 * Clients that ask the application past nginx, each with an address as nginx would tell it: at a rate, whatever becomes of
 * what was asked before.
 */
final class Strangers implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final HttpClient http = HttpClient.newHttpClient();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    /** What became of a request; status 0 when there was no answer. */
    record Answer(int status, String body, Duration took) {}

    /** What became of many. */
    record Figures(List<Answer> answers) {
        /** How many got a status. */
        long of(int status) {
            return answers.stream().filter(answer -> answer.status() == status).count();
        }

        /** The time within which 99 of 100 that got a status were answered. */
        Duration slowest(int status) {
            List<Duration> times = answers.stream()
                    .filter(answer -> answer.status() == status)
                    .map(Answer::took)
                    .sorted()
                    .toList();
            return times.isEmpty() ? Duration.ZERO : times.get((times.size() - 1) * 99 / 100);
        }

        /** In a line: how many of all got a status, and in what time. */
        String line(String who, int status) {
            return "%-58s %4d of %4d answered with %d, p99 %5d ms"
                    .formatted(
                            who,
                            of(status),
                            answers.size(),
                            status,
                            slowest(status).toMillis());
        }
    }

    /** A request from an address. */
    Answer send(HttpRequest.Builder request, String address) {
        long begun = System.nanoTime();
        try {
            HttpResponse<String> response = http.send(
                    request.header("X-Forwarded-For", address).timeout(PATIENCE).build(), BodyHandlers.ofString());
            return new Answer(response.statusCode(), response.body(), Duration.ofNanos(System.nanoTime() - begun));
        } catch (IOException e) {
            return new Answer(0, e.toString(), Duration.ofNanos(System.nanoTime() - begun));
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    static HttpRequest.Builder get(int port, String path, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path));
        return headers.length == 0 ? request : request.headers(headers);
    }

    static HttpRequest.Builder post(int port, String path, String json) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(json));
    }

    /** Begins to ask, so often a second; the figures are there when all have been answered. */
    Future<Figures> ask(int perSecond, Duration time, IntFunction<Answer> question) {
        return threads.submit(() -> {
            List<Future<Answer>> answers = new ArrayList<>();
            long begun = System.nanoTime();
            for (int i = 0; i < perSecond * time.toSeconds(); i++) {
                int number = i;
                long due = begun + i * 1_000_000_000L / perSecond;
                Thread.sleep(Duration.ofNanos(Math.max(0, due - System.nanoTime())));
                answers.add(threads.submit(() -> question.apply(number)));
            }
            List<Answer> all = new ArrayList<>();
            for (Future<Answer> answer : answers) {
                all.add(answer.get());
            }
            return new Figures(all);
        });
    }

    /** Does as many things at once. */
    <T> List<T> together(int count, IntFunction<Callable<T>> work) throws InterruptedException, ExecutionException {
        CountDownLatch start = new CountDownLatch(1);
        List<Future<T>> begun = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Callable<T> one = work.apply(i);
            begun.add(threads.submit(() -> {
                start.await();
                return one.call();
            }));
        }
        start.countDown();
        List<T> all = new ArrayList<>();
        for (Future<T> one : begun) {
            all.add(one.get());
        }
        return all;
    }

    @Override
    public void close() {
        threads.shutdownNow();
        http.shutdownNow();
    }
}
