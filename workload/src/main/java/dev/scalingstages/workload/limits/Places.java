package dev.scalingstages.workload.limits;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;

/**
 * A number of places, of which one client has a share at most, or one account. Nobody waits for one. What is remembered
 * of them is those that hold a place, so it is as much as there are places.
 *
 * @param <K> what has a share, such as a client
 */
public final class Places<K> {
    private final Semaphore free;
    private final int share;
    private final Map<K, Integer> held = new ConcurrentHashMap<>();

    /**
     * @param all how many places there are
     * @param share how many of them one client may hold
     */
    public Places(int all, int share) {
        if (share < 1 || share > all) {
            throw new IllegalArgumentException("a share of " + share + " of " + all + " places");
        }
        this.free = new Semaphore(all);
        this.share = share;
    }

    /** Takes a place, which is to be given back by {@link #release}; false when there is none for this client. */
    public boolean tryAcquire(K client) {
        if (!free.tryAcquire()) {
            return false;
        }
        boolean[] has = {false};
        held.compute(client, (key, count) -> {
            int before = count == null ? 0 : count;
            has[0] = before < share;
            return has[0] ? Integer.valueOf(before + 1) : count;
        });
        if (!has[0]) {
            free.release();
        }
        return has[0];
    }

    /** Gives back a place that {@link #tryAcquire} gave. */
    public void release(K client) {
        held.computeIfPresent(client, (key, count) -> count == 1 ? null : count - 1);
        free.release();
    }

    /** How many clients are remembered. */
    int remembered() {
        return held.size();
    }
}
