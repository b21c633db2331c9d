package dev.scalingstages.workload.http;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether this server lives, and whether it may be sent requests.
 *
 * <p>It is ready once all that it needs has answered once since its start, and until it drains. What fails later does
 * not make it unready: a database that fails does so for all servers at once, and then each group would replace all of
 * its servers, for nothing, and start over with cold ones when the database is back. Until then requests get 503, and
 * those that need no database are still served.
 *
 * <p>Dependencies are asked every 5 seconds, or, where a question costs something or proves a permission, only until
 * they have answered once. Why one does not answer is logged in one line, at once and every 30 seconds until the server
 * is ready.
 */
public final class Health implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Health.class);
    private static final Duration PAUSE = Duration.ofSeconds(5);
    private static final Duration BETWEEN_REASONS = Duration.ofSeconds(30);
    private static final Duration PAUSE_AT_START = Duration.ofMillis(200);

    private final List<Dependency> dependencies;
    private final Map<String, Boolean> answers = new ConcurrentHashMap<>();

    /** When the log last said why a dependency does not answer, by its name. */
    private final Map<String, Long> reportedAt = new ConcurrentHashMap<>();

    private final Thread watch = Thread.ofVirtual().name("health").unstarted(this::watch);
    private volatile boolean ready;
    private volatile boolean draining;

    /**
     * Something that this server needs.
     *
     * @param name the name under which its state is reported
     * @param required whether requests make no sense without it; a cache is not
     * @param probe returns when it answers, and throws when not
     */
    public record Dependency(String name, boolean required, Probe probe) {
        /** A required dependency that is asked only until it has answered once. */
        public static Dependency untilAnswered(String name, Probe probe) {
            AtomicBoolean hasAnswered = new AtomicBoolean();
            return new Dependency(name, true, () -> {
                if (!hasAnswered.get()) {
                    probe.ask();
                    hasAnswered.set(true);
                }
            });
        }
    }

    /** Checks whether a dependency answers. */
    @FunctionalInterface
    public interface Probe {
        /** Returns when the dependency answers, and throws when it does not. */
        void ask() throws Exception;
    }

    private record State(String status, Map<String, String> dependencies) {}

    /** Watches dependencies from now on. */
    public Health(List<Dependency> dependencies) {
        this.dependencies = List.copyOf(dependencies);
        watch.start();
    }

    /** From now on this server reports itself as not ready; it still answers all requests. */
    public void drain() {
        draining = true;
    }

    boolean isDraining() {
        return draining;
    }

    /** Whether it may be sent requests. */
    public boolean isReady() {
        return ready && !draining;
    }

    Routes addTo(Routes routes) {
        return routes.get(Route.LIVE, request -> Answer.ok(new State("live", Map.of())))
                .get(Route.READY, request -> readiness())
                .get(Route.HEALTH, request -> readiness());
    }

    private Answer readiness() {
        Map<String, String> states = answers.entrySet().stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey, entry -> entry.getValue() ? "up" : "down", (a, b) -> a, TreeMap::new));
        String status = draining ? "draining" : ready ? "ready" : "starting";
        return Answer.of(isReady() ? 200 : 503, new State(status, states));
    }

    private void watch() {
        try {
            while (true) {
                dependencies.forEach(this::ask);
                if (!ready && dependencies.stream().allMatch(this::mayServe)) {
                    ready = true;
                    LOG.info("Ready");
                }
                Thread.sleep(ready ? PAUSE : PAUSE_AT_START);
            }
        } catch (InterruptedException e) {
            // Closed.
        }
    }

    private boolean mayServe(Dependency dependency) {
        return !dependency.required() || answers.getOrDefault(dependency.name(), false);
    }

    private void ask(Dependency dependency) {
        try {
            dependency.probe().ask();
            if (Boolean.FALSE.equals(answers.put(dependency.name(), true))) {
                LOG.info("{} answers", dependency.name());
            }
        } catch (Exception e) {
            boolean isFirstFailure = !Boolean.FALSE.equals(answers.put(dependency.name(), false));
            long now = System.nanoTime();
            if (isFirstFailure || !ready && now - reportedAt.get(dependency.name()) > BETWEEN_REASONS.toNanos()) {
                reportedAt.put(dependency.name(), now);
                LOG.warn("{} does not answer: {}", dependency.name(), reason(e));
            }
        }
    }

    /** The messages of an exception and its causes, in one line. */
    private static String reason(Throwable failure) {
        return Stream.iterate(failure, Objects::nonNull, Throwable::getCause)
                .map(cause -> String.valueOf(cause.getMessage()).replaceAll("\\s+", " "))
                .distinct()
                .collect(Collectors.joining("; "));
    }

    @Override
    public void close() {
        watch.interrupt();
    }
}
