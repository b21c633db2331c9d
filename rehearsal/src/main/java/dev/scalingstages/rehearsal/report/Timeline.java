package dev.scalingstages.rehearsal.report;

import dev.scalingstages.rehearsal.report.Play.Boot;
import dev.scalingstages.rehearsal.report.Play.Event;
import dev.scalingstages.rehearsal.report.Play.Outage;
import dev.scalingstages.rehearsal.report.Play.Remark;
import dev.scalingstages.rehearsal.report.Play.Span;
import dev.scalingstages.rehearsal.stack.Listener;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.LongSupplier;

/**
 * Records what happens, with the time since the play began, and writes reports of it. Safe for several threads.
 *
 * <p>A stack's events become phases, those of its resources operations. A server's events {@link #BOOTING} and then
 * {@link #READY}, {@link #FAILED} or {@link #GONE} become its boot. All others are listed.
 */
public final class Timeline implements Listener {
    /** A server has started to boot. */
    public static final String BOOTING = "BOOTING";

    /** A server answers, or has signalled that it is ready. */
    public static final String READY = "READY";

    /** A server said that its boot failed. */
    public static final String FAILED = "FAILED";

    /** A server is not there any more. */
    public static final String GONE = "GONE";

    private final String title;
    private final String stackName;
    private final double scale;
    private final LongSupplier nanos;
    private final long start;
    private final List<Event> events = new ArrayList<>();
    private final List<Wait> waits = new ArrayList<>();
    private final List<Outage> outages = new ArrayList<>();
    private final List<Remark> remarks = new ArrayList<>();

    /** What an operation had waited for when it began. */
    record Wait(Duration at, String subject, Set<String> completed) {}

    /**
     * A play that begins now.
     *
     * @param title what is played, such as "stage 3 to 4"
     * @param stackName the subject of the stack's own events
     * @param scale how much faster than AWS
     */
    public Timeline(String title, String stackName, double scale) {
        this(title, stackName, scale, System::nanoTime);
    }

    Timeline(String title, String stackName, double scale, LongSupplier nanos) {
        this.title = title;
        this.stackName = stackName;
        this.scale = scale;
        this.nanos = nanos;
        start = nanos.getAsLong();
    }

    /** How long ago the play began. */
    public Duration now() {
        return Duration.ofNanos(nanos.getAsLong() - start);
    }

    @Override
    public synchronized void happened(String subject, String status, String reason) {
        events.add(new Event(now(), subject, status, reason));
    }

    @Override
    public synchronized void waited(String logicalId, Set<String> completed) {
        waits.add(new Wait(now(), logicalId, new TreeSet<>(completed)));
    }

    /**
     * Something could not be reached.
     *
     * @param from since when, as {@link #now} gave it
     * @param to until when
     * @param what in words, such as "reads through the public load balancer"
     */
    public synchronized void unreachable(Duration from, Duration to, String what) {
        if (to.compareTo(from) < 0) {
            throw new IllegalArgumentException("an outage from %s to %s".formatted(from, to));
        }
        outages.add(new Outage(from, to, what));
    }

    /** Notes what a plan said of something, and what the play showed. */
    public synchronized void compare(String subject, String planned, String played) {
        remarks.add(new Remark(subject, planned, played));
    }

    /** What has happened so far. */
    public synchronized Play play() {
        Duration length = now();
        Spans spans = new Spans(stackName, events, waits, length);
        List<Span> operations = spans.operations();
        List<Boot> boots = spans.boots();
        return new Play(
                title,
                scale,
                length,
                events,
                spans.phases(),
                operations,
                new CriticalPath(operations, waits).of(spans.phases()),
                boots,
                outages,
                remarks);
    }

    /**
     * Writes the reports so far into a directory: {@code play.txt}, {@code play.json} and {@code play.html}.
     *
     * @throws IOException when they cannot be written
     */
    public void write(Path directory) throws IOException {
        Play play = play();
        Files.createDirectories(directory);
        Files.writeString(directory.resolve("play.txt"), TextReport.of(play));
        Files.writeString(directory.resolve("play.json"), JsonReport.of(play));
        Files.writeString(directory.resolve("play.html"), HtmlReport.of(play));
    }
}
