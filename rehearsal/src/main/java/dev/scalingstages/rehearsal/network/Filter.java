package dev.scalingstages.rehearsal.network;

import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/** Puts the table into force: once for all changes that were made while it was being written. */
final class Filter {
    private final Supplier<FilterTable> table;
    private final AtomicLong changes = new AtomicLong();
    private final ReentrantLock writing = new ReentrantLock();
    private long written;
    private Set<String> chains = Set.of();

    Filter(Supplier<FilterTable> table) {
        this.table = table;
    }

    /** Notes a change that was made, and numbers it. */
    long change() {
        return changes.incrementAndGet();
    }

    /** Returns when the change with a number is in force. */
    void apply(long number) throws IOException, InterruptedException {
        writing.lockInterruptibly();
        try {
            if (written >= number) {
                return;
            }
            // Read first: what the table has beyond it is written again, which does no harm.
            long newest = changes.get();
            FilterTable next = table.get();
            Command.feed(next.replacing(chains), "nft", "-f", "-");
            chains = Set.copyOf(next.chains());
            written = newest;
        } finally {
            writing.unlock();
        }
    }

    List<Refusals.Refusal> takeRefusals() throws IOException, InterruptedException {
        writing.lockInterruptibly();
        try {
            return Refusals.take();
        } finally {
            writing.unlock();
        }
    }

    void remove() {
        try {
            Command.run("nft", "delete table ip " + FilterTable.NAME);
        } catch (IOException goneAlready) {
            // Nothing is left to remove.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
