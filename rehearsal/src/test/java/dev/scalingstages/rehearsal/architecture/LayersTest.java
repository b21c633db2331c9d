package dev.scalingstages.rehearsal.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Which package of the rehearsal may use which, with the packages below each. */
class LayersTest {
    private static final Path MAIN = Path.of("src/main/java/dev/scalingstages/rehearsal");

    /** What is on top; it may use all that is below, and each other in this order. */
    private static final List<String> TOP = List.of("acts", "command", ".");

    private static final Map<String, Set<String>> ALLOWED = Map.ofEntries(
            Map.entry("stack", Set.of()),
            Map.entry("network", Set.of()),
            Map.entry("api", Set.of()),
            Map.entry("machine", Set.of("network", "api")),
            Map.entry("services", Set.of("network")),
            Map.entry("types", Set.of("stack", "network", "api", "machine", "services")),
            Map.entry("play", Set.of("stack", "network", "api", "machine", "services", "types")),
            Map.entry("users", Set.of("network")),
            Map.entry("report", Set.of("stack")));

    /** Who knows the review's templates and plans, and the servers that tests of the service use as well. */
    private static final Map<String, Set<String>> OUTSIDE = Map.of(
            "review.template", Set.of("stack", "report", "play", "acts", "command", "."),
            "workload.servers", Set.of("api", "play", "acts", "command", "."));

    private static final Pattern OURS = Pattern.compile(
            "\\bdev\\.scalingstages\\.(?:rehearsal\\.(?:([a-z]+)\\b)?|(review\\.[a-z]+|workload\\.[a-z]+|[a-z]+)\\.)");

    private static final Pattern COMMENTS = Pattern.compile("/\\*.*?\\*/|//[^\\n]*", Pattern.DOTALL);

    @Test
    void everyPackageHasALayer() throws IOException {
        Set<String> packages = new TreeSet<>(uses().keySet());
        packages.removeAll(ALLOWED.keySet());
        packages.removeAll(TOP);
        assertThat(packages).isEmpty();
        assertThat(uses().keySet()).containsAll(ALLOWED.keySet());
    }

    @Test
    void packagesUseOnlyWhatTheyMay() throws IOException {
        assertThat(forbidden(uses())).isEmpty();
    }

    @Test
    void checkObjectsToALookUpAndToOtherPrograms() throws IOException {
        Map<String, Set<String>> uses = uses();
        uses.get("network").add("stack");
        uses.get("services").add("types");
        uses.get("users").add("play");
        uses.get("types").add("review.template");
        uses.get("stack").add("review.plan");
        uses.get("play").add(".");
        assertThat(forbidden(uses))
                .containsExactlyInAnyOrder(
                        "network uses stack",
                        "services uses types",
                        "users uses play",
                        "types uses review.template",
                        "stack uses review.plan",
                        "play uses .");
    }

    private static List<String> forbidden(Map<String, Set<String>> uses) {
        List<String> forbidden = new ArrayList<>();
        uses.forEach((user, used) -> used.stream()
                .filter(each -> !isAllowed(user, each))
                .forEach(each -> forbidden.add(user + " uses " + each)));
        return forbidden;
    }

    private static boolean isAllowed(String user, String used) {
        if (used.contains(".") && !used.equals(".")) {
            return OUTSIDE.getOrDefault(used, Set.of()).contains(user);
        }
        int place = TOP.indexOf(user);
        return place < 0 ? ALLOWED.get(user).contains(used) : TOP.indexOf(used) < place;
    }

    /** Which packages each package names, in imports or in full; those of the rehearsal by their first word. */
    private static Map<String, Set<String>> uses() throws IOException {
        Map<String, Set<String>> uses = new TreeMap<>();
        try (Stream<Path> files = Files.walk(MAIN)) {
            for (Path file :
                    (Iterable<Path>) files.filter(each -> each.toString().endsWith(".java"))::iterator) {
                Path inside = MAIN.relativize(file);
                String user =
                        inside.getNameCount() == 1 ? "." : inside.getName(0).toString();
                Set<String> used = uses.computeIfAbsent(user, each -> new TreeSet<>());
                Matcher matcher = OURS.matcher(
                        COMMENTS.matcher(Files.readString(file)).replaceAll("").replaceFirst("(?m)^package .*$", ""));
                while (matcher.find()) {
                    String own = matcher.group(1) == null ? "." : matcher.group(1);
                    used.add(matcher.group(2) == null ? own : matcher.group(2));
                }
                used.remove(user);
            }
        }
        return uses;
    }
}
