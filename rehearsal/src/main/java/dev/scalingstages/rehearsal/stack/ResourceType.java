package dev.scalingstages.rehearsal.stack;

import java.util.function.Consumer;

/**
 * What CloudFormation asks of the service behind a type of resource. Each call returns when the service would say that
 * it is done; the time that AWS takes for it beside the real work is the stack's business ({@link Durations}), as are
 * the order and what a failure does. Calls for different resources come from several threads at once.
 *
 * <p>An interrupted call stops and leaves what it can; {@link #delete} of a half-made resource follows.
 */
public interface ResourceType {
    /**
     * Creates a resource.
     *
     * @throws FailureException when AWS would refuse, or when the resource did not become ready, with the reason in
     *     words
     */
    Created create(Declaration declaration) throws FailureException, InterruptedException;

    /**
     * Creates a resource, and tells of it as soon as it exists: if it then fails or is interrupted, the stack knows
     * what to delete, or what is left if its policy says {@code Retain}. The stack calls this form. A type that
     * overrides only the other one is asked to delete a half-made resource with an empty physical id, and has to know
     * by itself what it made for that logical id, if anything.
     *
     * @param exists may be told more than once
     */
    default Created create(Declaration declaration, Consumer<Created> exists)
            throws FailureException, InterruptedException {
        return create(declaration);
    }

    /**
     * Changes a resource in place. The stack calls it only where no changed property replaces the resource, and on the
     * way back after a failure with both declarations swapped, even if the change failed or was interrupted.
     *
     * @param before as it was declared when it was last created or changed
     * @param after as it is to be
     * @return the same physical id, with attributes that may have changed; a custom resource's provider may give
     *     another physical id, which replaces the resource
     */
    Created update(Declaration before, Declaration after, Created created)
            throws FailureException, InterruptedException;

    /**
     * Removes a resource. A resource that is not there any more is no failure.
     *
     * @param declaration as it was declared last; its {@code DeletionPolicy} is {@code Snapshot} if a snapshot is to
     *     be kept
     * @param created with an empty physical id where a creation ended without one
     */
    void delete(Declaration declaration, Created created) throws FailureException, InterruptedException;
}
