package dev.scalingstages.workload.content;

import static org.assertj.core.api.Assertions.assertThat;

import dev.scalingstages.workload.content.Accounts.Added;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;

/** What every adapter of {@link Accounts} does, whatever is behind it. */
public abstract class AccountsContract {
    private Samples samples;

    /** The adapter. */
    protected abstract Accounts accounts();

    @BeforeEach
    void samples(TestInfo test) {
        samples = new Samples(getClass().getName() + test.getDisplayName());
    }

    @Test
    void anAccountIsFoundByItsEmailAsItWasStored() {
        Account account = samples.account();
        assertThat(accounts().add(account)).isEqualTo(Added.YES);
        assertThat(accounts().findByEmail(account.email())).contains(account);
    }

    @Test
    void anEmailThatNobodyHasFindsNobody() {
        assertThat(accounts().findByEmail(samples.account().email())).isEmpty();
    }

    @Test
    void anEmailBelongsToOneAccount() {
        Account first = samples.account();
        accounts().add(first);
        Account second = withEmail(samples.account(), first.email());
        assertThat(accounts().add(second)).isEqualTo(Added.EMAIL_TAKEN);
        assertThat(accounts().findByEmail(first.email())).contains(first);
    }

    @Test
    void anIdBelongsToOneAccount() {
        Account first = samples.account();
        accounts().add(first);
        Account other = samples.account();
        Account second = new Account(first.id(), other.email(), "other", "other", other.createdAt());
        assertThat(accounts().add(second)).isEqualTo(Added.ID_TAKEN);
        assertThat(accounts().findByEmail(other.email())).isEmpty();
    }

    @Test
    void emailsThatOnlyLookAlikeAreDifferent() {
        String email = samples.account().email();
        Account plain = withEmail(samples.account(), "jose" + email);
        Account accented = withEmail(samples.account(), "josé" + email);
        assertThat(accounts().add(plain)).isEqualTo(Added.YES);
        assertThat(accounts().add(accented)).isEqualTo(Added.YES);
        assertThat(accounts().findByEmail(plain.email())).contains(plain);
        assertThat(accounts().findByEmail(accented.email())).contains(accented);
    }

    @Test
    void ofManyWhoWantOneEmailAtOnceOneGetsIt() throws Exception {
        String email = samples.account().email();
        List<Callable<Added>> signUps = new ArrayList<>();
        for (int i = 0; i < 16; i++) {
            Account account = withEmail(samples.account(), email);
            signUps.add(() -> accounts().add(account));
        }
        List<Added> results = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<Added> signUp : threads.invokeAll(signUps)) {
                results.add(signUp.get());
            }
        }
        assertThat(results).containsOnlyOnce(Added.YES).doesNotContain(Added.ID_TAKEN);
    }

    private static Account withEmail(Account account, String email) {
        return new Account(account.id(), email, account.displayName(), account.passwordHash(), account.createdAt());
    }
}
