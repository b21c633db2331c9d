package dev.scalingstages.workload.signin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.scalingstages.workload.content.Account;
import dev.scalingstages.workload.content.AccountId;
import dev.scalingstages.workload.content.Accounts;
import dev.scalingstages.workload.content.MemorySessions;
import dev.scalingstages.workload.content.Session;
import dev.scalingstages.workload.content.TokenHash;
import dev.scalingstages.workload.limits.Client;
import dev.scalingstages.workload.limits.TooManyException;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.Test;

class SignInTest {
    private final List<Account> accounts = new ArrayList<>();
    private final MemorySessions sessions = new MemorySessions();
    private Instant now = Instant.parse("2026-01-01T00:00:00Z");
    private volatile Runnable lookUp = () -> {};

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
                        lookUp.run();
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
            AccountId id = signIn.register("ada@example.com", "Ada", "correct horse battery", Client.UNKNOWN)
                    .orElseThrow();
            SignIn.Started started = signIn.start("ada@example.com", "correct horse battery", Client.UNKNOWN)
                    .orElseThrow();
            now = Instant.parse("2026-01-30T23:59:59Z");
            assertThat(signIn.find(started.token()).orElseThrow().account()).isEqualTo(id);
            now = Instant.parse("2026-01-31T00:00:00Z");
            assertThat(signIn.find(started.token())).isEmpty();
        }
    }

    @Test
    void aCrowdThatGuessesAtOneAccountLeavesPlacesToItsOwnerAndToOthers() throws Exception {
        try (Passwords passwords = QuickPasswords.make();
                ExecutorService crowd = Executors.newVirtualThreadPerTaskExecutor()) {
            SignIn signIn = signIn(passwords);
            Client usual = new Client("192.0.2.1");
            signIn.register("ada@example.com", "Ada", "correct horse battery", usual);
            signIn.start("ada@example.com", "correct horse battery", usual).orElseThrow();
            Semaphore looking = new Semaphore(0);
            Semaphore goOn = new Semaphore(0);
            lookUp = () -> {
                looking.release();
                goOn.acquireUninterruptibly();
            };
            for (int guesser = 1; guesser <= 4; guesser++) {
                Client client = new Client("198.51.100." + guesser);
                crowd.submit(() -> signIn.start("ada@example.com", "wrong horse battery", client));
            }
            looking.acquire(4);
            lookUp = () -> {};
            Client next = new Client("198.51.100.5");
            assertThatExceptionOfType(TooManyException.class)
                    .isThrownBy(() -> signIn.start("ada@example.com", "wrong horse battery", next));
            assertThat(signIn.start("eve@example.com", "wrong horse battery", next))
                    .isEmpty();
            assertThat(signIn.start("ada@example.com", "correct horse battery", usual))
                    .isPresent();
            goOn.release(4);
        }
    }

    @Test
    void anIdThatIsTakenIsMadeAnew() {
        try (Passwords passwords = QuickPasswords.make()) {
            SignIn signIn = signIn(passwords, Accounts.Added.ID_TAKEN, Accounts.Added.ID_TAKEN);
            assertThat(signIn.register("ada@example.com", "Ada", "correct horse battery", Client.UNKNOWN))
                    .contains(accounts.getLast().id());
            assertThat(accounts).hasSize(3).extracting(Account::id).doesNotHaveDuplicates();
        }
    }

    @Test
    void storesHoldNeitherPasswordNorToken() {
        try (Passwords passwords = QuickPasswords.make()) {
            SignIn signIn = signIn(passwords);
            signIn.register("ada@example.com", "Ada", "correct horse battery", Client.UNKNOWN);
            SignIn.Started started = signIn.start("ada@example.com", "correct horse battery", Client.UNKNOWN)
                    .orElseThrow();
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
            signIn.register("ada@example.com", "Ada", "correct horse battery", Client.UNKNOWN);
            least("ada@example.com", signIn);
            long known = least("ada@example.com", signIn);
            long unknown = least("eve@example.com", signIn);
            // Without the hash it would be a thousandth.
            assertThat((double) unknown / known).isBetween(0.3, 3.0);
        }
    }

    @Test
    void aRefusedAttemptIsRefusedWhateverTheEmail() {
        try (Passwords passwords = QuickPasswords.make()) {
            SignIn signIn = signIn(passwords);
            signIn.register("ada@example.com", "Ada", "correct horse battery", Client.UNKNOWN);
            Client client = new Client("192.0.2.7");
            for (String email : List.of("ada@example.com", "eve@example.com")) {
                for (int i = 0; i < 10; i++) {
                    assertThat(signIn.start(email, "wrong horse battery", client))
                            .isEmpty();
                }
                assertThatExceptionOfType(TooManyException.class)
                        .isThrownBy(() -> signIn.start(email, "wrong horse battery", client));
            }
            assertThat(signIn.start("ada@example.com", "correct horse battery", new Client("192.0.2.8")))
                    .as("the owner, from another address")
                    .isPresent();
        }
    }

    @Test
    void allSessionsEndTheOneThatAsksLast() {
        try (Passwords passwords = QuickPasswords.make()) {
            SignIn signIn = signIn(passwords);
            for (String name : List.of("ada", "eve")) {
                signIn.register(name + "@example.com", name, "correct horse battery", Client.UNKNOWN);
            }
            List<SignIn.Started> started = new ArrayList<>();
            for (int i = 0; i < 250; i++) {
                started.add(start(signIn, "ada@example.com"));
            }
            SignIn.Started other = start(signIn, "eve@example.com");
            SignIn.Started asking = started.get(7);
            assertThat(signIn.endAll(asking.session(), asking.token())).isTrue();
            assertThat(started).noneMatch(each -> signIn.find(each.token()).isPresent());
            assertThat(signIn.find(other.token())).as("somebody else's").isPresent();
        }
    }

    @Test
    void whoHasTooManySessionsForOneRequestCanAskAgain() {
        Session session = new Session(new AccountId(5), "Ada", Instant.parse("2026-01-02T00:00:00Z"));
        try (Passwords passwords = QuickPasswords.make()) {
            SignIn signIn = signIn(passwords);
            String token = "t".repeat(43);
            sessions.start(TokenHash.of(token), session);
            for (int i = 0; i < 2_050; i++) {
                sessions.start(TokenHash.of("other " + i), session);
            }
            assertThat(signIn.endAll(session, token)).isFalse();
            assertThat(signIn.find(token)).isPresent();
            assertThat(sessions.all()).hasSize(51);
            assertThat(signIn.endAll(session, token)).isTrue();
            assertThat(sessions.all()).isEmpty();
        }
    }

    private static SignIn.Started start(SignIn signIn, String email) {
        return signIn.start(email, "correct horse battery", Client.UNKNOWN).orElseThrow();
    }

    /** The least of some times is what it costs; the others were disturbed. Each comes from another address. */
    private static long least(String email, SignIn signIn) {
        long least = Long.MAX_VALUE;
        for (int i = 0; i < 10; i++) {
            Client client = new Client("client " + i);
            long begun = System.nanoTime();
            signIn.start(email, "wrong horse battery", client);
            least = Math.min(least, System.nanoTime() - begun);
        }
        return least;
    }
}
