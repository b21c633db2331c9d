package dev.scalingstages.workload.moves;

import dev.scalingstages.workload.content.UnavailableException;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;

/** Does several things at the same time. */
public final class SideBySide {
    private SideBySide() {}

    /** Returns when all are done; throws what the first of them threw, with what others threw suppressed in it. */
    public static <T> void run(List<T> things, Consumer<T> work) {
        RuntimeException failure = null;
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<? extends Future<?>> all = things.stream()
                    .map(thing -> threads.submit(() -> work.accept(thing)))
                    .toList();
            for (Future<?> each : all) {
                failure = outcome(each, failure);
            }
        }
        if (failure != null) {
            throw failure;
        }
    }

    private static RuntimeException outcome(Future<?> each, RuntimeException before) {
        try {
            each.get();
            return before;
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Error error) {
                throw error;
            }
            RuntimeException failure = (RuntimeException) e.getCause();
            if (before == null) {
                return failure;
            }
            before.addSuppressed(failure);
            return before;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UnavailableException("interrupted", e);
        }
    }
}
