package dev.scalingstages.testing;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.util.Set;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.ResourceLocksProvider;

/**
 * A class of tests that may run at the same time as others, because it does not call the CDK: the one process behind the
 * CDK's classes, and they themselves, are not made for two threads. Everything without this mark runs in one thread, one
 * after the other, so that a new class is safe until its author says more.
 *
 * <p>What such a class shares with others it shares for reading only, or safely: no system property, no fixed port, no
 * file that another test writes. Its own tests still run one after the other, and may share a server that {@code
 * BeforeAll} started.
 */
@Documented
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Execution(ExecutionMode.CONCURRENT)
@ResourceLock(providers = BesideTheCdk.OwnTests.class)
public @interface BesideTheCdk {
    /** A lock for each class keeps its tests in one thread: JUnit would run them concurrently, too. */
    final class OwnTests implements ResourceLocksProvider {
        @Override
        public Set<Lock> provideForClass(Class<?> testClass) {
            return Set.of(new Lock(testClass.getName()));
        }
    }
}
