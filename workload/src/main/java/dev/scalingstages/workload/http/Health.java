package dev.scalingstages.workload.http;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether this server lives, and whether it may be sent requests.
 *
 * <p>It is ready once all that it needs has answered once since its start, and until it drains. What fails later does not
 * make it unready: a database that fails does so for all servers at once, and then each group would replace all of its
 * servers, for nothing, and start anew with cold ones when the database is back. Until then requests get 503, and what
 * needs no database is still served.
 *
 * <p>Dependencies are asked every 5 seconds.
 */
public final class Health implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Health.class);
    private static final Duration PAUSE = Duration.ofSeconds(5);
    private static final Duration PAUSE_AT_START = Duration.ofMillis(200);

    private final List<Dependency> dependencies;
    private final Map<String, Boolean> answers = new ConcurrentHashMap<>();
    private final Thread watch = Thread.ofVirtual().name("health").unstarted(this::watch);
    private volatile boolean ready;
    private volatile boolean draining;

    /**
     * Something that this server needs.
     *
     * @param name as its state is told
     * @param required whether requests make no sense without it; a cache is not
     * @param probe returns when it answers, and throws when not
     */
    public record Dependency(String name, boolean required, Probe probe) {}

    /** Asks a dependency. */
    @FunctionalInterface
    public interface Probe {
        /** Returns when it answers. */
        void ask() throws Exception;
    }

    private record State(String status, Map<String, String> dependencies) {}

    /** Watches dependencies from now on. */
    public Health(List<Dependency> dependencies) {
        this.dependencies = List.copyOf(dependencies);
        watch.start();
    }

    /** From now on this server is to be left alone; it still answers whatever comes. */
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
            if (!Boolean.FALSE.equals(answers.put(dependency.name(), false))) {
                LOG.warn("{} does not answer", dependency.name(), e);
            }
        }
    }

    @Override
    public void close() {
        watch.interrupt();
    }
}
