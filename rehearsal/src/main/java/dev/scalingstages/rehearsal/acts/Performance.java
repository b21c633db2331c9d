package dev.scalingstages.rehearsal.acts;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.scalingstages.rehearsal.stack.DurationTable;
import dev.scalingstages.rehearsal.stack.Order;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Plays a request, as often as it asks for, and prints the result. */
public final class Performance {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** How long an operation is held back at most in a shuffled order: a minute of AWS. */
    private static final Duration HELD_BACK = Duration.ofMinutes(1);

    /** What no play on one machine can show, printed under each result. */
    private static final List<String> LIMITS = List.of(
            "Real: servers that boot from their user data, nginx, the service, MariaDB, Redis, HAProxy, the firewall,",
            "functions. Played: CloudFormation, IAM, the APIs. Accepted and not played: alarms, dashboards, scaling",
            "policies, backups, the web application firewall. Not shown: AWS's quotas, capacity and real durations.",
            "docs/rehearsal.md tells more.");

    private final Place place;
    private final PrintWriter out;

    public Performance(Place place, PrintWriter out) {
        this.place = place;
        this.out = out;
    }

    /** Plays it; whether all was as it must be. */
    public boolean perform(Request request) throws IOException, InterruptedException {
        forgetLogs(request.report());
        PrintWriter told = request.isJson() ? new PrintWriter(Writer.nullWriter()) : out;
        List<Verdict> verdicts = new ArrayList<>();
        int times = Math.max(1, request.shuffles());
        for (int number = 1; number <= times; number++) {
            clear(place.run());
            Path report = times == 1 ? request.report() : request.report().resolve("order-" + number);
            Verdict verdict = new Run(place, request, order(request, number), told, report).perform();
            verdicts.add(verdict);
            print(verdict, report, told);
        }
        clear(place.run());
        if (request.isJson()) {
            out.println(json(request, verdicts).toPrettyString());
        } else {
            LIMITS.forEach(out::println);
        }
        out.flush();
        return verdicts.stream().allMatch(Verdict::isGood);
    }

    private static Order order(Request request, int number) {
        if (request.shuffles() == 0) {
            return Order.AT_ONCE;
        }
        return Order.shuffled(
                request.seed().orElse(1) + number - 1,
                DurationTable.scaledBy(request.scale()).scaled(HELD_BACK));
    }

    private static void print(Verdict verdict, Path report, PrintWriter told) {
        told.println();
        verdict.remarks().forEach(told::println);
        if (verdict.isGood()) {
            told.println("All was as it must be: deployed, nothing lost, nothing twice.");
        } else {
            told.println("Not as it must be:");
            verdict.problems().forEach(problem -> told.println("  " + problem));
        }
        told.printf("The report: %s%n%n", report.resolve("play.html"));
        told.flush();
    }

    private static ObjectNode json(Request request, List<Verdict> verdicts) {
        ObjectNode json = JSON.createObjectNode();
        json.put("played", request.title());
        json.put("scale", request.scale());
        json.put("good", verdicts.stream().allMatch(Verdict::isGood));
        ArrayNode plays = json.putArray("plays");
        for (Verdict verdict : verdicts) {
            ObjectNode play = plays.addObject();
            ArrayNode problems = play.putArray("problems");
            verdict.problems().forEach(problems::add);
            ArrayNode remarks = play.putArray("remarks");
            verdict.remarks().forEach(remarks::add);
        }
        return json;
    }

    /** Boot logs of an earlier play would be taken for this one's; all else is written anew. */
    private static void forgetLogs(Path report) throws IOException {
        if (!Files.isDirectory(report)) {
            return;
        }
        try (Stream<Path> files = Files.list(report)) {
            for (Path log :
                    files.filter(file -> file.toString().endsWith(".boot.log")).toList()) {
                Files.delete(log);
            }
        }
    }

    private static void clear(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return;
        }
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }
}
