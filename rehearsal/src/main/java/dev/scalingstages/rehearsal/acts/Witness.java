package dev.scalingstages.rehearsal.acts;

import dev.scalingstages.rehearsal.stack.Listener;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Supplier;

/**
 * Looks around at the moment when the first resource fails, before the way back takes away what would tell why: the ends
 * of servers' boot logs, what health checks complain of, and what was not complete yet.
 */
final class Witness implements Listener {
    private static final int LINES = 12;

    private final Set<String> awaited = new TreeSet<>();
    private final Map<String, String> logs = new TreeMap<>();
    private final List<String> complaints = new ArrayList<>();
    private Set<String> incomplete = Set.of();
    private Supplier<Map<String, String>> servers = Map::of;
    private Supplier<List<String>> health = List::of;
    private boolean hasSeen;

    /**
     * An operation begins that is to complete these resources.
     *
     * @param bootLogs the ends of the servers' boot logs, by the servers' names
     * @param complained of health checks
     */
    synchronized void begin(
            Supplier<Map<String, String>> bootLogs, Supplier<List<String>> complained, Collection<String> logicalIds) {
        servers = bootLogs;
        health = complained;
        awaited.clear();
        awaited.addAll(logicalIds);
        hasSeen = false;
        logs.clear();
        complaints.clear();
        incomplete = Set.of();
    }

    @Override
    public void happened(String subject, String status, String reason) {
        synchronized (this) {
            if (status.matches("(CREATE|UPDATE)_COMPLETE")) {
                awaited.remove(subject);
            }
            if (hasSeen || !status.matches("(CREATE|UPDATE)_FAILED")) {
                return;
            }
            hasSeen = true;
            incomplete = new TreeSet<>(awaited);
            incomplete.remove(subject);
        }
        look();
    }

    private void look() {
        Map<String, String> found = servers.get();
        List<String> complained = health.get();
        synchronized (this) {
            logs.putAll(found);
            complaints.addAll(complained);
        }
    }

    /** The ends of the boot logs by server; empty if nothing failed. */
    synchronized Map<String, String> logs() {
        return Map.copyOf(logs);
    }

    /** What was seen, in words. */
    synchronized List<String> testimony() {
        List<String> told = new ArrayList<>();
        logs.forEach((server, log) -> {
            if (!log.contains("boot succeeded")) {
                List<String> lines = log.lines().toList();
                told.add("the end of the boot log of %s:\n    %s"
                        .formatted(
                                server,
                                String.join("\n    ", lines.subList(Math.max(0, lines.size() - LINES), lines.size()))));
            }
        });
        complaints.forEach(complaint -> told.add("health check: " + complaint));
        if (!incomplete.isEmpty()) {
            told.add("not complete when it failed: " + String.join(", ", incomplete));
        }
        return told;
    }
}
