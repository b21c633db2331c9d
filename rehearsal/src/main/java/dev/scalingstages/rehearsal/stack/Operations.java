package dev.scalingstages.rehearsal.stack;

import dev.scalingstages.rehearsal.stack.Durations.Operation;
import dev.scalingstages.rehearsal.stack.Injection.Moment;
import dev.scalingstages.rehearsal.stack.Injection.Point;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/** Single operations on resources: what the type does, for as long as AWS takes for it. */
final class Operations {
    private final Types types;
    private final Accepted accepted;
    private final DynamicReferences references;
    private final Durations durations;
    private final Injection injection;

    Operations(Types types, Accepted accepted, Lookups lookups, Durations durations, Injection injection) {
        this.types = types;
        this.accepted = accepted;
        references = new DynamicReferences(lookups);
        this.durations = durations;
        this.injection = injection;
    }

    /**
     * Creates a resource.
     *
     * @param exists is told of the resource as soon as it exists, whatever happens then
     */
    Created create(Declaration declaration, boolean wayBack, Consumer<Created> exists)
            throws FailureException, InterruptedException {
        fail(declaration, Operation.CREATE, Moment.BEFORE, wayBack);
        long start = System.nanoTime();
        Created created = type(declaration).create(references.resolve(declaration), exists);
        exists.accept(created);
        takeTime(start, durations.of(Operation.CREATE, declaration, Set.of()));
        fail(declaration, Operation.CREATE, Moment.AFTER, wayBack);
        return created;
    }

    /**
     * Changes a resource in place.
     *
     * @param begins is called when the service is asked, from when on the resource may be anything between
     */
    Created update(Declaration before, Declaration after, Created created, boolean wayBack, Runnable begins)
            throws FailureException, InterruptedException {
        fail(after, Operation.UPDATE, Moment.BEFORE, wayBack);
        long start = System.nanoTime();
        Declaration from = references.resolve(before);
        Declaration to = references.resolve(after);
        begins.run();
        Created changed = type(after).update(from, to, created);
        takeTime(
                start,
                durations.of(Operation.UPDATE, after, Values.differing(before.properties(), after.properties())));
        fail(after, Operation.UPDATE, Moment.AFTER, wayBack);
        return changed;
    }

    /** Removes a resource. */
    void delete(Declaration declaration, Created created, boolean wayBack)
            throws FailureException, InterruptedException {
        fail(declaration, Operation.DELETE, Moment.BEFORE, wayBack);
        long start = System.nanoTime();
        type(declaration).delete(declaration, created);
        takeTime(start, durations.of(Operation.DELETE, declaration, Set.of()));
        fail(declaration, Operation.DELETE, Moment.AFTER, wayBack);
    }

    private ResourceType type(Declaration declaration) {
        return types.of(declaration.type(), accepted);
    }

    private void fail(Declaration declaration, Operation operation, Moment moment, boolean wayBack)
            throws FailureException {
        Optional<String> reason = injection.failure(new Point(declaration.logicalId(), operation, moment, wayBack));
        if (reason.isPresent()) {
            throw new FailureException(reason.get());
        }
    }

    private static void takeTime(long startNanos, Duration least) throws InterruptedException {
        Thread.sleep(least.minusNanos(System.nanoTime() - startNanos));
    }
}
