package dev.scalingstages.workload.limits;

import dev.scalingstages.workload.content.UnavailableException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;

/**
 * Threads for work that takes a core, and a line for each client before them: clients take turns, so that one that
 * sends many requests only delays itself. When all places to wait are taken, the client that has most of them loses its
 * last one to a client that has fewer.
 */
public final class FairThreads implements AutoCloseable {
    private static final Duration AGAIN = Duration.ofSeconds(1);

    private final int places;
    private final int share;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition work = lock.newCondition();

    /** The waiting tasks by client, the next client first; a client with nothing waiting has no entry. */
    private final Map<Client, Deque<FutureTask<?>>> lines = new LinkedHashMap<>();

    private final List<Thread> threads;
    private int waiting;
    private boolean closed;

    /**
     * @param name of the threads
     * @param count how many threads
     * @param places how many may wait, of all clients
     * @param share how many may wait, of one client
     */
    public FairThreads(String name, int count, int places, int share) {
        this.places = places;
        this.share = share;
        // Platform threads: on virtual ones the work would hold the carriers on which all requests run.
        this.threads = Stream.generate(
                        () -> Thread.ofPlatform().daemon().name(name, 0).unstarted(this::work))
                .limit(count)
                .toList();
        threads.forEach(Thread::start);
    }

    /**
     * Does some work and waits for it.
     *
     * @throws TooManyException when this client waits for much already
     * @throws UnavailableException when all wait for too much, or when it gives way to another client
     */
    public <T> T run(Client client, Callable<T> job) {
        FutureTask<T> task = new FutureTask<>(job);
        add(client, task);
        try {
            return task.get();
        } catch (CancellationException e) {
            // It gave way, or the server stops.
            throw new UnavailableException("too many are waiting");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UnavailableException("the server is stopping", e);
        } catch (ExecutionException e) {
            throw new IllegalStateException("the work failed", e.getCause());
        }
    }

    private void add(Client client, FutureTask<?> task) {
        lock.lock();
        try {
            if (closed) {
                throw new UnavailableException("the server is stopping");
            }
            int own = lines.containsKey(client) ? lines.get(client).size() : 0;
            if (own >= share) {
                throw new TooManyException(AGAIN, "Too many of your requests are waiting. Try again.");
            }
            if (waiting >= places && !makePlace(own)) {
                throw new UnavailableException("too many are waiting");
            }
            lines.computeIfAbsent(client, key -> new ArrayDeque<>()).addLast(task);
            waiting++;
            work.signal();
        } finally {
            lock.unlock();
        }
    }

    /** Takes the last place of the client that has most, if that is not the newcomer. */
    private boolean makePlace(int own) {
        Map.Entry<Client, Deque<FutureTask<?>>> longest = lines.entrySet().stream()
                .max(Comparator.comparingInt(entry -> entry.getValue().size()))
                .orElseThrow();
        if (longest.getValue().size() <= own + 1) {
            return false;
        }
        longest.getValue().removeLast().cancel(false);
        waiting--;
        return true;
    }

    private void work() {
        try {
            while (true) {
                next().run();
            }
        } catch (InterruptedException e) {
            // Closed.
        }
    }

    private FutureTask<?> next() throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (waiting == 0) {
                work.await();
            }
            Client client = lines.keySet().iterator().next();
            Deque<FutureTask<?>> line = lines.remove(client);
            FutureTask<?> task = line.removeFirst();
            waiting--;
            if (!line.isEmpty()) {
                // Behind the others.
                lines.put(client, line);
            }
            return task;
        } finally {
            lock.unlock();
        }
    }

    /** How many tasks wait for a thread. */
    int waiting() {
        lock.lock();
        try {
            return waiting;
        } finally {
            lock.unlock();
        }
    }

    /** Ends the threads; waiting callers get an {@link UnavailableException}. */
    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            lines.values().forEach(line -> line.forEach(task -> task.cancel(false)));
            lines.clear();
            waiting = 0;
        } finally {
            lock.unlock();
        }
        threads.forEach(Thread::interrupt);
    }
}
