package dev.scalingstages.rehearsal.acts;

import dev.scalingstages.rehearsal.report.Timeline;
import dev.scalingstages.rehearsal.stack.Listener;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Set;
import java.util.function.Supplier;

/** Tells on a terminal, as it happens, what the stack as a whole and servers do, and what fails. */
final class Console implements Listener {
    private static final Set<String> OF_SERVERS =
            Set.of(Timeline.BOOTING, Timeline.READY, Timeline.FAILED, "TERMINATING", "UNHEALTHY", "EVENT_REFUSED");

    private final PrintWriter out;
    private final String stackName;
    private final Supplier<Duration> now;

    /**
     * @param now since the play began
     */
    Console(PrintWriter out, String stackName, Supplier<Duration> now) {
        this.out = out;
        this.stackName = stackName;
        this.now = now;
    }

    @Override
    public void happened(String subject, String status, String reason) {
        boolean failed = status.endsWith("_FAILED") && !reason.matches("Resource (creation|update) cancelled");
        if (subject.equals(stackName) || OF_SERVERS.contains(status) || failed) {
            say("%s %s %s".formatted(subject, status, reason.lines().findFirst().orElse("")));
        }
    }

    /** Prints a line with the time. */
    void say(String line) {
        Duration time = now.get();
        out.printf(
                "%3d:%04.1f  %s%n",
                time.toMinutes(), time.toMillisPart() / 1000.0 + time.toSecondsPart(), line.strip());
        out.flush();
    }
}
