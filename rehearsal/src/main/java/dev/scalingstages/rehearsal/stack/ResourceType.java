package dev.scalingstages.rehearsal.stack;

/**
 * What CloudFormation asks of the service behind a type of resource. Each call returns when the service would say that it
 * is done; the time that AWS takes for it beside the real work is the stack's business ({@link Durations}), as are the
 * order and what a failure does. Calls for different resources come from several threads at once.
 *
 * <p>An interrupted call stops and leaves what it can; {@link #delete} of a half-made resource follows.
 */
public interface ResourceType {
    /**
     * Creates a resource.
     *
     * @throws FailureException when AWS would refuse, or when the resource did not become ready, with the reason in words
     */
    Created create(Declaration declaration) throws FailureException, InterruptedException;

    /**
     * Changes a resource in place. The stack calls it only where no changed property replaces the resource.
     *
     * @param before as it was declared when it was last created or changed
     * @param after as it is to be
     * @return the same physical id, with attributes that may have changed
     */
    Created update(Declaration before, Declaration after, Created created)
            throws FailureException, InterruptedException;

    /**
     * Removes a resource. A resource that is not there any more is no failure.
     *
     * @param declaration as it was declared last
     */
    void delete(Declaration declaration, Created created) throws FailureException, InterruptedException;
}
