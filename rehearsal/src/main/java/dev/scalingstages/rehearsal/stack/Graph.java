package dev.scalingstages.rehearsal.stack;

import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/** What needs what: the keys need what their sets contain. */
final class Graph {
    private Graph() {}

    /** The same from the other side: what is needed by what. */
    static SortedMap<String, Set<String>> reversed(Map<String, Set<String>> needs) {
        SortedMap<String, Set<String>> reversed = new TreeMap<>();
        needs.keySet().forEach(id -> reversed.put(id, new TreeSet<>()));
        needs.forEach((id, needed) -> needed.forEach(each -> {
            if (reversed.containsKey(each)) {
                reversed.get(each).add(id);
            }
        }));
        return reversed;
    }

    /**
     * @throws RefusalException when some need each other, as CloudFormation says it
     */
    static void refuseCycles(Map<String, Set<String>> needs) {
        Set<String> open = new TreeSet<>(needs.keySet());
        Set<String> free;
        do {
            free = new HashSet<>();
            for (String id : open) {
                if (needs.get(id).stream().noneMatch(open::contains)) {
                    free.add(id);
                }
            }
            open.removeAll(free);
        } while (!free.isEmpty());
        // What is left needs a cycle, or is part of one; those that nothing left needs are not part of it.
        Map<String, Set<String>> users = reversed(needs);
        do {
            free.clear();
            for (String id : open) {
                if (users.get(id).stream().noneMatch(open::contains)) {
                    free.add(id);
                }
            }
            open.removeAll(free);
        } while (!free.isEmpty());
        if (!open.isEmpty()) {
            throw new RefusalException("Circular dependency between resources: " + open);
        }
    }
}
