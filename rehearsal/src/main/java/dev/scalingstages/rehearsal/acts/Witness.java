package dev.scalingstages.rehearsal.acts;

import dev.scalingstages.rehearsal.report.Timeline;
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
 * Looks around at the moment when the first resource fails, before the way back takes away what would tell why: the
 * ends
 * of servers' boot logs, what health checks complain of, and what was not complete yet.
 */
final class Witness implements Listener {
    private static final int LINES = 12;
    private static final int MOST_LOGS = 4;

    private final Set<String> awaited = new TreeSet<>();
    private final Map<String, String> logs = new TreeMap<>();
    private final List<String> complaints = new ArrayList<>();
    private final Set<String> begun = new TreeSet<>();
    private final Set<String> reached = new TreeSet<>();
    private final List<String> unready = new ArrayList<>();
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
        begun.clear();
        reached.clear();
        unready.clear();
    }

    @Override
    public void happened(String subject, String status, String reason) {
        synchronized (this) {
            if (status.matches("(CREATE|UPDATE)_IN_PROGRESS")) {
                begun.add(subject);
            } else if (status.matches("(CREATE|UPDATE)_COMPLETE")) {
                begun.remove(subject);
                awaited.remove(subject);
            } else if (status.equals(Timeline.FAILED)) {
                note(subject);
            }
            if (hasSeen || !status.matches("(CREATE|UPDATE)_FAILED")) {
                return;
            }
            hasSeen = true;
            note(subject);
        }
        look();
    }

    @Override
    public synchronized void waited(String logicalId, Set<String> completed) {
        reached.add(logicalId);
    }

    /** Something failed: what was not complete then may be what it lacked. */
    private void note(String failed) {
        Set<String> inProgress = new TreeSet<>(awaited);
        inProgress.retainAll(begun);
        inProgress.remove(failed);
        Set<String> waiting = new TreeSet<>(awaited);
        waiting.removeAll(reached);
        waiting.remove(failed);
        if (!inProgress.isEmpty()) {
            unready.add("in progress when %s failed: %s".formatted(failed, String.join(", ", inProgress)));
        }
        if (!waiting.isEmpty()) {
            unready.add("not begun when %s failed: %s".formatted(failed, String.join(", ", waiting)));
        }
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
        boolean allSay = logs.values().stream().allMatch(Witness::hasSucceeded);
        logs.entrySet().stream()
                .filter(log -> allSay || !hasSucceeded(log.getValue()))
                .limit(MOST_LOGS)
                .forEach(log -> told.add(
                        "the end of the boot log of %s:\n    %s".formatted(log.getKey(), end(log.getValue()))));
        complaints.forEach(complaint -> told.add("health check: " + complaint));
        told.addAll(unready);
        return told;
    }

    /** Whether a server says last that its boot has succeeded; if all do, what failed may be told in between. */
    private static boolean hasSucceeded(String log) {
        return log.lastIndexOf("boot succeeded") > log.lastIndexOf("boot failed");
    }

    private static String end(String log) {
        List<String> lines = log.lines().toList();
        return String.join("\n    ", lines.subList(Math.max(0, lines.size() - LINES), lines.size()));
    }
}
