package dev.scalingstages.rehearsal.acts;

import dev.scalingstages.rehearsal.report.Timeline;
import dev.scalingstages.rehearsal.users.Ledger;
import dev.scalingstages.rehearsal.users.Ledger.Refusal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;

/** When people could not write or read: refused requests that follow each other within a moment are one outage. */
final class Outages {
    /** People ask several times in this time. */
    private static final Duration PAUSE = Duration.ofMillis(1500);

    private Outages() {}

    /** One outage, by the ledger's clock. */
    record Outage(Duration from, Duration to, List<String> reasons) {
        Duration length() {
            return to.minus(from);
        }
    }

    /**
     * Outages of writes, or of reads.
     *
     * @param refused of both kinds, in any order
     */
    static List<Outage> of(List<Refusal> refused, boolean write) {
        List<Refusal> refusals = refused.stream()
                .filter(refusal -> refusal.write() == write)
                .sorted(Comparator.comparing(Refusal::from))
                .toList();
        List<Outage> outages = new ArrayList<>();
        List<Refusal> current = new ArrayList<>();
        for (Refusal refusal : refusals) {
            if (!current.isEmpty() && refusal.from().compareTo(end(current).plus(PAUSE)) > 0) {
                outages.add(outage(current));
                current.clear();
            }
            current.add(refusal);
        }
        if (!current.isEmpty()) {
            outages.add(outage(current));
        }
        return outages;
    }

    private static Duration end(List<Refusal> refusals) {
        return refusals.stream().map(Refusal::to).max(Comparator.naturalOrder()).orElseThrow();
    }

    private static Outage outage(List<Refusal> refusals) {
        return new Outage(
                refusals.get(0).from(),
                end(refusals),
                refusals.stream().map(Refusal::why).distinct().toList());
    }

    /**
     * Puts them into a timeline.
     *
     * @param opened when the ledger was opened, by the timeline's clock
     */
    static void tell(Ledger ledger, Duration opened, Timeline timeline) {
        for (boolean write : new boolean[] {true, false}) {
            for (Outage outage : of(ledger.refusals(), write)) {
                timeline.unreachable(
                        opened.plus(outage.from()),
                        opened.plus(outage.to()),
                        "%s refused (%s)"
                                .formatted(
                                        write ? "writes" : "reads",
                                        outage.reasons().stream().limit(3).collect(Collectors.joining("; "))));
            }
        }
    }
}
