package dev.scalingstages.rehearsal.users;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.LongStream;

/**
 * What visitors were told: which writes were acknowledged, and when requests were refused. Safe for several threads.
 */
public final class Ledger {
    private final long start = System.nanoTime();
    private final List<String> acknowledged = new ArrayList<>();
    private final List<Refusal> refusals = new ArrayList<>();
    private final List<String> notSeen = new ArrayList<>();
    private int reads;

    /**
     * A request that was not answered as asked.
     *
     * @param from when it was sent, since the ledger was opened
     * @param to when that was known
     * @param write whether it was one
     * @param why the status or the error
     */
    public record Refusal(Duration from, Duration to, boolean write, String why) {}

    /** How long ago the ledger was opened. */
    public Duration now() {
        return Duration.ofNanos(System.nanoTime() - start);
    }

    synchronized void acknowledge(String postId) {
        acknowledged.add(postId);
    }

    synchronized void read() {
        reads++;
    }

    synchronized void refuse(Duration asked, boolean write, String why) {
        refusals.add(new Refusal(asked, now(), write, why));
    }

    /** Somebody did not see an own write at once. */
    synchronized void miss(String postId) {
        notSeen.add(postId);
    }

    public synchronized List<String> acknowledged() {
        return List.copyOf(acknowledged);
    }

    public synchronized int reads() {
        return reads;
    }

    public synchronized List<Refusal> refusals() {
        return List.copyOf(refusals);
    }

    /** Own writes that were not seen at once. */
    public synchronized List<String> notSeen() {
        return List.copyOf(notSeen);
    }

    /** In how many different seconds a write, or a read, was under way that was refused. */
    public synchronized int refusedSeconds(boolean write) {
        Set<Long> seconds = new TreeSet<>();
        refusals.stream()
                .filter(refusal -> refusal.write() == write)
                .forEach(refusal -> LongStream.rangeClosed(
                                refusal.from().toSeconds(), refusal.to().toSeconds())
                        .forEach(seconds::add));
        return seconds.size();
    }

    /**
     * What of the acknowledged writes is not among those that are there, and what is there twice.
     *
     * @param acknowledged the writes, by the posts' ids
     * @param there all posts that can be read, as often as they appear
     */
    static Account compare(List<String> acknowledged, List<String> there) {
        List<String> lost = new ArrayList<>(acknowledged);
        lost.removeAll(new TreeSet<>(there));
        List<String> twice = new ArrayList<>();
        for (String id : new TreeSet<>(acknowledged)) {
            if (Collections.frequency(there, id) > 1) {
                twice.add(id);
            }
        }
        return new Account(acknowledged.size(), List.copyOf(lost), List.copyOf(twice));
    }

    /** The result of a comparison. */
    public record Account(int acknowledged, List<String> lost, List<String> twice) {}
}
