package dev.scalingstages.workload.content;

/** Where work goes that need not be done before the answer. */
public interface Jobs {
    /**
     * Hands over work. When it returns, the work is done or will be, even if this server dies.
     *
     * @throws UnavailableException when that is not certain
     */
    void submit(Job job);

    /** Whether work is done later: then a write is acknowledged before it is stored (202). */
    boolean isDeferred();
}
