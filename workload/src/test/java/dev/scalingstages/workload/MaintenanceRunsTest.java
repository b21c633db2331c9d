package dev.scalingstages.workload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.scalingstages.workload.content.MaintenanceRequest;
import dev.scalingstages.workload.content.MaintenanceRequest.Part;
import dev.scalingstages.workload.content.UnavailableException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class MaintenanceRunsTest {
    private static final Instant NOW = Instant.parse("2026-11-29T06:00:00Z");
    private static final MaintenanceRequest.Archive NIGHTLY = new MaintenanceRequest.Archive(90);
    private static final MaintenanceRequest.Archive REST = NIGHTLY.left(List.of(new Part(2, 17, 1023)), List.of());

    /** SQS hides a message for twelve hours at the most (SQS developer guide, "Visibility timeout"). */
    private static final Duration HIDDEN_AT_MOST = Duration.ofHours(12);

    private final List<MaintenanceRequest> sent = new ArrayList<>();
    private final List<Duration> later = new ArrayList<>();

    private MaintenanceRuns runs(MaintenanceRuns.Runs work, Instant now) {
        return new MaintenanceRuns(
                work,
                (request, delay) -> {
                    sent.add(request);
                    later.add(delay);
                },
                Clock.fixed(now, ZoneOffset.UTC));
    }

    private static MaintenanceRuns.Runs leaving(Optional<MaintenanceRequest> rest) {
        return (request, deadline) -> Optional.of(new Maintenance.Left(rest));
    }

    private static final MaintenanceRuns.Runs BUSY = (request, deadline) -> Optional.empty();

    @Test
    @DisplayName("a run ends long before SQS shows its message to others")
    void aRunEndsInTime() {
        assertThat(MaintenanceRuns.RUN).isLessThanOrEqualTo(HIDDEN_AT_MOST.dividedBy(4));
        List<Boolean> isOver = new ArrayList<>();
        new MaintenanceRuns(
                        (request, deadline) -> {
                            isOver.add(deadline.isOver());
                            return Optional.of(new Maintenance.Left(Optional.empty()));
                        },
                        (request, delay) -> {},
                        Clock.systemUTC(),
                        Duration.ZERO)
                .on(NIGHTLY);
        assertThat(isOver).containsExactly(true);
    }

    @Test
    void whatIsLeftIsSentAnew() {
        runs(leaving(Optional.of(REST)), NOW).on(NIGHTLY);
        assertThat(sent).containsExactly(REST);
        assertThat(later).containsExactly(MaintenanceRuns.GAP);
    }

    @Test
    void nothingIsSentWhenNothingIsLeft() {
        runs(leaving(Optional.empty()), NOW).on(NIGHTLY);
        assertThat(sent).isEmpty();
    }

    @Test
    @DisplayName("the message of a run whose rest could not be sent stays")
    void aRestThatCannotBeSentFailsTheRun() {
        MaintenanceRuns runs = new MaintenanceRuns(
                leaving(Optional.of(REST)),
                (request, delay) -> {
                    throw new UnavailableException("SQS refuses");
                },
                Clock.systemUTC());
        assertThatThrownBy(() -> runs.on(NIGHTLY)).isInstanceOf(UnavailableException.class);
    }

    @Test
    @DisplayName("whose turn it is not waits, without a try, and finds the gap between two runs")
    void whoseTurnItIsNotWaits() {
        runs(BUSY, NOW).on(NIGHTLY);
        runs(BUSY, NOW.plus(Duration.ofHours(19))).on(sent.getFirst());
        assertThat(sent).containsExactly(NIGHTLY.waitingSince(NOW), NIGHTLY.waitingSince(NOW));
        assertThat(later).allMatch(delay -> delay.compareTo(MaintenanceRuns.GAP.dividedBy(2)) < 0);
    }

    @Test
    @DisplayName("who has waited for most of a day fails, so that somebody is told")
    void whoWaitsForTooLongIsTold() {
        MaintenanceRequest waiting = NIGHTLY.waitingSince(NOW);
        MaintenanceRuns runs = runs(BUSY, NOW.plus(Duration.ofHours(21)));
        assertThatThrownBy(() -> runs.on(waiting))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("has been at work since 2026-11-29T06:00:00Z");
        assertThat(sent).isEmpty();
    }

    @Test
    @DisplayName("a server that only asked whether it may send has asked for nothing")
    void aProbeIsNothing() {
        runs(BUSY, NOW).on(new MaintenanceRequest.Probe());
        assertThat(sent).isEmpty();
    }
}
