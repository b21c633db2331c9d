package dev.scalingstages.workload.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.scalingstages.workload.content.AccountId;
import dev.scalingstages.workload.content.Samples;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PhotoAdmissionTest {
    private static final Answer DONE = Answer.empty(200);

    private final Samples samples = new Samples("admission");
    private long now;
    private final PhotoAdmission admission = new PhotoAdmission(() -> now);

    private PhotoAdmission.Work taking(Duration time) {
        return () -> {
            now += time.toNanos();
            return DONE;
        };
    }

    private void refused(AccountId account, int status) {
        assertThatThrownBy(() -> admission.finish(account, () -> DONE))
                .isInstanceOfSatisfying(Problem.class, problem -> {
                    assertThat(problem.status()).isEqualTo(status);
                    assertThat(problem.headers()).containsKey("Retry-After");
                });
    }

    @Test
    void oneAccountFinishesOnePhotoAtATime() throws IOException {
        AccountId account = samples.accountId();
        admission.finish(account, () -> {
            refused(account, 503);
            return admission.finish(samples.accountId(), () -> DONE);
        });
        assertThat(admission.finish(account, () -> DONE)).isEqualTo(DONE);
    }

    @Test
    void whoTakesLongWaitsAndOthersDoNot() throws IOException {
        AccountId slow = samples.accountId();
        admission.finish(slow, taking(Duration.ofSeconds(8)));
        admission.finish(slow, taking(Duration.ofSeconds(8)));
        refused(slow, 429);
        assertThat(admission.finish(samples.accountId(), () -> DONE)).isEqualTo(DONE);
        now += Duration.ofSeconds(20).toNanos();
        refused(slow, 429);
        now += Duration.ofSeconds(5).toNanos();
        assertThat(admission.finish(slow, () -> DONE)).isEqualTo(DONE);
    }

    @Test
    void anAlbumOfAPhoneIsTakenAtOnce() throws IOException {
        AccountId account = samples.accountId();
        for (int photo = 0; photo < 30; photo++) {
            admission.finish(account, taking(Duration.ofMillis(350)));
        }
    }

    @Test
    void photosTakeAFewRequestsInFlightAndGiveThemBack() throws IOException {
        for (int round = 0; round < 2; round++) {
            finishes(PhotoAdmission.FINISHES);
            uploads(PhotoAdmission.UPLOADS);
        }
    }

    private Answer finishes(int more) throws IOException {
        if (more == 0) {
            refused(samples.accountId(), 503);
            return DONE;
        }
        return admission.finish(samples.accountId(), () -> finishes(more - 1));
    }

    private Answer uploads(int more) throws IOException {
        if (more == 0) {
            assertThatThrownBy(() -> admission.upload(() -> DONE))
                    .isInstanceOfSatisfying(
                            Problem.class,
                            problem -> assertThat(problem.status()).isEqualTo(503));
            return DONE;
        }
        return admission.upload(() -> uploads(more - 1));
    }

    @Test
    void workThatFailsGivesItsPlaceBackAndCounts() {
        List<AccountId> accounts = new ArrayList<>();
        for (int i = 0; i <= PhotoAdmission.FINISHES; i++) {
            accounts.add(samples.accountId());
        }
        for (AccountId account : accounts) {
            assertThatThrownBy(() -> admission.finish(account, () -> {
                        now += Duration.ofSeconds(11).toNanos();
                        throw new IOException("broken");
                    }))
                    .hasMessage("broken");
        }
        refused(accounts.getLast(), 429);
    }
}
