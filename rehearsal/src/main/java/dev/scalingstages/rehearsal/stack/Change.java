package dev.scalingstages.rehearsal.stack;

import dev.scalingstages.rehearsal.stack.StackState.Entry;
import dev.scalingstages.rehearsal.stack.StackState.Why;
import dev.scalingstages.review.template.Comparison;
import dev.scalingstages.review.template.Impact;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;

/**
 * One operation that brings a stack to a template: creates, changes and replaces resources in the order of what they
 * need, and takes that back. What is no longer needed is let go, for {@link Cleanup}.
 */
final class Change {
    private final Setup setup;
    private final StackState state;
    private final SortedMap<String, Entry> before;
    private final Optional<Comparison> comparison;

    /** Changes that the service was asked for: until they are complete, the resource may be anything between. */
    private final Map<String, Declaration> attempted = new ConcurrentHashMap<>();

    private final Set<String> replaced = ConcurrentHashMap.newKeySet();

    /**
     * @param comparison of the old template with the new one; empty when there is no old one
     */
    Change(Setup setup, StackState state, Optional<Comparison> comparison) {
        this.setup = setup;
        this.state = state;
        this.comparison = comparison;
        before = state.resources();
    }

    /** Brings the stack to a template; the first failure cancels all that is in progress. */
    Walk.Result forward(Blueprint target) throws InterruptedException {
        Walk.Result result = Walk.run(target.needs(), setup.order(), true, id -> forward(target, id));
        if (result.isComplete()) {
            before.keySet().stream()
                    .filter(id -> !target.logicalIds().contains(id))
                    .forEach(id -> state.discard(id, Why.REMOVED));
        }
        return result;
    }

    /** Brings the stack back to the template that it had. */
    Walk.Result back(Blueprint old) throws InterruptedException {
        state.resources().keySet().stream()
                .filter(id -> !before.containsKey(id))
                .forEach(id -> state.discard(id, Why.TAKEN_BACK));
        return Walk.run(old.needs(), setup.order(), false, id -> back(old, id));
    }

    private void forward(Blueprint target, String id) throws FailureException, InterruptedException {
        Set<String> needs = target.needs().get(id);
        setup.listener().waited(id, needs);
        Optional<Entry> old = state.resource(id);
        Declaration after;
        try {
            after = setup.declare(target, id, state);
        } catch (FailureException e) {
            happened(id, old.isPresent() ? "UPDATE_FAILED" : "CREATE_FAILED", e.getMessage());
            throw e;
        }
        if (old.isEmpty()) {
            happened(id, "CREATE_IN_PROGRESS", "");
            state.put(create(after, "CREATE", needs));
            happened(id, "CREATE_COMPLETE", setup.remark(after));
            return;
        }
        Entry entry = old.get();
        SortedSet<String> differing = Values.differing(entry.declaration().properties(), after.properties());
        if (differing.isEmpty()) {
            state.put(new Entry(after, entry.created(), state.physicalIds(needs)));
        } else if (differing.stream().anyMatch(name -> replaces(name, entry.declaration(), after))) {
            replace(entry, after, needs);
        } else {
            happened(id, "UPDATE_IN_PROGRESS", "changes " + String.join(", ", differing));
            state.put(update(entry.declaration(), after, entry, needs, false));
            attempted.remove(id);
            happened(id, "UPDATE_COMPLETE", setup.remark(after));
        }
    }

    private void replace(Entry old, Declaration after, Set<String> needs)
            throws FailureException, InterruptedException {
        String id = after.logicalId();
        happened(
                id,
                "UPDATE_IN_PROGRESS",
                "Requested update requires the creation of a new physical resource; hence creating one.");
        Optional<String> name = keptName(old.declaration(), after);
        if (name.isPresent()) {
            String reason =
                    "CloudFormation cannot update a stack when a custom-named resource requires replacing. Rename "
                            + name.get() + " and update the stack again.";
            happened(id, "UPDATE_FAILED", reason);
            throw new FailureException(reason);
        }
        Entry created = create(after, "UPDATE", needs);
        replaced.add(id);
        state.put(created);
        state.discard(old, Why.REPLACED);
        happened(id, "UPDATE_COMPLETE", setup.remark(after));
    }

    private void back(Blueprint old, String id) throws FailureException, InterruptedException {
        Set<String> needs = old.needs().get(id);
        setup.listener().waited(id, needs);
        Entry was = before.get(id);
        Entry now = state.resource(id).orElse(was);
        state.keep(id, now.created().physicalId());
        if (replaced.contains(id)) {
            state.put(was);
            state.keep(id, was.created().physicalId());
            state.discard(now, Why.REPLACED);
            now = was;
        }
        Declaration to;
        try {
            to = setup.declare(old, id, state);
        } catch (FailureException e) {
            happened(id, "UPDATE_FAILED", e.getMessage());
            throw e;
        }
        Declaration from = attempted.getOrDefault(id, now.declaration());
        if (Values.differing(from.properties(), to.properties()).isEmpty()) {
            state.put(new Entry(to, now.created(), state.physicalIds(needs)));
            if (replaced.contains(id)) {
                happened(id, "UPDATE_COMPLETE", "");
            }
        } else {
            happened(id, "UPDATE_IN_PROGRESS", "");
            state.put(update(from, to, now, needs, true));
            happened(id, "UPDATE_COMPLETE", "");
        }
    }

    private Entry create(Declaration declaration, String operation, Set<String> needs)
            throws FailureException, InterruptedException {
        AtomicReference<Created> made = new AtomicReference<>(Created.named(""));
        try {
            Created created = setup.operations().create(declaration, false, made::set);
            return new Entry(declaration, created, state.physicalIds(needs));
        } catch (FailureException e) {
            happened(declaration.logicalId(), operation + "_FAILED", e.getMessage());
            state.discard(new Entry(declaration, made.get(), state.physicalIds(needs)), Why.TAKEN_BACK);
            throw e;
        } catch (InterruptedException e) {
            happened(
                    declaration.logicalId(),
                    operation + "_FAILED",
                    operation.equals("CREATE") ? "Resource creation cancelled" : "Resource update cancelled");
            state.discard(new Entry(declaration, made.get(), state.physicalIds(needs)), Why.TAKEN_BACK);
            throw e;
        }
    }

    private Entry update(Declaration from, Declaration to, Entry entry, Set<String> needs, boolean wayBack)
            throws FailureException, InterruptedException {
        String id = to.logicalId();
        try {
            Created changed =
                    setup.operations().update(from, to, entry.created(), wayBack, () -> attempted.put(id, to));
            if (!changed.physicalId().equals(entry.created().physicalId())) {
                state.discard(entry, Why.REPLACED);
                state.keep(id, changed.physicalId());
            }
            return new Entry(to, changed, state.physicalIds(needs));
        } catch (FailureException e) {
            happened(id, "UPDATE_FAILED", e.getMessage());
            throw e;
        } catch (InterruptedException e) {
            happened(id, "UPDATE_FAILED", "Resource update cancelled");
            throw e;
        }
    }

    private boolean replaces(String property, Declaration old, Declaration after) {
        Comparison known = comparison.orElseThrow();
        Impact impact = known.difference(after.logicalId())
                .properties()
                .getOrDefault(property, known.impact(after.type(), property));
        return switch (impact) {
            case WILL_UPDATE -> false;
            case WILL_REPLACE -> true;
            case MAY_REPLACE, UNKNOWN -> setup.replacement().replaces(impact, property, old, after);
        };
    }

    /** The name that a template gives the resource, if another one cannot have the same. */
    private Optional<String> keptName(Declaration old, Declaration after) {
        return comparison
                .flatMap(known -> known.model(after.type()))
                .map(model -> model.names())
                .filter(names -> names.size() == 1)
                .map(names -> names.get(0))
                .filter(name -> after.property(name).isTextual())
                .filter(name -> Values.same(old.property(name), after.property(name)))
                .map(after::text);
    }

    private void happened(String id, String status, String reason) {
        setup.listener().happened(id, status, reason);
    }
}
