package dev.scalingstages.rehearsal.acts;

import dev.scalingstages.rehearsal.report.Timeline;
import dev.scalingstages.rehearsal.users.Crowd;
import dev.scalingstages.rehearsal.users.Ledger;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;

/** The people who use the system while it is played with, and what they are owed. */
final class Audience implements AutoCloseable {
    private static final long CALM_SECONDS = 4;

    private final Crowd crowd;
    private final Duration opened;
    private final Timeline timeline;
    private final Verdict verdict;
    private final int people;
    private boolean isThere;

    Audience(Scene scene, int people, Timeline timeline, Verdict verdict) {
        crowd = new Crowd(
                scene.network(),
                () -> URI.create(scene.stack().state().outputs().getOrDefault("Url", "https://no.url.invalid/")));
        opened = timeline.now();
        this.people = people;
        this.timeline = timeline;
        this.verdict = verdict;
    }

    /** Lets them come, unless they are there, and use the system for a few seconds. */
    void use() throws InterruptedException {
        if (people == 0) {
            return;
        }
        if (!isThere) {
            try {
                crowd.begin(people);
                isThere = true;
            } catch (IOException e) {
                verdict.problem("nobody could sign up: " + e.getMessage());
                return;
            }
        }
        Thread.sleep(Duration.ofSeconds(CALM_SECONDS));
    }

    /** Whether somebody uses the system. */
    boolean isThere() {
        return isThere;
    }

    /** What people were told so far. */
    Ledger ledger() {
        return crowd.ledger();
    }

    /** Looks whether everything that was acknowledged is there, and once. */
    void settle(String when) throws InterruptedException {
        if (!isThere) {
            return;
        }
        try {
            Ledger.Account account = crowd.settle();
            if (!account.lost().isEmpty()) {
                verdict.problem("%s, %d of %d acknowledged writes are lost: %s"
                        .formatted(when, account.lost().size(), account.acknowledged(), some(account.lost())));
            }
            if (!account.twice().isEmpty()) {
                verdict.problem("%s, %d of %d acknowledged writes are there twice: %s"
                        .formatted(when, account.twice().size(), account.acknowledged(), some(account.twice())));
            }
        } catch (IOException e) {
            verdict.problem("%s, what was acknowledged cannot be read: %s".formatted(when, e.getMessage()));
        }
    }

    private static String some(java.util.List<String> ids) {
        return String.join(", ", ids.subList(0, Math.min(5, ids.size())));
    }

    /**
     * Waits until nothing has been refused for some seconds.
     *
     * @return how long it took; more than the patience if that never came
     */
    Duration awaitCalm(Duration patience) throws InterruptedException {
        Duration begun = crowd.ledger().now();
        Duration since = begun;
        while (true) {
            Thread.sleep(Duration.ofMillis(250));
            Duration now = crowd.ledger().now();
            for (Ledger.Refusal refusal : crowd.ledger().refusals()) {
                since = refusal.to().compareTo(since) > 0 ? refusal.to() : since;
            }
            if (now.minus(since).compareTo(Duration.ofSeconds(CALM_SECONDS)) > 0) {
                return since.minus(begun);
            }
            if (now.minus(begun).compareTo(patience) > 0) {
                return now.minus(begun);
            }
        }
    }

    /** Sends them home, and sums up. */
    void leave() throws InterruptedException {
        crowd.stop();
        settle("in the end");
        Ledger ledger = crowd.ledger();
        Outages.tell(ledger, opened, timeline);
        if (!ledger.notSeen().isEmpty()) {
            verdict.problem("%d own writes were not seen at once"
                    .formatted(ledger.notSeen().size()));
        }
        if (isThere) {
            verdict.remark(("%d writes were acknowledged and %d reads answered; writes were refused during %d s,"
                            + " reads during %d s")
                    .formatted(
                            ledger.acknowledged().size(),
                            ledger.reads(),
                            ledger.refusedSeconds(true),
                            ledger.refusedSeconds(false)));
        }
        isThere = false;
    }

    @Override
    public void close() {
        crowd.close();
    }
}
