package dev.scalingstages.workload.redis;

/** Is told what becomes of each question to the cache. It is called often and from any thread. */
public interface CacheMetrics {
    /** Counts nothing. */
    CacheMetrics NONE = new CacheMetrics() {
        @Override
        public void asked(Kind kind, Outcome outcome) {}

        @Override
        public void failed() {}

        @Override
        public void skipped() {}
    };

    /** What was asked for. */
    enum Kind {
        POST,
        TIMELINE,
        LIKES,
        POPULAR,
        SESSION
    }

    /** Where the answer came from. */
    enum Outcome {
        /** From this process. */
        LOCAL,
        /** From the cache. */
        HIT,
        /** From the store. */
        MISS,
        /** From the store, because the cache does not answer. */
        DOWN
    }

    /** A value was asked for. */
    void asked(Kind kind, Outcome outcome);

    /** A command failed or took too long. */
    void failed();

    /** A command was not sent, because the ones before it failed. */
    void skipped();
}
