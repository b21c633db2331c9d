package dev.scalingstages.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.scalingstages.TestApp;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Who may call the CDK when, and who may wait for that. This class is not marked, so it has the turn. */
class CdkTurnTest {
    /** Longer than any machine takes, in seconds. */
    private static final int LIMIT = 60;

    /** Reads a template while it is initialized. */
    private static final class Initialized {
        static final String TEMPLATE = unless(Optional::empty);
    }

    @Test
    @DisplayName("who waits for a template gets it as soon as somebody has made it, not at the end of a turn")
    void waitsForTheTemplateOnly() throws Exception {
        AtomicReference<String> made = new AtomicReference<>();
        CountDownLatch looked = new CountDownLatch(2);
        CompletableFuture<String> waiting = elsewhere(() -> unless(() -> {
            looked.countDown();
            return Optional.ofNullable(made.get());
        }));
        assertThat(looked.await(LIMIT, TimeUnit.SECONDS)).isTrue();
        assertThat(waiting).isNotDone();
        made.set("template");
        assertThat(waiting.get(LIMIT, TimeUnit.SECONDS)).isEqualTo("template");
    }

    @Test
    @DisplayName("who has the turn makes what is missing at once")
    void whoHasTheTurnDoesNotWait() {
        assertThat(CdkTurn.<String>unless(Optional::empty, () -> "template")).isEqualTo("template");
    }

    @Test
    void anotherThreadIsRefused() throws Exception {
        CdkTurn.isOurs();
        Throwable refusal =
                elsewhere(() -> catchThrowable(() -> TestApp.stacks(Map.of()))).get(LIMIT, TimeUnit.SECONDS);
        assertThat(refusal).isInstanceOf(IllegalStateException.class).hasMessageContaining("turn to call the CDK");
    }

    @Test
    @DisplayName("who keeps others out of a class is refused a template, even one that is there")
    void refusedToAnInitialization() {
        assertThatThrownBy(() -> elsewhere(() -> Initialized.TEMPLATE).get(LIMIT, TimeUnit.SECONDS))
                .hasRootCauseInstanceOf(IllegalStateException.class)
                .hasStackTraceContaining("CdkTurnTest$Initialized.<clinit>");
    }

    @Test
    @DisplayName("who keeps others out of a map's entry is refused a template, even one that is there")
    void refusedToAnEntry() {
        Map<String, String> map = new ConcurrentHashMap<>();
        assertThatThrownBy(() -> elsewhere(() -> map.computeIfAbsent("key", key -> unless(() -> Optional.of(key))))
                        .get(LIMIT, TimeUnit.SECONDS))
                .hasRootCauseInstanceOf(IllegalStateException.class)
                .hasStackTraceContaining("ConcurrentHashMap.computeIfAbsent");
    }

    private static String unless(Supplier<Optional<String>> made) {
        return CdkTurn.unless(made, () -> {
            throw new AssertionError("it is another thread's turn");
        });
    }

    private static <T> CompletableFuture<T> elsewhere(Supplier<T> work) {
        CompletableFuture<T> result = new CompletableFuture<>();
        Thread thread = new Thread(() -> {
            try {
                result.complete(work.get());
            } catch (Throwable e) {
                result.completeExceptionally(e);
            }
        });
        thread.setDaemon(true);
        thread.start();
        return result;
    }
}
