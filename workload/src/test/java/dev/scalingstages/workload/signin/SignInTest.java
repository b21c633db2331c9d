package dev.scalingstages.workload.signin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.scalingstages.workload.content.Account;
import dev.scalingstages.workload.content.AccountId;
import dev.scalingstages.workload.content.Accounts;
import dev.scalingstages.workload.content.MemorySessions;
import dev.scalingstages.workload.content.TokenHash;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SignInTest {
    private final List<Account> accounts = new ArrayList<>();
    private final MemorySessions sessions = new MemorySessions();
    private Instant now = Instant.parse("2026-01-01T00:00:00Z");

    private SignIn signIn(Passwords passwords, Accounts.Added... first) {
        List<Accounts.Added> answers = new ArrayList<>(List.of(first));
        return new SignIn(
                new Accounts() {
                    @Override
                    public Added add(Account account) {
                        Added answer = answers.isEmpty() ? Added.YES : answers.removeFirst();
                        accounts.add(account);
                        return answer;
                    }

                    @Override
                    public Optional<Account> findByEmail(String email) {
                        return accounts.stream()
                                .filter(account -> account.email().equals(email))
                                .findFirst();
                    }
                },
                sessions,
                passwords,
                new SecureRandom(),
                () -> now);
    }

    @Test
    void aSessionLasts30Days() {
        try (Passwords passwords = QuickPasswords.make()) {
            SignIn signIn = signIn(passwords);
            AccountId id = signIn.register("ada@example.com", "Ada", "correct horse battery")
                    .orElseThrow();
            SignIn.Started started =
                    signIn.start("ada@example.com", "correct horse battery").orElseThrow();
            now = Instant.parse("2026-01-30T23:59:59Z");
            assertThat(signIn.find(started.token()).orElseThrow().account()).isEqualTo(id);
            now = Instant.parse("2026-01-31T00:00:00Z");
            assertThat(signIn.find(started.token())).isEmpty();
        }
    }

    @Test
    void anIdThatIsTakenIsMadeAnew() {
        try (Passwords passwords = QuickPasswords.make()) {
            SignIn signIn = signIn(passwords, Accounts.Added.ID_TAKEN, Accounts.Added.ID_TAKEN);
            assertThat(signIn.register("ada@example.com", "Ada", "correct horse battery"))
                    .contains(accounts.getLast().id());
            assertThat(accounts).hasSize(3).extracting(Account::id).doesNotHaveDuplicates();
        }
    }

    @Test
    void storesHoldNeitherPasswordNorToken() {
        try (Passwords passwords = QuickPasswords.make()) {
            SignIn signIn = signIn(passwords);
            signIn.register("ada@example.com", "Ada", "correct horse battery");
            SignIn.Started started =
                    signIn.start("ada@example.com", "correct horse battery").orElseThrow();
            assertThat(accounts.getFirst().passwordHash()).doesNotContain("horse");
            assertThat(sessions.all().keySet()).containsExactly(TokenHash.of(started.token()));
            assertThat(sessions.all().toString()).doesNotContain(started.token());
            assertThat(started.toString()).doesNotContain(started.token());
            assertThat(started.token()).as("256 bits").hasSize(43);
        }
    }

    @Test
    void anUnknownEmailCostsAHashToo() {
        try (Passwords passwords = new Passwords(new SecureRandom(), 100_000)) {
            SignIn signIn = signIn(passwords);
            signIn.register("ada@example.com", "Ada", "correct horse battery");
            least(() -> signIn.start("ada@example.com", "wrong horse battery"));
            long known = least(() -> signIn.start("ada@example.com", "wrong horse battery"));
            long unknown = least(() -> signIn.start("eve@example.com", "wrong horse battery"));
            // Without the hash it would be a thousandth.
            assertThat((double) unknown / known).isBetween(0.3, 3.0);
        }
    }

    /** The least of some times is what it costs; the others were disturbed. */
    private static long least(Runnable action) {
        long least = Long.MAX_VALUE;
        for (int i = 0; i < 10; i++) {
            long begun = System.nanoTime();
            action.run();
            least = Math.min(least, System.nanoTime() - begun);
        }
        return least;
    }
}
