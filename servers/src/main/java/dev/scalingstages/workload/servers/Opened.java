package dev.scalingstages.workload.servers;

import java.util.ArrayDeque;
import java.util.Deque;

/** What was opened, to be closed together: the last first, also when some of it fails. */
public final class Opened implements AutoCloseable {
    private final Deque<AutoCloseable> open = new ArrayDeque<>();

    /** Takes over a resource, and returns it. */
    public <T extends AutoCloseable> T keep(T resource) {
        open.push(resource);
        return resource;
    }

    @Override
    public void close() {
        IllegalStateException failure = null;
        while (!open.isEmpty()) {
            try {
                open.pop().close();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } catch (Exception e) {
                failure = new IllegalStateException("something did not stop", e);
            }
        }
        if (failure != null) {
            throw failure;
        }
    }
}
