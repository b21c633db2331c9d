package dev.scalingstages.rehearsal.report;

import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * What happened. All times are since the start of the play, as played.
 *
 * @param title what was played
 * @param scale how much faster than AWS
 * @param length until when
 * @param events everything, in order
 * @param phases what the stack as a whole did, in order
 * @param spans what was done to resources, in the order in which it began
 * @param criticalPath of each phase, the operations each of which had to wait for the one before, up to the phase's end
 * @param servers the boots of servers
 * @param outages when something could not be reached, in order
 * @param remarks what was planned and what was played
 */
public record Play(
        String title,
        double scale,
        Duration length,
        List<Event> events,
        List<Phase> phases,
        List<Span> spans,
        List<Span> criticalPath,
        List<Boot> servers,
        List<Outage> outages,
        List<Remark> remarks) {
    public Play {
        events = List.copyOf(events);
        phases = List.copyOf(phases);
        spans = List.copyOf(spans);
        criticalPath = List.copyOf(criticalPath);
        servers = List.copyOf(servers);
        outages = outages.stream().sorted(Comparator.comparing(Outage::from)).toList();
        remarks = List.copyOf(remarks);
    }

    /** Something that happened. */
    public record Event(Duration at, String subject, String status, String reason) {}

    /** What the stack was doing, such as {@code UPDATE_ROLLBACK}, and the status in which that ended. */
    public record Phase(String name, Duration from, Duration to, String end) {
        /** In words, such as "update rollback". */
        String words() {
            return name.toLowerCase(Locale.ROOT).replace("_complete", "").replace('_', ' ');
        }

        /** Whether an operation lies within it. */
        boolean contains(Span span) {
            return span.from().compareTo(from) >= 0 && span.to().compareTo(to) <= 0;
        }
    }

    /** How an operation on a resource ended. */
    public enum End {
        COMPLETE,
        FAILED,
        CANCELLED,
        /** It had not ended when the play did. */
        OPEN
    }

    /**
     * An operation on a resource.
     *
     * @param operation {@code CREATE}, {@code UPDATE} or {@code DELETE}
     * @param waitedFor what had to be complete first, directly
     */
    public record Span(
            String subject,
            String operation,
            Duration from,
            Duration to,
            End end,
            String reason,
            Set<String> waitedFor) {
        public Span {
            waitedFor = Set.copyOf(waitedFor);
        }

        /** How long it took. */
        public Duration length() {
            return to.minus(from);
        }
    }

    /** A server's way from its start to its first answer. */
    public record Boot(String server, Duration from, Duration to, End end, String reason) {}

    /** A time in which something could not be reached. */
    public record Outage(Duration from, Duration to, String what) {
        /** How long it lasted. */
        public Duration length() {
            return to.minus(from);
        }
    }

    /** What a plan said and what the play showed. */
    public record Remark(String subject, String planned, String played) {}

    /** Whether an operation is part of a critical path. */
    public boolean isCritical(Span span) {
        return criticalPath.contains(span);
    }

    /** Operations that failed, and not because others did. */
    public List<Span> failures() {
        return spans.stream().filter(span -> span.end() == End.FAILED).toList();
    }

    /** For how long something could not be reached; times in which two things could not count once. */
    public Duration unreachable() {
        Duration sum = Duration.ZERO;
        Duration until = Duration.ZERO;
        for (Outage each : outages) {
            Duration from = each.from().compareTo(until) < 0 ? until : each.from();
            if (each.to().compareTo(from) > 0) {
                sum = sum.plus(each.to().minus(from));
                until = each.to();
            }
        }
        return sum;
    }

    /** A played time as it would be on AWS, about. */
    public Duration onAws(Duration played) {
        return Duration.ofMillis(Math.round(played.toMillis() * scale));
    }
}
