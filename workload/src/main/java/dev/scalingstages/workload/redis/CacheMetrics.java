package dev.scalingstages.workload.redis;

/** Counts the outcome of each lookup in the cache. It is called often and from any thread. */
public interface CacheMetrics {
    /** Discards all counts. */
    CacheMetrics NONE = new CacheMetrics() {
        @Override
        public void asked(Kind kind, Outcome outcome) {}

        @Override
        public void failed() {}

        @Override
        public void skipped() {}
    };

    /** The kind of value that was looked up. */
    enum Kind {
        POST,
        TIMELINE,
        LIKES,
        POPULAR,
        SESSION
    }

    /** The source of the answer. */
    enum Outcome {
        /** Held in this process. */
        LOCAL,
        /** Found in the cache. */
        HIT,
        /** Read from the store, since the cache did not have it. */
        MISS,
        /** Read from the store, because the cache does not answer. */
        DOWN
    }

    /** A value was looked up. */
    void asked(Kind kind, Outcome outcome);

    /** A command failed or took too long. */
    void failed();

    /** A command was not sent, because the ones before it failed. */
    void skipped();
}
