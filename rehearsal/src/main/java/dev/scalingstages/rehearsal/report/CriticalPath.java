package dev.scalingstages.rehearsal.report;

import dev.scalingstages.rehearsal.report.Play.Phase;
import dev.scalingstages.rehearsal.report.Play.Span;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Which operations determined how long a phase took: the one that ended last, of those that it waited for the one that
 * ended last, and so on. A resource with nothing to do passes on what it waited for itself.
 */
final class CriticalPath {
    private final List<Span> spans;
    private final List<Timeline.Wait> waits;

    CriticalPath(List<Span> spans, List<Timeline.Wait> waits) {
        this.spans = spans;
        this.waits = waits;
    }

    /** The paths of all phases, in the order of time. */
    List<Span> of(List<Phase> phases) {
        List<Span> path = new ArrayList<>();
        phases.forEach(phase -> path.addAll(of(phase)));
        return path;
    }

    private List<Span> of(Phase phase) {
        List<Span> within = spans.stream().filter(phase::contains).toList();
        Map<String, Set<String>> needs = new HashMap<>();
        waits.stream()
                .filter(wait -> isBetween(wait.at(), phase.from(), phase.to()))
                .forEach(wait -> needs.put(wait.subject(), wait.completed()));
        Deque<Span> path = new ArrayDeque<>();
        Optional<Span> last = within.stream().max(Comparator.comparing(Span::to).thenComparing(Span::from));
        while (last.isPresent()) {
            Span span = last.get();
            path.addFirst(span);
            Set<String> before = reached(needs, span.subject(), within);
            last = within.stream()
                    .filter(each -> before.contains(each.subject()))
                    .filter(each -> each.to().compareTo(span.from()) <= 0 && !each.equals(span))
                    .filter(each -> !path.contains(each))
                    .max(Comparator.comparing(Span::to).thenComparing(Span::from));
        }
        return List.copyOf(path);
    }

    /** The subjects with operations that an operation waited for, through those that had nothing to do. */
    private static Set<String> reached(Map<String, Set<String>> needs, String subject, List<Span> within) {
        Set<String> worked = new HashSet<>();
        within.forEach(span -> worked.add(span.subject()));
        Set<String> seen = new HashSet<>();
        Deque<String> open = new ArrayDeque<>(needs.getOrDefault(subject, Set.of()));
        while (!open.isEmpty()) {
            String each = open.pop();
            if (seen.add(each) && !worked.contains(each)) {
                open.addAll(needs.getOrDefault(each, Set.of()));
            }
        }
        return seen;
    }

    private static boolean isBetween(Duration at, Duration from, Duration to) {
        return at.compareTo(from) >= 0 && at.compareTo(to) <= 0;
    }
}
