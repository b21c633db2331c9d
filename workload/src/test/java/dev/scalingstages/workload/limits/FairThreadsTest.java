package dev.scalingstages.workload.limits;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.scalingstages.workload.content.UnavailableException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** One thread, which is busy until a test lets it go, and 4 places to wait, of which one client has 3. */
class FairThreadsTest {
    private final FairThreads threads = new FairThreads("fair-", 1, 4, 3);
    private final CountDownLatch busy = new CountDownLatch(1);
    private final List<String> done = new CopyOnWriteArrayList<>();
    private final List<String> refused = new CopyOnWriteArrayList<>();
    private final List<Thread> callers = new ArrayList<>();

    @BeforeEach
    void occupy() throws InterruptedException {
        CountDownLatch begun = new CountDownLatch(1);
        callers.add(Thread.startVirtualThread(() -> {
            try {
                threads.run(new Client("first"), () -> {
                    begun.countDown();
                    return busy.await(10, TimeUnit.SECONDS);
                });
            } catch (IllegalStateException e) {
                // A test has closed it before.
            }
        }));
        begun.await();
    }

    @AfterEach
    void close() {
        busy.countDown();
        threads.close();
    }

    /** Begins to wait for a turn; returns when it waits, or has been refused. */
    private void ask(String client) throws InterruptedException {
        int before = threads.waiting() + refused.size();
        callers.add(Thread.startVirtualThread(() -> {
            try {
                threads.run(new Client(client), () -> done.add(client));
            } catch (TooManyException | UnavailableException e) {
                refused.add(client);
            }
        }));
        while (threads.waiting() + refused.size() == before) {
            Thread.sleep(1);
        }
    }

    private void finish() throws InterruptedException {
        busy.countDown();
        for (Thread caller : callers) {
            caller.join(Duration.ofSeconds(10));
        }
    }

    @Test
    void clientsTakeTurns() throws Exception {
        ask("eve");
        ask("eve");
        ask("eve");
        ask("ada");
        finish();
        assertThat(done).containsExactly("eve", "ada", "eve", "eve");
    }

    @Test
    void oneClientHasAShareOfThePlaces() throws Exception {
        for (int i = 0; i < 5; i++) {
            ask("eve");
        }
        assertThat(refused).containsExactly("eve", "eve");
        ask("ada");
        finish();
        assertThat(done).hasSize(4).contains("ada");
    }

    @Test
    void whoHasMostGivesWay() throws Exception {
        ask("eve");
        ask("eve");
        ask("eve");
        ask("bob");
        ask("ada");
        finish();
        assertThat(refused).containsExactly("eve");
        assertThat(done).containsExactly("eve", "bob", "ada", "eve");
    }

    @Test
    void whenAllHaveOneTheNextIsRefused() throws Exception {
        for (String client : List.of("a", "b", "c", "d", "e")) {
            ask(client);
        }
        finish();
        assertThat(refused).containsExactly("e");
    }

    @Test
    void manyClientsThatAreRefusedLeaveNothing() throws Exception {
        for (String client : List.of("a", "b", "c", "d")) {
            ask(client);
        }
        for (int i = 0; i < 20_000; i++) {
            Client client = new Client("client " + i);
            assertThatExceptionOfType(UnavailableException.class).isThrownBy(() -> threads.run(client, () -> ""));
        }
        assertThat(threads.waiting()).isEqualTo(4);
        finish();
        assertThat(done).containsExactly("a", "b", "c", "d");
    }

    @Test
    void whoWaitsWhenItClosesIsToldSo() throws Exception {
        ask("ada");
        threads.close();
        callers.getLast().join(Duration.ofSeconds(10));
        assertThat(refused).containsExactly("ada");
        assertThatExceptionOfType(UnavailableException.class)
                .isThrownBy(() -> threads.run(new Client("late"), () -> ""));
    }
}
