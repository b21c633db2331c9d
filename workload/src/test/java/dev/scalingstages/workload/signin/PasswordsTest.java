package dev.scalingstages.workload.signin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.scalingstages.workload.content.UnavailableException;
import dev.scalingstages.workload.limits.Client;
import java.security.SecureRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class PasswordsTest {
    private static final Client ADA = new Client("192.0.2.1");

    @Test
    void aHashNamesItsCostAndFitsItsColumn() {
        try (Passwords passwords = new Passwords(new SecureRandom())) {
            String hash = passwords.hash("correct horse battery", ADA);
            assertThat(hash).startsWith("pbkdf2-sha256$600000$").hasSizeLessThanOrEqualTo(128);
            assertThat(passwords.matches("correct horse battery", hash, ADA)).isTrue();
            assertThat(passwords.matches("correct horse batterz", hash, ADA)).isFalse();
            assertThat(passwords.matches("correct horse battery", passwords.decoy(), ADA))
                    .isFalse();
        }
    }

    @Test
    void theSamePasswordHasAnotherHashEachTime() {
        try (Passwords passwords = QuickPasswords.make()) {
            assertThat(passwords.hash("correct horse battery", ADA))
                    .isNotEqualTo(passwords.hash("correct horse battery", ADA));
        }
    }

    @Test
    void aHashOfAnotherCostStillMatches() {
        try (Passwords before = new Passwords(new SecureRandom(), 100);
                Passwords after = QuickPasswords.make()) {
            assertThat(after.matches("correct horse battery", before.hash("correct horse battery", ADA), ADA))
                    .isTrue();
        }
    }

    @Test
    void anAccentMayBeTypedInTwoWays() {
        try (Passwords passwords = QuickPasswords.make()) {
            assertThat(passwords.matches("cafe\u0301 au lait", passwords.hash("caf\u00e9 au lait", ADA), ADA))
                    .isTrue();
        }
    }

    @Test
    void whatIsNoHashIsRefused() {
        try (Passwords passwords = QuickPasswords.make()) {
            assertThatIllegalArgumentException().isThrownBy(() -> passwords.matches("x", "md5$1$a$b", ADA));
        }
    }

    @Test
    void tooManyAtOnceAreToldToComeBack() throws Exception {
        int cores = Runtime.getRuntime().availableProcessors();
        AtomicInteger refused = new AtomicInteger();
        try (Passwords passwords = new Passwords(new SecureRandom(), 20_000)) {
            CountDownLatch done = new CountDownLatch(cores * 40);
            for (int i = 0; i < cores * 40; i++) {
                int number = i;
                Thread.startVirtualThread(() -> {
                    try {
                        passwords.hash("correct horse battery", new Client("client " + number));
                    } catch (UnavailableException e) {
                        refused.incrementAndGet();
                    } finally {
                        done.countDown();
                    }
                });
            }
            done.await();
        }
        assertThat(refused.get()).isPositive();
    }
}
