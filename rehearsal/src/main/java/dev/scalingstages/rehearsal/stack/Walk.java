package dev.scalingstages.rehearsal.stack;

import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/**
 * Works through a graph, as much of it in parallel as is permitted: each node when everything that it needs is done,
 * in a virtual thread.
 */
final class Walk {
    /** What is done for a node. */
    interface Work {
        void run(String id) throws FailureException, InterruptedException;
    }

    /**
     * What became of the nodes.
     *
     * @param done whose work is complete
     * @param failed the reasons of failures
     * @param cancelled whose work was interrupted because another one failed
     */
    record Result(SortedSet<String> done, SortedMap<String, String> failed, SortedSet<String> cancelled) {
        boolean isComplete() {
            return failed.isEmpty() && cancelled.isEmpty();
        }
    }

    private enum End {
        DONE,
        FAILED,
        CANCELLED,
        NOT_STARTED
    }

    private record Ended(String id, End end, String reason) {}

    private final Map<String, Set<String>> needs;
    private final Map<String, Set<String>> users;
    private final Order order;
    private final boolean stopsAtFailure;
    private final Work work;
    private final BlockingQueue<Ended> ended = new LinkedBlockingQueue<>();
    private final Map<String, Thread> running = new HashMap<>();
    private final Map<String, Integer> waiting = new HashMap<>();
    private final SortedSet<String> done = new TreeSet<>();
    private final SortedMap<String, String> failed = new TreeMap<>();
    private final SortedSet<String> cancelled = new TreeSet<>();

    private Walk(Map<String, Set<String>> needs, Order order, boolean stopsAtFailure, Work work) {
        this.needs = needs;
        this.users = Graph.reversed(needs);
        this.order = order;
        this.stopsAtFailure = stopsAtFailure;
        this.work = work;
    }

    /**
     * Works through a graph.
     *
     * @param needs what each node needs; without cycles
     * @param stopsAtFailure whether a failure interrupts all others; else only what needs the failed one isn't begun
     */
    static Result run(Map<String, Set<String>> needs, Order order, boolean stopsAtFailure, Work work)
            throws InterruptedException {
        return new Walk(needs, order, stopsAtFailure, work).run();
    }

    private Result run() throws InterruptedException {
        needs.forEach((id, needed) ->
                waiting.put(id, (int) needed.stream().filter(needs::containsKey).count()));
        start(waiting.keySet().stream().filter(id -> waiting.get(id) == 0).toList());
        try {
            while (!running.isEmpty()) {
                take(ended.take());
            }
        } catch (InterruptedException e) {
            endAll();
            throw e;
        }
        if (failed.isEmpty() && cancelled.isEmpty() && done.size() < needs.size()) {
            throw new IllegalStateException("nodes that wait for each other: " + needs);
        }
        return new Result(
                Collections.unmodifiableSortedSet(done),
                Collections.unmodifiableSortedMap(failed),
                Collections.unmodifiableSortedSet(cancelled));
    }

    private void take(Ended each) {
        running.remove(each.id());
        switch (each.end()) {
            case DONE -> {
                done.add(each.id());
                if (!isStopping()) {
                    Set<String> free = new HashSet<>();
                    users.get(each.id()).forEach(user -> {
                        if (waiting.merge(user, -1, Integer::sum) == 0) {
                            free.add(user);
                        }
                    });
                    start(free);
                }
            }
            case FAILED -> {
                failed.put(each.id(), each.reason());
                if (stopsAtFailure) {
                    running.values().forEach(Thread::interrupt);
                }
            }
            case CANCELLED -> cancelled.add(each.id());
            case NOT_STARTED -> {}
        }
    }

    private boolean isStopping() {
        return stopsAtFailure && !failed.isEmpty();
    }

    private void start(Iterable<String> ids) {
        SortedSet<String> sorted = new TreeSet<>(order.priority());
        ids.forEach(sorted::add);
        for (String id : sorted) {
            running.put(id, Thread.ofVirtual().name(id).start(() -> ended.add(perform(id))));
        }
    }

    private Ended perform(String id) {
        try {
            Thread.sleep(order.delay(id));
        } catch (InterruptedException e) {
            return new Ended(id, End.NOT_STARTED, "");
        }
        try {
            work.run(id);
            return new Ended(id, End.DONE, "");
        } catch (FailureException e) {
            return new Ended(id, End.FAILED, reason(e));
        } catch (InterruptedException e) {
            return new Ended(id, End.CANCELLED, "");
        } catch (RuntimeException | Error e) {
            return new Ended(id, End.FAILED, "this program failed: " + e);
        }
    }

    private static String reason(Exception e) {
        return Optional.ofNullable(e.getMessage()).orElse(e.toString());
    }

    /** The caller was interrupted: ends all work, and waits until it has ended. */
    private void endAll() {
        running.values().forEach(Thread::interrupt);
        for (Thread each : running.values()) {
            boolean isOver = false;
            while (!isOver) {
                try {
                    each.join();
                    isOver = true;
                } catch (InterruptedException e) {
                    // Already ending: what is running is waited for all the same.
                    continue;
                }
            }
        }
    }
}
