package dev.scalingstages.workload.moves;

import dev.scalingstages.workload.content.Samples;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Some writers, each with a pause after each step. They take as many steps as they are allowed: a machine that is slow to
 * start the mover would otherwise have more and more to move.
 */
final class Load implements AutoCloseable {
    private static final long PAUSE_MILLIS = 20;

    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final List<Future<?>> writers = new ArrayList<>();
    private final Semaphore allowed = new Semaphore(0);
    private volatile boolean ends;

    /** What a writer does again and again. A write that is refused is no error; anything else fails the test. */
    @FunctionalInterface
    interface Step {
        void write(Samples samples) throws Exception;
    }

    Load(String name, int count, Step step) {
        for (int i = 0; i < count; i++) {
            Samples samples = new Samples(name + i);
            writers.add(threads.submit(() -> {
                while (!ends) {
                    if (allowed.tryAcquire(PAUSE_MILLIS, TimeUnit.MILLISECONDS)) {
                        step.write(samples);
                        Thread.sleep(PAUSE_MILLIS);
                    }
                }
                return null;
            }));
        }
    }

    /** Lets them take some more steps. */
    void allow(int steps) {
        allowed.release(steps);
    }

    /** Ends them, and throws what any of them has thrown. */
    void end() throws Exception {
        ends = true;
        for (Future<?> writer : writers) {
            writer.get();
        }
    }

    @Override
    public void close() {
        ends = true;
        threads.close();
    }
}
