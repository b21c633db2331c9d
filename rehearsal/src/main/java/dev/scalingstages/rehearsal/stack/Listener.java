package dev.scalingstages.rehearsal.stack;

import java.util.Set;

/** Takes what happens in a stack, and on its servers, in the order in which it happens. Called from several threads. */
public interface Listener {
    /**
     * Something happened.
     *
     * @param subject a logical id, or a server's or store's name
     * @param status CloudFormation's status, such as {@code CREATE_COMPLETE}, or a word for what is not a resource
     * @param reason in words, or empty text
     */
    void happened(String subject, String status, String reason);

    /**
     * An operation on a resource begins, and these are the ones that had to be complete first: from them a report
     * finds out what determined how long it all took.
     *
     * @param logicalId whose {@code …_IN_PROGRESS} follows, unless there turns out to be nothing to do
     * @param completed the logical ids that it waited for
     */
    default void waited(String logicalId, Set<String> completed) {}
}
