package dev.scalingstages.workload.http;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.scalingstages.workload.content.AccountId;
import java.io.IOException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * The share of a server that photos may take, as others write posts to it: a few of its requests in flight, and for
 * each account one at a time and a share of the time. An account has ten seconds of work done at once, for some thirty
 * photos of a phone, and then a fifth of a second each second; who sends pictures that are slow to decode waits longer,
 * and others do not.
 */
final class PhotoAdmission {
    /** Photos that are finished at once; all but one or two of them wait for a place, for a second at most. */
    static final int FINISHES = 8;

    /** Uploads that this server takes at once, each with 16 KiB of memory. */
    static final int UPLOADS = 16;

    /** Seconds of work that an account has done without a pause. */
    private static final double MOST_SAVED = 10;

    /** Seconds that it gets for each second. */
    private static final double SHARE = 0.2;

    /** How many accounts are remembered, of some 100 bytes each: those who sent photos last. */
    private static final int REMEMBERED = 10_000;

    private final Semaphore finishes = new Semaphore(FINISHES);
    private final Semaphore uploads = new Semaphore(UPLOADS);
    private final Set<AccountId> busy = ConcurrentHashMap.newKeySet();
    private final LongSupplier nanoTime;
    private final Cache<AccountId, Account> accounts = Caffeine.newBuilder()
            .maximumSize(REMEMBERED)
            .expireAfterWrite(Duration.ofSeconds((long) Math.ceil(10 * MOST_SAVED / SHARE)))
            .build();

    /** The seconds of work that an account has left at a time. Below zero it waits. */
    private record Account(double left, long at) {}

    /** Work on a photo, which takes the account's time. */
    @FunctionalInterface
    interface Work {
        /** Does the work and answers the request. */
        Answer run() throws IOException;
    }

    PhotoAdmission(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /**
     * Finishes a photo.
     *
     * @throws Problem 503 when there are too many, or another one of that account is not done yet; 429 when that account
     *     has had its share
     */
    Answer finish(AccountId account, Work work) throws IOException {
        double left = left(account);
        if (left < 0) {
            throw Problem.tooMany((int) Math.ceil(-left / SHARE), "Your last photos took too long. Wait a moment.");
        }
        if (!busy.add(account)) {
            throw Problem.later(1, "Another of your photos is still being processed. Try again.");
        }
        try {
            return finishes.tryAcquire() ? timed(account, work) : tooMany();
        } finally {
            busy.remove(account);
        }
    }

    private Answer timed(AccountId account, Work work) throws IOException {
        long begun = nanoTime.getAsLong();
        try {
            return work.run();
        } finally {
            finishes.release();
            long now = nanoTime.getAsLong();
            accounts.put(account, new Account(left(account) - seconds(now - begun), now));
        }
    }

    private double left(AccountId account) {
        Account known = accounts.getIfPresent(account);
        return known == null
                ? MOST_SAVED
                : Math.min(MOST_SAVED, known.left() + SHARE * seconds(nanoTime.getAsLong() - known.at()));
    }

    private static double seconds(long nanoseconds) {
        return nanoseconds / (double) TimeUnit.SECONDS.toNanos(1);
    }

    /** Takes an upload, unless there are too many. */
    Answer upload(Work work) throws IOException {
        if (!uploads.tryAcquire()) {
            return tooMany();
        }
        try {
            return work.run();
        } finally {
            uploads.release();
        }
    }

    private static Answer tooMany() {
        throw Problem.later(1, "Too many photos are being processed. Try again.");
    }
}
