package dev.scalingstages.rehearsal.users;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

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
     * @param at since the ledger was opened
     * @param write whether it was one
     * @param why the status or the error
     */
    public record Refusal(Duration at, boolean write, String why) {}

    synchronized void acknowledge(String postId) {
        acknowledged.add(postId);
    }

    synchronized void read() {
        reads++;
    }

    synchronized void refuse(boolean write, String why) {
        refusals.add(new Refusal(Duration.ofNanos(System.nanoTime() - start), write, why));
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

    /** In how many different seconds a write, or a read, was refused. */
    public synchronized int refusedSeconds(boolean write) {
        Set<Long> seconds = new TreeSet<>();
        refusals.stream()
                .filter(refusal -> refusal.write() == write)
                .forEach(refusal -> seconds.add(refusal.at().toSeconds()));
        return seconds.size();
    }

    /**
     * What of the acknowledged writes is not among those that are there, and what is there twice.
     *
     * @param there all posts that can be read, as often as they appear
     */
    public synchronized Account compare(List<String> there) {
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
