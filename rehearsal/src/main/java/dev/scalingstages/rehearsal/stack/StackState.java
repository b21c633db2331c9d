package dev.scalingstages.rehearsal.stack;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What CloudFormation knows of a stack: its resources as they were declared last, with their physical ids and
 * attributes, and those that the stack has let go and still has to remove. Safe for several threads.
 */
public final class StackState {
    private final SortedMap<String, Entry> resources = new TreeMap<>();
    private final List<Discarded> discarded = new ArrayList<>();
    private Optional<Blueprint> blueprint = Optional.empty();
    private SortedMap<String, String> outputs = Collections.emptySortedMap();
    private String status = "";

    /**
     * A resource that exists.
     *
     * @param declaration as it was declared when it was last created or changed; dynamic references are not resolved
     * @param needs what it refers to and waits for: the physical ids by logical id
     */
    public record Entry(Declaration declaration, Created created, SortedMap<String, String> needs) {
        public Entry {
            needs = Collections.unmodifiableSortedMap(new TreeMap<>(needs));
        }
    }

    /** Why a stack has let a resource go, which decides the policy that counts. */
    enum Why {
        /** The template no longer declares it, or the stack is deleted. */
        REMOVED("DeletionPolicy"),
        /** Another one took its place; on the way back, the old one did. AWS doesn't say which policy counts then. */
        REPLACED("UpdateReplacePolicy"),
        /** The operation that created it is taken back. */
        TAKEN_BACK("DeletionPolicy");

        private final String policy;

        Why(String policy) {
            this.policy = policy;
        }

        /** The policy that a declaration has for this case: Delete, Retain or Snapshot. */
        String policy(Declaration declaration) {
            String declared = declaration.attribute(policy).asText("Delete");
            if (declared.equals("RetainExceptOnCreate")) {
                return this == TAKEN_BACK ? "Delete" : "Retain";
            }
            return declared;
        }
    }

    /** A resource that is to be removed. */
    record Discarded(Entry entry, Why why) {}

    /** The resources by logical id, as they are now. */
    public synchronized SortedMap<String, Entry> resources() {
        return Collections.unmodifiableSortedMap(new TreeMap<>(resources));
    }

    /** A resource by logical id. */
    public synchronized Optional<Entry> resource(String logicalId) {
        return Optional.ofNullable(resources.get(logicalId));
    }

    /** The values of the outputs by name, as of the last successful operation. */
    public synchronized SortedMap<String, String> outputs() {
        return outputs;
    }

    /** CloudFormation's status of the stack, such as {@code CREATE_COMPLETE}; empty text before it is created. */
    public synchronized String status() {
        return status;
    }

    synchronized void status(String now) {
        status = now;
    }

    synchronized Optional<Blueprint> blueprint() {
        return blueprint;
    }

    synchronized void become(Blueprint deployed, SortedMap<String, String> values) {
        blueprint = Optional.of(deployed);
        outputs = values;
    }

    /** Nothing is declared any more. */
    synchronized void forget() {
        blueprint = Optional.empty();
        outputs = Collections.emptySortedMap();
    }

    synchronized void put(Entry entry) {
        resources.put(entry.declaration().logicalId(), entry);
    }

    /** Lets go of an entry that is not, or no longer, the stack's resource of that logical id. */
    synchronized void discard(Entry entry, Why why) {
        discarded.add(new Discarded(entry, why));
    }

    /** Lets go of the stack's resource of a logical id. */
    synchronized void discard(String logicalId, Why why) {
        Entry entry = resources.remove(logicalId);
        if (entry != null) {
            discarded.add(new Discarded(entry, why));
        }
    }

    /** Takes back that the resource with a physical id was let go. */
    synchronized void keep(String logicalId, String physicalId) {
        discarded.removeIf(each -> each.entry().declaration().logicalId().equals(logicalId)
                && each.entry().created().physicalId().equals(physicalId));
    }

    synchronized List<Discarded> discarded() {
        return List.copyOf(discarded);
    }

    synchronized void removed(Discarded gone) {
        discarded.remove(gone);
    }

    /** The physical ids of resources, of those that exist. */
    synchronized SortedMap<String, String> physicalIds(Iterable<String> logicalIds) {
        SortedMap<String, String> ids = new TreeMap<>();
        for (String id : logicalIds) {
            if (resources.containsKey(id)) {
                ids.put(id, resources.get(id).created().physicalId());
            }
        }
        return ids;
    }
}
