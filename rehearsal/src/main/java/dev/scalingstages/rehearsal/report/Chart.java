package dev.scalingstages.rehearsal.report;

import dev.scalingstages.rehearsal.report.Play.Boot;
import dev.scalingstages.rehearsal.report.Play.End;
import dev.scalingstages.rehearsal.report.Play.Outage;
import dev.scalingstages.rehearsal.report.Play.Phase;
import dev.scalingstages.rehearsal.report.Play.Span;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The chart: a row for each resource with a bar for each operation on it, over one axis of time. What took long,
 * failed, or determined the time is shown at once, all else on demand. Bars are for eyes; each row says the same in
 * words.
 */
final class Chart {
    /** Operations shorter than this part of the whole are shown on demand. */
    private static final int SHORTEST_PART = 40;

    private static final List<Integer> STEPS = List.of(1, 2, 5, 10, 15, 20, 30, 60, 120, 300, 600, 900, 1800, 3600);
    private static final int MOST_TICKS = 9;

    private final Play play;
    private final Duration whole;
    private final Map<String, Integer> events = new HashMap<>();

    Chart(Play play) {
        this.play = play;
        whole = play.length().isZero() ? Duration.ofMillis(1) : play.length();
        for (int index = 0; index < play.events().size(); index++) {
            Play.Event event = play.events().get(index);
            events.putIfAbsent(event.subject() + " " + event.at(), index);
        }
    }

    String html() {
        StringBuilder html = new StringBuilder();
        html.append("<div class=\"chart\" style=\"--bands:%s;--ticks:%s\">%n".formatted(bands(), ticks()));
        html.append(axis());
        group(html, "Phases", play.phases().stream().map(this::row).toList());
        Map<String, List<Span>> shown = new LinkedHashMap<>();
        Map<String, List<Span>> brief = new LinkedHashMap<>();
        play.spans().stream()
                .collect(Collectors.groupingBy(Span::subject, LinkedHashMap::new, Collectors.toList()))
                .forEach((subject, spans) ->
                        (spans.stream().anyMatch(this::matters) ? shown : brief).put(subject, spans));
        group(html, "Resources", rows(shown));
        Map<String, List<Boot>> servers = play.servers().stream()
                .collect(Collectors.groupingBy(Boot::server, LinkedHashMap::new, Collectors.toList()));
        List<String> boots = new ArrayList<>();
        servers.forEach((server, each) -> boots.add(serverRow(server, each)));
        group(html, "Servers", boots);
        group(html, "Not reachable", play.outages().stream().map(this::row).toList());
        if (!brief.isEmpty()) {
            html.append("<details><summary>%d more resources, each of which took less than %s</summary>%n"
                    .formatted(brief.size(), Times.length(whole.dividedBy(SHORTEST_PART))));
            html.append(list(rows(brief))).append("</details>\n");
        }
        return html.append("</div>\n").toString();
    }

    private List<String> rows(Map<String, List<Span>> bySubject) {
        List<String> rows = new ArrayList<>();
        bySubject.forEach((subject, spans) -> rows.add(row(subject, spans)));
        return rows;
    }

    private boolean matters(Span span) {
        return play.isCritical(span)
                || span.end() == End.FAILED
                || span.length().compareTo(whole.dividedBy(SHORTEST_PART)) >= 0;
    }

    private static void group(StringBuilder html, String title, List<String> rows) {
        if (!rows.isEmpty()) {
            html.append("<h3>%s</h3>%n".formatted(title)).append(list(rows));
        }
    }

    private static String list(List<String> rows) {
        return "<ol>\n" + String.join("", rows) + "</ol>\n";
    }

    private String row(Phase phase) {
        return row(
                "",
                "<span class=\"text\">%s</span>".formatted(Markup.text(phase.words())),
                words(phase.from(), phase.to(), phase.end()),
                bar("phase", phase.from(), phase.to(), phase.end()) + took(phase.from(), phase.to()));
    }

    private String row(String subject, List<Span> spans) {
        boolean isCritical = spans.stream().anyMatch(play::isCritical);
        StringBuilder bars = new StringBuilder();
        StringBuilder words = new StringBuilder();
        for (Span span : spans) {
            String kind = span.end() == End.FAILED || span.end() == End.CANCELLED
                    ? "failed"
                    : span.operation().toLowerCase(Locale.ROOT);
            bars.append(bar(play.isCritical(span) ? kind + " critical" : kind, span.from(), span.to(), title(span)));
            words.append(words(span.from(), span.to(), title(span)));
        }
        Span last = spans.get(spans.size() - 1);
        bars.append(took(last.from(), last.to()));
        if (isCritical) {
            words.append(", determined the time");
        }
        Integer event = events.get(subject + " " + spans.get(0).from());
        String link =
                "<a href=\"#e%d\" title=\"%s\">%s</a>".formatted(event, Markup.text(subject), Markup.name(subject));
        String kind = isCritical ? " critical" : "";
        boolean hasFailed = spans.stream().anyMatch(span -> span.end() == End.FAILED);
        return row(hasFailed ? kind + " failure" : kind, link, words.toString(), bars.toString());
    }

    private String serverRow(String server, List<Boot> boots) {
        StringBuilder bars = new StringBuilder();
        StringBuilder words = new StringBuilder();
        for (Boot boot : boots) {
            String end = switch (boot.end()) {
                case COMPLETE -> "booted";
                case FAILED, CANCELLED -> "did not boot";
                case OPEN -> "was still booting";
            };
            bars.append(bar(boot.end() == End.FAILED ? "failed" : "boot", boot.from(), boot.to(), end));
            words.append(words(boot.from(), boot.to(), end));
        }
        Boot last = boots.get(boots.size() - 1);
        bars.append(took(last.from(), last.to()));
        return row(
                "", "<span class=\"text\">%s</span>".formatted(Markup.text(server)), words.toString(), bars.toString());
    }

    private String row(Outage outage) {
        return row(
                "",
                "<span class=\"text\">%s</span>".formatted(Markup.text(outage.what())),
                words(outage.from(), outage.to(), "not reachable"),
                bar("outage", outage.from(), outage.to(), "not reachable") + took(outage.from(), outage.to()));
    }

    private static String row(String kind, String name, String words, String bars) {
        String mark = "<span class=\"mark\" aria-hidden=\"true\">%s</span>"
                .formatted(kind.contains("failure") ? "✕" : kind.contains("critical") ? "◆" : "");
        return """
                <li class="row%s"><div class="name">%s<div>%s<span class="hidden">%s</span></div></div>\
                <div class="track" aria-hidden="true">%s</div></li>
                """.formatted(kind, mark, name, Markup.text(words), bars);
    }

    private String title(Span span) {
        String end = span.end() == End.COMPLETE ? "" : " " + span.end().name().toLowerCase(Locale.ROOT);
        return span.operation().toLowerCase(Locale.ROOT) + end + (span.reason().isEmpty() ? "" : ": " + span.reason());
    }

    private String words(Duration from, Duration to, String what) {
        return ": %s, from %s to %s, on AWS %s"
                .formatted(what, Times.clock(from), Times.clock(to), Times.about(play.onAws(to.minus(from))));
    }

    private String bar(String kind, Duration from, Duration to, String title) {
        return "<i class=\"%s\" style=\"left:%s;width:%s\" title=\"%s\"></i>"
                .formatted(
                        kind,
                        Markup.percent(from, whole),
                        Markup.percent(to.minus(from), whole),
                        Markup.text("%s, %s".formatted(title, Times.length(to.minus(from)))));
    }

    /** How long it took, beside the bar where there is room: behind it, before it, or in it. */
    private String took(Duration from, Duration to) {
        String length = Times.length(to.minus(from));
        if (to.multipliedBy(4).compareTo(whole.multipliedBy(3)) < 0) {
            return "<span class=\"took\" style=\"left:%s\">%s</span>".formatted(Markup.percent(to, whole), length);
        }
        return from.multipliedBy(4).compareTo(whole) > 0
                ? "<span class=\"took\" style=\"right:%s\">%s</span>"
                        .formatted(Markup.percent(whole.minus(from), whole), length)
                : "<span class=\"took in\" style=\"left:%s\">%s</span>".formatted(Markup.percent(from, whole), length);
    }

    private String axis() {
        StringBuilder axis = new StringBuilder(
                "<div class=\"axis\" aria-hidden=\"true\"><div class=\"name\"></div><div class=\"scale\">");
        Duration step = step();
        for (Duration at = Duration.ZERO; at.compareTo(whole) < 0; at = at.plus(step)) {
            if (whole.minus(at).multipliedBy(16).compareTo(whole) < 0) {
                break;
            }
            axis.append("<span%s style=\"left:%s\">%d:%02d<small>%s</small></span>"
                    .formatted(
                            // On a narrow screen there is no room for it.
                            whole.minus(at).multipliedBy(4).compareTo(whole) < 0 ? " class=\"late\"" : "",
                            Markup.percent(at, whole),
                            at.toMinutes(),
                            at.toSecondsPart(),
                            at.isZero() ? "on AWS" : Times.about(play.onAws(at)).replace("about ", "≈ ")));
        }
        return axis.append("</div></div>\n").toString();
    }

    private Duration step() {
        return STEPS.stream()
                .map(Duration::ofSeconds)
                .filter(step -> step.multipliedBy(MOST_TICKS).compareTo(whole) >= 0)
                .findFirst()
                .orElse(whole.dividedBy(MOST_TICKS - 1).plusSeconds(1));
    }

    private String ticks() {
        return "repeating-linear-gradient(90deg,var(--grid) 0 1px,transparent 1px %s)"
                .formatted(Markup.percent(step(), whole));
    }

    private String bands() {
        StringBuilder stops = new StringBuilder("linear-gradient(90deg");
        Duration until = Duration.ZERO;
        for (Outage outage : play.outages()) {
            Duration from = outage.from().compareTo(until) < 0 ? until : outage.from();
            if (outage.to().compareTo(from) > 0) {
                stops.append(",transparent %s %s,var(--band) %2$s %s"
                        .formatted(
                                Markup.percent(until, whole),
                                Markup.percent(from, whole),
                                Markup.percent(outage.to(), whole)));
                until = outage.to();
            }
        }
        return stops.append(",transparent %s 100%%)".formatted(Markup.percent(until, whole)))
                .toString();
    }
}
