package dev.scalingstages.testing;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.opentest4j.TestAbortedException;

/**
 * A failure of what many tests begin with, such as the boot of a server: the first test that meets it fails by it, and the
 * others are given up, so that a report names one cause once.
 */
public final class SharedFailure {
    private static final Set<String> TOLD = ConcurrentHashMap.newKeySet();

    private SharedFailure() {}

    /**
     * What is made for many tests; where that fails, the first test fails by it.
     *
     * @throws TestAbortedException when a test has failed by the same
     */
    public static <T> T unless(Supplier<T> made) {
        try {
            return made.get();
        } catch (RuntimeException e) {
            if (TOLD.add(e.toString())) {
                throw e;
            }
            String cause = e.toString().lines().findFirst().orElse("");
            throw new TestAbortedException("given up, as another test has failed by this: " + cause);
        }
    }

    /**
     * Ends a test by a cause.
     *
     * @throws AssertionError when no test has failed by it
     * @throws TestAbortedException when one has
     */
    public static void tell(String cause) {
        if (TOLD.add(cause)) {
            throw new AssertionError(cause);
        }
        giveUpIfTold(cause);
    }

    /**
     * Ends a test when another one has failed by a cause.
     *
     * @throws TestAbortedException when one has
     */
    public static void giveUpIfTold(String cause) {
        if (TOLD.contains(cause)) {
            throw new TestAbortedException("given up, as another test has failed by this: " + cause);
        }
    }
}
