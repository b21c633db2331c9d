package dev.scalingstages.rehearsal.services;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/**
 * A target group: which targets it has, and what its health checks found. Checks run as soon as a load balancer uses
 * it.
 */
final class TargetGroup {
    private static final long LONGEST_PAUSE_MILLISECONDS = 10_000;

    private final String arn;
    private final UnaryOperator<Duration> scaled;
    private final Map<String, Member> members = new TreeMap<>();
    private JsonNode properties;
    private String source;
    private Runnable changed = () -> {};
    private Thread checks;

    private static final class Member {
        private final Targets.Target target;
        private String state = "initial";
        private String shown = "initial";
        private String seen = "";
        private int good;
        private int bad;

        private Member(Targets.Target target) {
            this.target = target;
        }
    }

    TargetGroup(String arn, JsonNode properties, UnaryOperator<Duration> scaled) {
        this.arn = arn;
        this.properties = properties;
        this.scaled = scaled;
    }

    String arn() {
        return arn;
    }

    synchronized JsonNode properties() {
        return properties;
    }

    synchronized void setProperties(JsonNode next) {
        properties = next;
    }

    /**
     * Starts the checks, from a load balancer's address.
     *
     * @param onChange is called when the targets that take requests change
     */
    synchronized void use(String from, Runnable onChange) {
        source = from;
        changed = onChange;
        if (checks == null) {
            checks = Thread.ofVirtual().name("health of " + arn).start(this::check);
        }
    }

    synchronized void register(Targets.Target target) {
        Member old = members.get(target.id());
        if (old == null || old.state.equals("draining")) {
            members.put(target.id(), new Member(target));
        }
        notifyAll();
    }

    /** Takes a target out of turn, lets its requests end, and forgets it. */
    void deregister(String id) throws InterruptedException {
        Member member;
        synchronized (this) {
            member = members.get(id);
            if (member == null) {
                return;
            }
            member.state = "draining";
        }
        changed.run();
        show(member);
        Thread.sleep(scaled.apply(Duration.ofSeconds(attribute("deregistration_delay.timeout_seconds", 300))));
        synchronized (this) {
            members.entrySet()
                    .removeIf(entry ->
                            entry.getKey().equals(id) && entry.getValue().state.equals("draining"));
        }
    }

    private synchronized long attribute(String name, long otherwise) {
        for (JsonNode attribute : properties.path("TargetGroupAttributes")) {
            if (attribute.path("Key").asText().equals(name)) {
                return attribute.path("Value").asLong();
            }
        }
        return otherwise;
    }

    /** The state of each target by its id; {@code unused} while no load balancer uses the group. */
    synchronized Map<String, String> health() {
        Map<String, String> states = new TreeMap<>();
        members.forEach((id, member) -> states.put(id, source == null ? "unused" : member.shown));
        return states;
    }

    /** The targets, with the state of each. */
    synchronized Map<Targets.Target, String> targets() {
        Map<Targets.Target, String> states = new HashMap<>();
        members.values()
                .forEach(member -> states.put(withPort(member.target), source == null ? "unused" : member.shown));
        return states;
    }

    /** What the last check of each unhealthy target saw, for reports. */
    synchronized List<String> complaints() {
        return members.values().stream()
                .filter(member -> !member.seen.isEmpty())
                .map(member -> member.target.id() + " at " + member.target.address() + ": " + member.seen)
                .toList();
    }

    /** Those that take requests: the healthy ones, or all unhealthy ones when there is no healthy one (fail-open). */
    synchronized List<Targets.Target> inTurn() {
        List<Targets.Target> healthy = of("healthy");
        return healthy.isEmpty() ? of("unhealthy") : healthy;
    }

    private List<Targets.Target> of(String state) {
        return members.values().stream()
                .filter(member -> member.state.equals(state))
                .map(member -> withPort(member.target))
                .toList();
    }

    private Targets.Target withPort(Targets.Target target) {
        return target.port() > 0
                ? target
                : new Targets.Target(
                        target.id(), target.address(), properties.path("Port").asInt());
    }

    private void check() {
        try {
            while (!Thread.currentThread().isInterrupted()) {
                HealthCheck check = HealthCheck.of(properties());
                List<Thread> looks = new ArrayList<>();
                for (Member member : snapshot()) {
                    looks.add(Thread.ofVirtual().start(() -> look(check, member)));
                }
                for (Thread look : looks) {
                    look.join();
                }
                pause(scaled.apply(check.interval()));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized void pause(Duration interval) throws InterruptedException {
        wait(Math.clamp(interval.toMillis(), 100, LONGEST_PAUSE_MILLISECONDS));
    }

    private synchronized List<Member> snapshot() {
        return List.copyOf(members.values());
    }

    private void look(HealthCheck check, Member member) {
        try {
            Targets.Target target = withPort(member.target);
            Optional<String> complaint = check.look(source, target.address(), target.port());
            if (takeNote(check, member, complaint)) {
                changed.run();
                show(member);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized boolean takeNote(HealthCheck check, Member member, Optional<String> complaint) {
        String before = member.state;
        member.seen = complaint.orElse("");
        member.good = complaint.isEmpty() ? member.good + 1 : 0;
        member.bad = complaint.isEmpty() ? 0 : member.bad + 1;
        if (before.equals("draining")) {
            return false;
        }
        if (member.good >= check.healthyAfter() || (before.equals("initial") && member.good > 0)) {
            member.state = "healthy";
        } else if (member.bad >= check.unhealthyAfter()) {
            member.state = "unhealthy";
        }
        return !member.state.equals(before);
    }

    /** Who asks for the state relies on it: it is told when the load balancer acts on it. */
    private synchronized void show(Member member) {
        member.shown = member.state;
    }

    synchronized void close() {
        if (checks != null) {
            checks.interrupt();
        }
    }
}
