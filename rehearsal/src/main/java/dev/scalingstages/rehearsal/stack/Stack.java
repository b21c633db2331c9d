package dev.scalingstages.rehearsal.stack;

import dev.scalingstages.rehearsal.stack.Outcome.Left;
import dev.scalingstages.rehearsal.stack.StackState.Discarded;
import dev.scalingstages.rehearsal.stack.StackState.Why;
import dev.scalingstages.review.template.Comparison;
import dev.scalingstages.review.template.Template;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * A stack: creates, updates and deletes it as CloudFormation does. One operation at a time.
 *
 * <p>An interrupted operation stops where it is, and takes nothing back.
 */
public final class Stack {
    private static final Set<String> UPDATABLE =
            Set.of("CREATE_COMPLETE", "UPDATE_COMPLETE", "UPDATE_ROLLBACK_COMPLETE");

    private final Surroundings surroundings;
    private final Accepted accepted;
    private final StackState state = new StackState();

    /** A stack that is not created yet. */
    public Stack(Surroundings surroundings) {
        this.surroundings = surroundings;
        accepted = new Accepted(surroundings.environment());
    }

    /** What CloudFormation knows of the stack now. */
    public StackState state() {
        return state;
    }

    /** The types of a template's resources that are accepted and not played. */
    public SortedSet<String> notPlayed(Template template) {
        SortedSet<String> types = new TreeSet<>();
        template.resources().values().stream()
                .map(resource -> resource.type())
                .filter(surroundings.types()::isOnlyAccepted)
                .forEach(types::add);
        return Collections.unmodifiableSortedSet(types);
    }

    /**
     * Creates the stack. After a failure all that was created is removed again, except what its policy keeps.
     *
     * @throws RefusalException when the template is refused, or there is a stack already; nothing has happened then
     */
    public Outcome create(Deploy deploy) throws InterruptedException {
        if (!state.status().isEmpty() && !state.status().equals("DELETE_COMPLETE")) {
            throw new RefusalException("Stack [%s] already exists"
                    .formatted(surroundings.environment().stackName()));
        }
        Blueprint target = blueprint(deploy);
        Setup setup = setup(deploy.order(), deploy.injection());
        Change change = new Change(setup, state, Optional.empty());
        become("CREATE_IN_PROGRESS", "User Initiated");
        Failures failures = forward(change, setup, target);
        if (failures.isEmpty()) {
            become("CREATE_COMPLETE", "");
            return new Outcome(state.status(), failures.byId(), List.of());
        }
        become("ROLLBACK_IN_PROGRESS", failures.toString() + " Rollback requested by user.");
        state.resources().keySet().forEach(id -> state.discard(id, Why.TAKEN_BACK));
        Cleanup.Result cleanup = new Cleanup(setup, state, true).run();
        if (cleanup.remaining().isEmpty()) {
            become("ROLLBACK_COMPLETE", "");
        } else {
            restore(cleanup.remaining());
            become("ROLLBACK_FAILED", new Failures(cleanup.failed(), "delete").toString());
        }
        return new Outcome(state.status(), failures.and(cleanup.failed()), left(cleanup));
    }

    /**
     * Brings the stack to another template. After a failure it is brought back to the one that it had. Then what is not
     * needed any more is removed; a resource that cannot be removed is left, and the update has succeeded all the same.
     *
     * @throws RefusalException when the template is refused, or the stack is in no state to update; nothing has
     *     happened then
     */
    public Outcome update(Deploy deploy) throws InterruptedException {
        if (!UPDATABLE.contains(state.status())) {
            throw new RefusalException("Stack:%s is in %s state and can not be updated."
                    .formatted(
                            surroundings.environment().stackId(), state.status().isEmpty() ? "no" : state.status()));
        }
        Blueprint old = state.blueprint().orElseThrow();
        Blueprint target = blueprint(deploy);
        refuseOtherTypes(old, target);
        Comparison comparison = surroundings.comparer().apply(old.template(), target.template());
        Setup setup = setup(deploy.order(), deploy.injection());
        Change change = new Change(setup, state, Optional.of(comparison));
        become("UPDATE_IN_PROGRESS", "User Initiated");
        Failures failures = forward(change, setup, target);
        if (failures.isEmpty()) {
            become("UPDATE_COMPLETE_CLEANUP_IN_PROGRESS", "");
            return complete("UPDATE_COMPLETE", setup, failures, false);
        }
        become("UPDATE_ROLLBACK_IN_PROGRESS", failures.toString());
        Walk.Result back = change.back(old);
        if (!back.isComplete()) {
            Failures again = new Failures(back.failed(), "update");
            become("UPDATE_ROLLBACK_FAILED", again.toString());
            return new Outcome(state.status(), failures.and(again.byId()), List.of());
        }
        become("UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS", "");
        return complete("UPDATE_ROLLBACK_COMPLETE", setup, failures, true);
    }

    /**
     * Deletes the stack; it can be tried again where something failed.
     *
     * @throws RefusalException when there is no stack
     */
    public Outcome delete(Order order, Injection injection) throws InterruptedException {
        if (state.status().isEmpty() || state.status().equals("DELETE_COMPLETE")) {
            throw new RefusalException("Stack with id %s does not exist"
                    .formatted(surroundings.environment().stackName()));
        }
        become("DELETE_IN_PROGRESS", "User Initiated");
        state.resources().keySet().forEach(id -> state.discard(id, Why.REMOVED));
        Cleanup.Result cleanup = new Cleanup(setup(order, injection), state, false).run();
        if (cleanup.remaining().isEmpty()) {
            state.forget();
            become("DELETE_COMPLETE", "");
        } else {
            restore(cleanup.remaining());
            become("DELETE_FAILED", new Failures(cleanup.failed(), "delete").toString());
        }
        return new Outcome(state.status(), cleanup.failed(), left(cleanup));
    }

    private Blueprint blueprint(Deploy deploy) {
        Blueprint blueprint = new Blueprint(
                deploy.template(), surroundings.environment(), deploy.parameters(), surroundings.lookups());
        surroundings.types().refuseUnknown(blueprint);
        return blueprint;
    }

    private Setup setup(Order order, Injection injection) {
        Operations operations = new Operations(
                surroundings.types(), accepted, surroundings.lookups(), surroundings.durations(), injection);
        return new Setup(surroundings, order, operations, accepted);
    }

    /** Brings the stack to a template with its outputs; what failed. */
    private Failures forward(Change change, Setup setup, Blueprint target) throws InterruptedException {
        String verb = state.blueprint().isPresent() ? "update" : "create";
        Walk.Result result = change.forward(target);
        if (!result.isComplete()) {
            return new Failures(result.failed(), verb);
        }
        try {
            state.become(target, target.outputs((id, name) -> setup.attribute(state, id, name)));
            return new Failures(Collections.emptySortedMap(), verb);
        } catch (FailureException e) {
            SortedMap<String, String> failed = new TreeMap<>();
            failed.put(surroundings.environment().stackName(), e.getMessage());
            return new Failures(failed, verb);
        }
    }

    private Outcome complete(String status, Setup setup, Failures failures, boolean wayBack)
            throws InterruptedException {
        Cleanup.Result cleanup = new Cleanup(setup, state, wayBack).run();
        List<Left> left = new ArrayList<>(cleanup.left());
        for (Discarded each : cleanup.remaining()) {
            state.removed(each);
            String logicalId = each.entry().declaration().logicalId();
            left.add(Cleanup.left(
                    each.entry(),
                    cleanup.failed().getOrDefault(logicalId, "not removed, since what uses it was not removed")));
        }
        become(status, cleanup.failed().isEmpty() ? "" : "not removed: " + cleanup.failed());
        return new Outcome(status, failures.byId(), left);
    }

    /** What could not be removed is the stack's again, so that it can be deleted later. */
    private void restore(List<Discarded> remaining) {
        for (Discarded each : remaining) {
            String logicalId = each.entry().declaration().logicalId();
            if (state.resource(logicalId).isEmpty()) {
                state.removed(each);
                state.put(each.entry());
            }
        }
    }

    private static List<Left> left(Cleanup.Result cleanup) {
        List<Left> left = new ArrayList<>(cleanup.left());
        cleanup.remaining()
                .forEach(each -> left.add(Cleanup.left(
                        each.entry(),
                        cleanup.failed()
                                .getOrDefault(
                                        each.entry().declaration().logicalId(),
                                        "not removed, since what uses it was not removed"))));
        return left;
    }

    private static void refuseOtherTypes(Blueprint old, Blueprint target) {
        SortedSet<String> changed = new TreeSet<>(old.logicalIds());
        changed.retainAll(target.logicalIds());
        changed.removeIf(id -> old.type(id).equals(target.type(id)));
        if (!changed.isEmpty()) {
            throw new RefusalException(
                    "Update of resource type is not permitted. The new template modifies resource type of"
                            + " the following resources: " + changed);
        }
    }

    private void become(String status, String reason) {
        state.status(status);
        surroundings.listener().happened(surroundings.environment().stackName(), status, reason);
    }

    /** What failed, in CloudFormation's words. */
    private record Failures(SortedMap<String, String> byId, String verb) {
        boolean isEmpty() {
            return byId.isEmpty();
        }

        SortedMap<String, String> and(SortedMap<String, String> others) {
            SortedMap<String, String> all = new TreeMap<>(byId);
            others.forEach((id, reason) -> all.merge(id, reason, (one, other) -> one + "; then: " + other));
            return all;
        }

        @Override
        public String toString() {
            return "The following resource(s) failed to %s: [%s].".formatted(verb, String.join(", ", byId.keySet()));
        }
    }
}
