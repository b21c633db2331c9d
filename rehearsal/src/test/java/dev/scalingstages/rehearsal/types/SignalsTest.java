package dev.scalingstages.rehearsal.types;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.scalingstages.rehearsal.stack.FailureException;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SignalsTest {
    private static final Duration SHORT = Duration.ofMillis(50);

    private final Signals signals = new Signals();

    private void send(String sender, boolean success) {
        signals.send("Web", new Signals.Signal(sender, success, success ? "" : "it broke"));
    }

    @Test
    void enoughSuccessesEndTheWait() {
        send("i-1", true);
        Thread.ofVirtual().start(() -> send("i-2", true));
        assertThatCode(() -> signals.await("Web", Set.of("i-1", "i-2"), 2, Duration.ofSeconds(10)))
                .doesNotThrowAnyException();
    }

    @Test
    void oneSenderCountsOnceAndByItsFirstSignal() {
        send("i-1", true);
        send("i-1", false);
        assertThatThrownBy(() -> signals.await("Web", Set.of("i-1", "i-2"), 2, SHORT))
                .isInstanceOf(FailureException.class)
                .hasMessageContaining("Received 1 SUCCESS signal(s) out of 2")
                .hasMessageContaining("nothing came from i-2");
    }

    @Test
    void oneFailureEndsTheWaitAtOnce() {
        send("i-1", true);
        send("i-2", false);
        assertThatThrownBy(() -> signals.await("Web", Set.of("i-1", "i-2"), 2, Duration.ofMinutes(10)))
                .isInstanceOf(FailureException.class)
                .hasMessageContaining("i-2: it broke");
    }

    @Test
    void othersSignalsDoNotCount() {
        send("i-9", false);
        signals.send("Api", new Signals.Signal("i-1", true, ""));
        assertThatThrownBy(() -> signals.await("Web", Set.of("i-1"), 1, SHORT))
                .hasMessageContaining("Received 0 SUCCESS");
    }

    @Test
    void waitConditionTakesEverybodysSignals() {
        send("anybody", true);
        assertThatCode(() -> signals.await("Web", Set.of(), 1, SHORT)).doesNotThrowAnyException();
    }
}
