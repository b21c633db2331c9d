package dev.scalingstages.rehearsal.stack;

import dev.scalingstages.review.template.Reference;
import dev.scalingstages.review.template.Template;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * A cloud that makes up what it is asked for, and remembers: what exists, and when each operation began and ended. It
 * refuses what a real one would: a change of what is not there.
 */
final class FakeCloud implements ResourceType {
    /** An operation's beginning or end, such as {@code create A begins}. */
    private final List<String> log = new ArrayList<>();

    private final SortedMap<String, Declaration> live = new TreeMap<>();
    private final Map<String, Set<String>> attributes = new HashMap<>();
    private final Map<String, Integer> versions = new HashMap<>();
    private final AtomicInteger number = new AtomicInteger();
    private final Set<String> refusesToDelete = new TreeSet<>();
    private final Set<String> dieAsHalfMade = new TreeSet<>();

    /**
     * @param templates the ones to be played: they say which attributes are wanted
     */
    FakeCloud(Template... templates) {
        attributes.putAll(attributes(templates));
    }

    private FakeCloud(Map<String, Set<String>> attributes) {
        this.attributes.putAll(attributes);
    }

    /** The same without anything in it. */
    FakeCloud empty() {
        return new FakeCloud(attributes);
    }

    private static Map<String, Set<String>> attributes(Template... templates) {
        Map<String, Set<String>> attributes = new HashMap<>();
        for (Template each : templates) {
            for (Reference reference : Reference.in(each.json())) {
                attributes
                        .computeIfAbsent(reference.logicalId(), id -> new TreeSet<>())
                        .add(reference.attribute());
            }
        }
        return attributes;
    }

    Types types(Template... templates) {
        Map<String, ResourceType> played = new HashMap<>();
        for (Template each : templates) {
            each.resources().values().forEach(resource -> played.put(resource.type(), this));
        }
        return new Types(played, Optional.of(this), Set.of());
    }

    void refuseToDelete(String logicalId) {
        refusesToDelete.add(logicalId);
    }

    /** Lets the creation of a resource fail after it exists. */
    void failHalfMade(String logicalId) {
        dieAsHalfMade.add(logicalId);
    }

    /** What exists, by physical id. */
    synchronized SortedMap<String, Declaration> live() {
        return new TreeMap<>(live);
    }

    synchronized List<String> log() {
        return List.copyOf(log);
    }

    synchronized int when(String entry) {
        return log.indexOf(entry);
    }

    @Override
    public Created create(Declaration declaration) throws FailureException, InterruptedException {
        return create(declaration, exists -> {});
    }

    @Override
    public Created create(Declaration declaration, Consumer<Created> exists)
            throws FailureException, InterruptedException {
        note("create", declaration, "begins");
        Created created = created(declaration, declaration.logicalId() + "-" + number.incrementAndGet());
        synchronized (this) {
            live.put(created.physicalId(), declaration);
        }
        exists.accept(created);
        Thread.sleep(0);
        if (dieAsHalfMade.contains(declaration.logicalId())) {
            throw new FailureException("did not become ready");
        }
        note("create", declaration, "ends");
        return created;
    }

    @Override
    public synchronized Created update(Declaration before, Declaration after, Created created) throws FailureException {
        note("update", after, "begins");
        Declaration existing = live.get(created.physicalId());
        if (existing == null) {
            throw new FailureException(created.physicalId() + " does not exist");
        }
        live.put(created.physicalId(), after);
        note("update", after, "ends");
        return created(after, created.physicalId());
    }

    @Override
    public synchronized void delete(Declaration declaration, Created created) throws FailureException {
        note("delete", declaration, "begins");
        if (refusesToDelete.contains(declaration.logicalId())) {
            throw new FailureException("Cannot delete protected DB Instance, please disable deletion protection");
        }
        live.remove(created.physicalId());
        note("delete", declaration, "ends");
    }

    private synchronized Created created(Declaration declaration, String physicalId) {
        Map<String, String> values = new HashMap<>();
        for (String name : attributes.getOrDefault(declaration.logicalId(), Set.of())) {
            if (name.equals("LatestVersionNumber")) {
                values.put(name, versions.merge(physicalId, 1, Integer::sum).toString());
            } else if (!name.isEmpty()) {
                values.put(name, physicalId + "." + name);
            }
        }
        return new Created(physicalId, values);
    }

    private synchronized void note(String operation, Declaration declaration, String moment) {
        log.add("%s %s %s".formatted(operation, declaration.logicalId(), moment));
    }
}
