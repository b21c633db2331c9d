package dev.scalingstages.rehearsal.stack;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.scalingstages.rehearsal.stack.Outcome.Left;
import dev.scalingstages.rehearsal.stack.StackState.Discarded;
import dev.scalingstages.rehearsal.stack.StackState.Entry;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Removes what a stack has let go, each resource when those that use it are gone; or keeps it, if its policy says so. A
 * failure ends nothing but the removal of what the failed one uses.
 */
final class Cleanup {
    private final Setup setup;
    private final StackState state;
    private final boolean wayBack;
    private final SortedMap<String, Discarded> gone = new TreeMap<>();
    private final List<Left> left = Collections.synchronizedList(new ArrayList<>());

    /**
     * @param wayBack whether this takes something back after a failure
     */
    Cleanup(Setup setup, StackState state, boolean wayBack) {
        this.setup = setup;
        this.state = state;
        this.wayBack = wayBack;
    }

    /**
     * What became of it.
     *
     * @param failed reasons by logical id
     * @param left what was kept, and not what failed
     * @param remaining what still exists: what failed, and what the failed ones use
     */
    record Result(SortedMap<String, String> failed, List<Left> left, List<Discarded> remaining) {}

    Result run() throws InterruptedException {
        for (Discarded each : state.discarded()) {
            // Two resources can have the same logical id: one that was replaced, and one whose creation failed.
            gone.put(each.entry().declaration().logicalId() + "#" + gone.size(), each);
        }
        Walk.Result result = Walk.run(waits(), setup.order(), false, this::remove);
        SortedMap<String, String> failed = new TreeMap<>();
        result.failed().forEach((key, reason) -> failed.put(logicalId(key), reason));
        List<Discarded> remaining = gone.keySet().stream()
                .filter(key -> !result.done().contains(key))
                .map(gone::get)
                .toList();
        return new Result(Collections.unmodifiableSortedMap(failed), List.copyOf(left), remaining);
    }

    /** Each one waits for those that use it: that it is the same one is known by the physical id. */
    private Map<String, Set<String>> waits() {
        Map<String, Set<String>> waits = new HashMap<>();
        gone.forEach((key, each) -> {
            Set<String> users = new TreeSet<>();
            gone.forEach((other, user) -> {
                String used = user.entry().needs().get(logicalId(key));
                if (used != null && used.equals(each.entry().created().physicalId())) {
                    users.add(other);
                }
            });
            waits.put(key, users);
        });
        return waits;
    }

    private void remove(String key) throws FailureException, InterruptedException {
        Discarded each = gone.get(key);
        Entry entry = each.entry();
        String id = entry.declaration().logicalId();
        setup.listener().waited(id, users(key));
        String policy = each.why().policy(entry.declaration());
        boolean exists = !entry.created().physicalId().isEmpty();
        if (policy.equals("Retain") && exists) {
            setup.listener().happened(id, "DELETE_SKIPPED", "kept by its policy");
            left.add(left(entry, "kept by its policy"));
        } else {
            setup.listener().happened(id, "DELETE_IN_PROGRESS", "");
            delete(entry, policy);
            setup.listener()
                    .happened(id, "DELETE_COMPLETE", policy.equals("Snapshot") ? "its policy keeps a snapshot" : "");
        }
        state.removed(each);
    }

    private void delete(Entry entry, String policy) throws FailureException, InterruptedException {
        Declaration declared = entry.declaration();
        ObjectNode attributes = declared.attributes().deepCopy();
        attributes.put("DeletionPolicy", policy);
        try {
            setup.operations()
                    .delete(
                            new Declaration(declared.logicalId(), declared.type(), declared.properties(), attributes),
                            entry.created(),
                            wayBack);
        } catch (FailureException e) {
            setup.listener().happened(declared.logicalId(), "DELETE_FAILED", e.getMessage());
            throw e;
        }
    }

    private Set<String> users(String key) {
        Set<String> users = new TreeSet<>();
        gone.forEach((other, user) -> {
            if (user.entry().needs().containsKey(logicalId(key))) {
                users.add(logicalId(other));
            }
        });
        return users;
    }

    /** What is left of a resource that is not the stack's any more. */
    static Left left(Entry entry, String why) {
        Declaration declared = entry.declaration();
        return new Left(declared.logicalId(), declared.type(), entry.created().physicalId(), why);
    }

    private static String logicalId(String key) {
        return key.substring(0, key.indexOf('#'));
    }
}
