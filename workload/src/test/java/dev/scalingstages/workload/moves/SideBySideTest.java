package dev.scalingstages.workload.moves;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;

class SideBySideTest {
    private final Set<Integer> done = ConcurrentHashMap.newKeySet();

    @Test
    void doesAll() {
        SideBySide.run(List.of(1, 2, 3), done::add);
        assertThat(done).containsExactlyInAnyOrder(1, 2, 3);
    }

    @Test
    void whatFailsLetsTheOthersEndAndIsThrownThen() {
        assertThatThrownBy(() -> SideBySide.run(List.of(1, 2, 3, 4), this::failAtEven))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("2")
                .satisfies(failure -> assertThat(failure.getSuppressed())
                        .singleElement()
                        .extracting(Throwable::getMessage)
                        .isEqualTo("4"));
        assertThat(done).containsExactlyInAnyOrder(1, 3);
    }

    private void failAtEven(int number) {
        if (number % 2 == 0) {
            throw new IllegalStateException(String.valueOf(number));
        }
        done.add(number);
    }
}
