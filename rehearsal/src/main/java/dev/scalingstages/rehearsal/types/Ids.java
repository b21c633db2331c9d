package dev.scalingstages.rehearsal.types;

import java.util.concurrent.atomic.AtomicInteger;

/** Makes the ids that AWS would make, such as {@code vpc-0000000000000001}. */
public final class Ids {
    private final AtomicInteger last = new AtomicInteger();

    /** A new id with a prefix, such as {@code vpc}. */
    public String next(String prefix) {
        return "%s-%016x".formatted(prefix, last.incrementAndGet());
    }

    /** A new number in the form of AWS's random suffixes, such as {@code 000000000000002a}. */
    public String suffix() {
        return "%016x".formatted(last.incrementAndGet());
    }
}
