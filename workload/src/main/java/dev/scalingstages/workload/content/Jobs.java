package dev.scalingstages.workload.content;

/** Takes work that need not be done before the answer. */
public interface Jobs {
    /** How far work is when it has been handed over. */
    enum Progress {
        /** The work is done. */
        DONE,
        /** A live worker does it later: it is acknowledged before it is done (202). */
        DEFERRED
    }

    /**
     * Hands over work. When it returns, the work is done or will be, even if this server dies.
     *
     * @throws UnavailableException when that is not certain
     */
    Progress submit(Job job);

    /** Whether work may be done later: then an acknowledged post may not be stored yet. */
    boolean mayDefer();
}
