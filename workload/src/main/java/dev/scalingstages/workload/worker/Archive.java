package dev.scalingstages.workload.worker;

/** Takes old posts out of the database. */
@FunctionalInterface
public interface Archive {
    /**
     * Takes out all that is older, and not in history yet. It may be killed at any moment and run again.
     *
     * @param retentionDays how many days posts stay
     * @throws dev.scalingstages.workload.content.UnavailableException when it is to be run again later
     */
    void run(int retentionDays);
}
