package dev.scalingstages.workload.local;

import com.fasterxml.jackson.databind.JsonNode;
import dev.scalingstages.workload.servers.ApplicationServer;
import dev.scalingstages.workload.servers.LocalStage;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.ToDoubleFunction;

/**
 * Measures the service in the shape of stages 1, 2 and 4, everything on this machine, and prints Markdown;
 * {@code bin/bench/serve} starts it. It asks the application itself, without nginx, whose rate limit is for strangers. Each
 * figure is the median of some rounds, and is told beside that of a bare handler of the same server in the same round.
 */
public final class Bench {
    private static final int ACCOUNTS = 20;
    private static final int POSTS = 10_000;
    private static final int HOT = 100;
    private static final int READERS = 32;
    private static final int SECONDS = Integer.getInteger("bench.seconds", 8);
    private static final int ROUNDS = Integer.getInteger("bench.rounds", 3);

    /** The planned load of writes: a billion a month. */
    private static final int WRITES = 400;

    private final LocalStage local;
    private final int writePort;
    private final int readPort;
    private final List<String> tokens = new ArrayList<>();
    private final List<String> posts = new ArrayList<>();

    /** One round; rates a second, times in milliseconds. */
    private record Round(
            Wrk.Result bare,
            Wrk.Result hot,
            Wrk.Result spread,
            Wrk.Result timelines,
            Writers.Result writes,
            Writers.Result mixedWrites,
            Wrk.Result mixedReads) {}

    private Bench(LocalStage local) {
        this.local = local;
        List<ApplicationServer> applications = local.applications();
        ApplicationServer first = applications.getFirst();
        writePort = first.port();
        readPort = applications.size() == 1
                ? first.readPort()
                : applications.get(1).port();
    }

    /** @param stages those to measure; 1, 2 and 4 without any */
    public static void main(String[] stages) throws Exception {
        System.out.println("| Stage | Load | requests/s | of the bare handler | p99 | failures |");
        System.out.println("| --- | --- | ---: | ---: | ---: | --- |");
        for (String stage : stages.length == 0 ? new String[] {"1", "2", "4"} : stages) {
            try (LocalStage local = LocalStage.start(Integer.parseInt(stage))) {
                new Bench(local).measure(Integer.parseInt(stage));
            }
        }
    }

    private void measure(int stage) throws Exception {
        List<String> timelines = fill();
        round(timelines);
        List<Round> rounds = new ArrayList<>();
        for (int round = 0; round < ROUNDS; round++) {
            rounds.add(round(timelines));
        }
        double bare = median(rounds, round -> round.bare().rate());
        print(stage, "bare handler", rounds, bare, Round::bare);
        print(stage, stage >= 4 ? "reads of hot posts, cached" : "reads of hot posts", rounds, bare, Round::hot);
        print(stage, "reads of posts all over, at random", rounds, bare, Round::spread);
        print(stage, "timelines", rounds, bare, Round::timelines);
        print(
                stage,
                "writes alone",
                median(rounds, round -> round.writes().rate()),
                bare,
                median(rounds, round -> round.writes().p99()),
                failed(rounds.stream()
                        .mapToLong(round -> round.writes().failures())
                        .sum()));
        print(
                stage,
                "%d writes/s ...".formatted(WRITES),
                median(rounds, round -> round.mixedWrites().rate()),
                bare,
                median(rounds, round -> round.mixedWrites().p99()),
                failed(rounds.stream()
                        .mapToLong(round -> round.mixedWrites().failures())
                        .sum()));
        print(stage, "... with reads beside them", rounds, bare, Round::mixedReads);
        for (ApplicationServer application : local.applications()) {
            System.out.printf(
                    "| %d | resident memory of a process, the most ever, MiB | %d | | | |%n",
                    stage, resident(application.pid()));
        }
    }

    /** Accounts and posts, through the API; returns the paths of timelines. */
    private List<String> fill() throws Exception {
        List<String> timelines = new ArrayList<>();
        for (int account = 0; account < ACCOUNTS; account++) {
            // Past nginx, which lets one address sign up and in twenty times a minute.
            URI application = URI.create("http://127.0.0.1:" + writePort);
            try (ApiClient client = new ApiClient(application, local.authority())) {
                String id = client.signUp("user%d@example.com".formatted(account), "User " + account);
                tokens.add(client.token());
                timelines.add("/api/accounts/%s/timeline".formatted(id));
            }
        }
        Writers writers = new Writers(writePort, tokens);
        for (int written = 0; written < POSTS; ) {
            written += (int) (5 * writers.full(5).rate());
        }
        try (ApiClient client = new ApiClient(local.address(), local.authority())) {
            for (String timeline : timelines) {
                collect(client, timeline);
            }
        }
        Collections.shuffle(posts, new Random(1));
        return timelines;
    }

    private void collect(ApiClient client, String timeline) throws IOException, InterruptedException {
        String page = timeline + "?limit=50";
        for (int pages = 0; pages < POSTS / ACCOUNTS / 50; pages++) {
            // nginx lets one address ask fifty times a second.
            Thread.sleep(25);
            JsonNode answer = client.send("GET", page).expect(200).json();
            answer.get("entries")
                    .forEach(entry ->
                            posts.add("/api/posts/" + entry.get("postId").asText()));
            if (!answer.hasNonNull("next")) {
                return;
            }
            page = timeline + "?limit=50&before=" + answer.get("next").asText();
        }
    }

    private Round round(List<String> timelines) throws Exception {
        List<String> hot = posts.subList(0, HOT);
        Wrk.Result bare = Wrk.get(readPort, List.of("/health/live"), READERS, SECONDS);
        Wrk.Result hotReads = Wrk.get(readPort, hot, READERS, SECONDS);
        Wrk.Result spread = Wrk.get(readPort, posts, READERS, SECONDS);
        Wrk.Result pages = Wrk.get(readPort, timelines, READERS, SECONDS);
        Writers writers = new Writers(writePort, tokens);
        Writers.Result writes = writers.full(SECONDS);
        CompletableFuture<Wrk.Result> mixedReads = CompletableFuture.supplyAsync(() -> {
            try {
                return Wrk.get(readPort, posts, READERS, SECONDS);
            } catch (IOException | InterruptedException e) {
                throw new CompletionException(e);
            }
        });
        Writers.Result mixedWrites = writers.at(WRITES, SECONDS);
        return new Round(bare, hotReads, spread, pages, writes, mixedWrites, mixedReads.join());
    }

    private interface Reads {
        Wrk.Result of(Round round);
    }

    private static void print(int stage, String load, List<Round> rounds, double bare, Reads reads) {
        String failures = String.join(
                "; ",
                rounds.stream()
                        .map(round -> reads.of(round).failures())
                        .filter(failure -> !failure.isEmpty())
                        .toList());
        print(
                stage,
                load,
                median(rounds, round -> reads.of(round).rate()),
                bare,
                median(rounds, round -> reads.of(round).p99()),
                failures.isEmpty() ? "none" : failures);
    }

    private static void print(int stage, String load, double rate, double bare, double p99, String failures) {
        System.out.printf(
                Locale.ROOT,
                "| %d | %s | %,.0f | %.3f | %.1f ms | %s |%n",
                stage,
                load,
                rate,
                rate / bare,
                p99,
                failures);
    }

    private static String failed(long count) {
        return count == 0 ? "none" : String.valueOf(count);
    }

    private static double median(List<Round> rounds, ToDoubleFunction<Round> figure) {
        double[] sorted = rounds.stream().mapToDouble(figure).sorted().toArray();
        return sorted[sorted.length / 2];
    }

    /** The most it ever was, in MiB. */
    private static long resident(long pid) throws IOException {
        for (String line : Files.readAllLines(Path.of("/proc", String.valueOf(pid), "status"))) {
            if (line.startsWith("VmHWM:")) {
                return Long.parseLong(line.replaceAll("\\D", "")) / 1024;
            }
        }
        throw new IOException("process " + pid + " is gone");
    }
}
