package dev.scalingstages.rehearsal.report;

import dev.scalingstages.rehearsal.report.Play.Boot;
import dev.scalingstages.rehearsal.report.Play.End;
import dev.scalingstages.rehearsal.report.Play.Event;
import dev.scalingstages.rehearsal.report.Play.Phase;
import dev.scalingstages.rehearsal.report.Play.Span;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Makes of single events what lasted for a time. */
final class Spans {
    private static final String IN_PROGRESS = "_IN_PROGRESS";
    private static final Set<String> BOOT_ENDS = Set.of(Timeline.READY, Timeline.FAILED, Timeline.GONE);

    private final String stackName;
    private final List<Event> events;
    private final Duration length;
    private final Map<String, Set<String>> waitedFor = new HashMap<>();
    private final List<Timeline.Wait> waits;

    Spans(String stackName, List<Event> events, List<Timeline.Wait> waits, Duration length) {
        this.stackName = stackName;
        this.events = events;
        this.waits = waits;
        this.length = length;
    }

    /** What the stack as a whole did: from each status that is in progress to the next status. */
    List<Phase> phases() {
        List<Phase> phases = new ArrayList<>();
        Event open = null;
        for (Event event : events) {
            if (event.subject().equals(stackName)) {
                if (open != null) {
                    phases.add(new Phase(phase(open), open.at(), event.at(), event.status()));
                }
                open = event.status().endsWith(IN_PROGRESS) ? event : null;
            }
        }
        if (open != null) {
            phases.add(new Phase(phase(open), open.at(), length, open.status()));
        }
        return phases;
    }

    /** The operations on resources. */
    List<Span> operations() {
        List<Span> spans = new ArrayList<>();
        Map<String, Event> open = new HashMap<>();
        int wait = 0;
        for (Event event : events) {
            while (wait < waits.size() && waits.get(wait).at().compareTo(event.at()) <= 0) {
                waitedFor.put(waits.get(wait).subject(), waits.get(wait).completed());
                wait++;
            }
            if (event.subject().equals(stackName)) {
                continue;
            }
            if (event.status().endsWith(IN_PROGRESS)) {
                open.put(event.subject(), event);
            } else if (isEnd(event)) {
                Event begun = open.remove(event.subject());
                spans.add(span(begun == null ? event : begun, event.at(), end(event), event.reason()));
            }
        }
        open.values().forEach(begun -> spans.add(span(begun, length, End.OPEN, begun.reason())));
        spans.sort(Comparator.comparing(Span::from).thenComparing(Span::to).thenComparing(Span::subject));
        return spans;
    }

    /** The boots of servers. */
    List<Boot> boots() {
        List<Boot> boots = new ArrayList<>();
        Map<String, Event> open = new HashMap<>();
        for (Event event : events) {
            if (event.status().equals(Timeline.BOOTING)) {
                open.put(event.subject(), event);
            } else if (BOOT_ENDS.contains(event.status()) && open.containsKey(event.subject())) {
                boots.add(new Boot(
                        event.subject(),
                        open.remove(event.subject()).at(),
                        event.at(),
                        event.status().equals(Timeline.READY) ? End.COMPLETE : End.FAILED,
                        event.reason()));
            }
        }
        open.values()
                .forEach(begun -> boots.add(new Boot(begun.subject(), begun.at(), length, End.OPEN, begun.reason())));
        boots.sort(Comparator.comparing(Boot::from).thenComparing(Boot::server));
        return boots;
    }

    private Span span(Event begun, Duration to, End end, String reason) {
        String operation = begun.status().substring(0, begun.status().indexOf('_'));
        return new Span(
                begun.subject(),
                operation,
                begun.at(),
                to,
                end,
                reason,
                waitedFor.getOrDefault(begun.subject(), Set.of()));
    }

    private static boolean isEnd(Event event) {
        return event.status().matches("(CREATE|UPDATE|DELETE)_(COMPLETE|FAILED|SKIPPED)");
    }

    private static End end(Event event) {
        if (!event.status().endsWith("_FAILED")) {
            return End.COMPLETE;
        }
        return event.reason().matches("Resource (creation|update) cancelled") ? End.CANCELLED : End.FAILED;
    }

    private static String phase(Event begun) {
        return begun.status().substring(0, begun.status().length() - IN_PROGRESS.length());
    }
}
