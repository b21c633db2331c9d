package dev.scalingstages.workload;

import dev.scalingstages.workload.content.MaintenanceRequest;
import dev.scalingstages.workload.moves.Deadline;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Works on the requests of the archive's queue in runs that end by themselves. SQS hides a message for twelve hours at
 * the most, so a run ends after one hour and sends the rest of the request as a new message, before its own is deleted:
 * if it is killed between the two, the work is requested twice, which does no harm. A request that meets other
 * maintenance waits in the same way, since each try that merely fails takes it nearer to the dead letters.
 */
final class MaintenanceRuns {
    /** How long a run begins anything new. What it has begun may take half an hour more: eight buckets, or a load. */
    static final Duration RUN = Duration.ofHours(1);

    /** How long the rest of a request waits, so that others get a turn. */
    static final Duration GAP = Duration.ofMinutes(1);

    /** How long a request waits that was not its turn: short enough to find the gap. */
    static final Duration WAIT = Duration.ofSeconds(20);

    /**
     * How long a request waits in all. The nightly one is a dead letter before the next comes, which raises an alarm.
     */
    static final Duration LONGEST_WAIT = Duration.ofHours(20);

    private static final Logger LOG = LoggerFactory.getLogger(MaintenanceRuns.class);

    private final Runs runs;
    private final Requests requests;
    private final Clock clock;
    private final Duration length;

    /** Runs the maintenance. */
    interface Runs {
        /** Works on a request; empty when it is not its turn. */
        Optional<Maintenance.Left> run(MaintenanceRequest request, Deadline deadline);
    }

    /** The queue to which the rest of a request is sent. */
    interface Requests {
        /** Sends a request, which nobody receives before some time has passed; returns when it is sent. */
        void send(MaintenanceRequest request, Duration later);
    }

    MaintenanceRuns(Runs runs, Requests requests, Clock clock) {
        this(runs, requests, clock, RUN);
    }

    /** With another length of runs. */
    MaintenanceRuns(Runs runs, Requests requests, Clock clock, Duration length) {
        this.runs = runs;
        this.requests = requests;
        this.clock = clock;
        this.length = length;
    }

    /**
     * Works on a request. When it returns, the request's message may be deleted.
     *
     * @throws IllegalStateException when it has waited too long
     */
    void on(MaintenanceRequest request) {
        if (request instanceof MaintenanceRequest.Probe) {
            return;
        }
        Optional<Maintenance.Left> left = runs.run(request, Deadline.after(length));
        if (left.isEmpty()) {
            wait(request);
        } else if (left.get().request().isPresent()) {
            MaintenanceRequest rest = left.get().request().get();
            requests.send(rest, GAP);
            LOG.info("The run ends, and asks for the rest: {}", rest);
        } else {
            LOG.info("Nothing is left of: {}", request);
        }
    }

    private void wait(MaintenanceRequest request) {
        Instant now = clock.instant();
        Instant since = request.waitingSince().orElse(now);
        if (since.plus(LONGEST_WAIT).isBefore(now)) {
            throw new IllegalStateException("other maintenance has been at work since " + since
                    + ": an archive that takes longer than a day cannot keep up, a spread is stuck or not done yet");
        }
        if (request.waitingSince().isEmpty()) {
            LOG.info("Waits for other maintenance to end: {}", request);
        }
        requests.send(request.waitingSince(since), WAIT);
    }
}
