package dev.scalingstages.rehearsal.stack;

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
}
