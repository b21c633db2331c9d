package dev.scalingstages.workload.signin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.scalingstages.workload.limits.Client;
import dev.scalingstages.workload.limits.TooManyException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class AttemptsTest {
    private static final String ADA = "ada@example.com";

    private Instant now = Instant.parse("2026-01-01T00:00:00Z");
    private final Attempts attempts = new Attempts(new SecureRandom(), () -> now);
    private final Client home = new Client("192.0.2.1");

    private static Client stranger(int number) {
        return new Client("stranger " + number);
    }

    /** After how many seconds to come again; nothing when it is admitted. */
    private OptionalInt attempt(String email, Client client) {
        try {
            attempts.begin(email, client);
            return OptionalInt.empty();
        } catch (TooManyException e) {
            return OptionalInt.of(e.seconds());
        }
    }

    /** How many attempts are admitted to clients that come in turn, each as soon as it may. */
    private int admitted(int clients, Duration time) {
        Instant end = now.plus(time);
        int admitted = 0;
        while (now.isBefore(end)) {
            for (int client = 0; client < clients; client++) {
                admitted += attempt(ADA, stranger(client)).isEmpty() ? 1 : 0;
            }
            now = now.plusMillis(500);
        }
        return admitted;
    }

    @Test
    void oneClientHasTenAttemptsAndThenFewer() {
        for (int i = 0; i < 10; i++) {
            assertThat(attempt(ADA, home)).isEmpty();
        }
        for (int wait : new int[] {1, 2, 4, 8, 16, 32, 60, 60}) {
            assertThat(attempt(ADA, home)).hasValue(wait);
            now = now.plusSeconds(wait);
            assertThat(attempt(ADA, home)).isEmpty();
        }
        assertThat(attempt("eve@example.com", home)).as("another account").isEmpty();
        now = now.plus(Duration.ofMinutes(16));
    }

    @Test
    void anAttemptThatSucceedsBeginsAnew() {
        for (int i = 0; i < 100; i++) {
            assertThat(attempt(ADA, home)).isEmpty();
            if (i % 9 == 8) {
                attempts.succeeded(ADA, home);
            }
        }
    }

    @Test
    void anAttemptWhosePasswordWasNotLookedAtDoesNotCount() {
        for (int i = 0; i < 200; i++) {
            assertThat(attempt(ADA, stranger(i))).isEmpty();
            attempts.withdraw(ADA, stranger(i));
            assertThat(attempt(ADA, home)).isEmpty();
            attempts.withdraw(ADA, home);
        }
    }

    @Test
    void oneGuesserGetsAFewHundredADay() {
        assertThat(admitted(1, Duration.ofHours(1))).isBetween(60, 80);
    }

    @Test
    void aThousandGuessersGetOneASecondAtMost() {
        int first = admitted(1_000, Duration.ofMinutes(10));
        assertThat(first).isLessThan(30 + 600 + 60 + 60 + 10);
        assertThat(admitted(1_000, Duration.ofMinutes(10))).isLessThan(2 * 600);
    }

    @Test
    void theOwnerSignsInAtAUsualAddressWhateverStrangersDo() {
        assertThat(attempt(ADA, home)).isEmpty();
        attempts.succeeded(ADA, home);
        now = now.plus(Duration.ofDays(29));
        for (int second = 0; second < 100; second++) {
            for (int i = 0; i < 100; i++) {
                attempt(ADA, stranger(100 * second + i));
            }
            now = now.plusSeconds(1);
        }
        attempt(ADA, stranger(1_000_000));
        assertThat(attempt(ADA, stranger(1_000_001)))
                .as("a new address has to wait")
                .isPresent();
        assertThat(attempt(ADA, home)).isEmpty();
    }

    /** They have used up what those may do that come again, and not what is for new addresses. */
    @Test
    void theOwnerSignsInAtANewAddressWhileTwentyOthersGuess() {
        admitted(20, Duration.ofMinutes(5));
        assertThat(attempt(ADA, stranger(3))).isPresent();
        assertThat(attempt(ADA, new Client("a hotel"))).isEmpty();
    }

    @Test
    void signUpsOfOneClientAreLimited() {
        for (int i = 0; i < 60; i++) {
            attempts.signUp(home);
        }
        assertThatCode(() -> attempts.signUp(home)).isInstanceOf(TooManyException.class);
        assertThatCode(() -> attempts.signUp(stranger(1))).doesNotThrowAnyException();
        now = now.plusSeconds(10);
        assertThatCode(() -> attempts.signUp(home)).doesNotThrowAnyException();
    }

    @Test
    void aMillionAddressesAndAccountsDoNotGrowTheTables() {
        for (int i = 0; i < 1_000_000; i++) {
            attempt("victim-" + i + "@example.com", stranger(i));
            attempts.succeeded("victim-" + i + "@example.com", stranger(i));
            attempts.signUp(stranger(i));
        }
        for (int i = 0; i < 100_000; i++) {
            attempt("victim-" + i + "@example.com", stranger(-i));
        }
        assertThat(attempts.remembered()).isBetween(100_000L, 4 * 60_000L);
    }
}
