package dev.scalingstages.testing;

import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.platform.commons.support.AnnotationSupport;

/**
 * Whose turn it is to call the CDK. Each class of tests takes the turn before its first test and gives it back after its
 * last one, but for those that run beside the CDK: {@link Synthesis} takes it for them, between two tests of the others,
 * when a template that they read is not there yet. JUnit finds this extension by itself.
 *
 * <p>Nobody can wait for ever. There is one lock, and whoever holds it waits for nobody who wants it: a class that has the
 * turn goes on, whatever others wait for; and who waits for the turn holds nothing that the class might need, neither the
 * initialization of a class nor the entry of a map. {@link #unless} refuses both. Nobody waits for a class to end, or to
 * begin: who waits for a template goes on as soon as it is there, or makes it when the turn comes.
 */
public final class CdkTurn implements BeforeAllCallback, AfterEachCallback, AfterAllCallback {
    /** Fair, so that who waits for a template gets in between two tests. */
    private static final ReentrantLock TURN = new ReentrantLock(true);

    /** How long to wait before looking whether somebody else has made what is waited for, in milliseconds. */
    private static final long PATIENCE = 20;

    @Override
    public void beforeAll(ExtensionContext context) {
        if (needsIt(context)) {
            TURN.lock();
        }
    }

    /** Between two tests nobody is in the middle of a call: who waits for a template may make it. */
    @Override
    public void afterEach(ExtensionContext context) {
        if (needsIt(context) && TURN.hasQueuedThreads()) {
            TURN.unlock();
            TURN.lock();
        }
    }

    @Override
    public void afterAll(ExtensionContext context) {
        if (needsIt(context)) {
            TURN.unlock();
        }
    }

    /**
     * What somebody has made, or else what this thread makes as soon as it is its turn.
     *
     * @param made looks whether it is there
     * @param make calls the CDK
     * @throws IllegalStateException when the caller is in the middle of what another thread may need
     */
    static <T> T unless(Supplier<Optional<T>> made, Supplier<T> make) {
        if (!TURN.isHeldByCurrentThread()) {
            waitingHolds(StackWalker.getInstance()
                    .walk(frames -> frames.filter(frame -> frame.getMethodName().equals("<clinit>")
                                    || frame.getClassName().startsWith("java.util.concurrent.ConcurrentHashMap"))
                            .map(StackWalker.StackFrame::toString)
                            .findFirst()));
        }
        try {
            while (true) {
                Optional<T> found = made.get();
                if (found.isPresent()) {
                    return found.get();
                }
                if (TURN.tryLock(PATIENCE, TimeUnit.MILLISECONDS)) {
                    try {
                        return made.get().orElseGet(make);
                    } finally {
                        TURN.unlock();
                    }
                }
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException("interrupted while waiting for the turn to call the CDK", e);
        }
    }

    /** Fails unless it is this thread's turn. */
    public static void isOurs() {
        if (!TURN.isHeldByCurrentThread()) {
            throw new IllegalStateException(
                    "It is another thread's turn to call the CDK, or nobody's: a class that calls"
                            + " it is not marked, and one that is marked reads Templates.of.");
        }
    }

    /** Refuses templates to who holds something that the class with the turn might wait for. */
    private static void waitingHolds(Optional<String> frame) {
        frame.ifPresent(where -> {
            throw new IllegalStateException("Templates may have to be waited for, so they are not read while " + where
                    + " keeps others out: read them in a test, or in its @BeforeAll.");
        });
    }

    private static boolean needsIt(ExtensionContext context) {
        return context.getTestClass()
                .filter(test -> !AnnotationSupport.isAnnotated(test, BesideTheCdk.class))
                .isPresent();
    }
}
