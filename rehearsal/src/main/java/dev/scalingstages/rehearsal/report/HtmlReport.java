package dev.scalingstages.rehearsal.report;

import dev.scalingstages.rehearsal.report.Play.Event;
import dev.scalingstages.rehearsal.report.Play.Phase;
import dev.scalingstages.rehearsal.report.Play.Span;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** A play as one page of HTML that loads nothing: no scripts, no fonts, no images. */
final class HtmlReport {
    private static final String LEGEND = """
            <ul class="legend" aria-label="Legend">
            <li><i class="create"></i>created</li><li><i class="update"></i>updated</li>
            <li><i class="delete"></i>deleted</li><li><i class="failed"></i>✕ failed, or cancelled</li>
            <li><i class="boot"></i>server booting</li><li><i class="outage"></i>not reachable</li>
            <li><i class="band"></i>the same time in other rows</li>
            <li><i class="create critical"></i>◆ determined the time</li>
            </ul>
            """;

    private final Play play;
    private final Map<String, String> sections = new LinkedHashMap<>();

    private HtmlReport(Play play) {
        this.play = play;
    }

    static String of(Play play) {
        return new HtmlReport(play).write();
    }

    private String write() {
        if (!play.failures().isEmpty()) {
            section("Failures", "What failed", failures());
        }
        section("Chart", "What took how long", LEGEND + new Chart(play).html());
        if (!play.criticalPath().isEmpty()) {
            section("Critical path", "What determined the time", path());
        }
        if (!play.outages().isEmpty()) {
            section("Outages", "What could not be reached", outages());
        }
        if (!play.remarks().isEmpty()) {
            section("Planned and played", "Planned and played", remarks());
        }
        section("Events", "All events", events());
        StringBuilder navigation = new StringBuilder();
        sections.keySet()
                .forEach(name -> navigation.append("<a href=\"#%s\">%s</a>\n".formatted(id(name), Markup.text(name))));
        Map<String, String> values = Map.of(
                "title", Markup.text(play.title()),
                "style", Markup.resource("play.css"),
                "lead", Markup.text(lead()),
                "tiles", tiles(),
                "navigation", navigation.toString(),
                "sections", String.join("", sections.values()));
        StringBuilder page = new StringBuilder();
        String rest = Markup.resource("play.html");
        // In one pass, so that braces in a value stay what they are.
        for (int open = rest.indexOf("{{"); open >= 0; open = rest.indexOf("{{")) {
            int close = rest.indexOf("}}", open);
            page.append(rest, 0, open).append(values.get(rest.substring(open + 2, close)));
            rest = rest.substring(close + 2);
        }
        return page.append(rest).toString();
    }

    private void section(String name, String heading, String content) {
        sections.put(
                name,
                "<section id=\"%s\" aria-labelledby=\"%1$s-title\"><h2 id=\"%1$s-title\">%s</h2>%n%s</section>%n"
                        .formatted(id(name), Markup.text(heading), content));
    }

    private String lead() {
        String scale = play.scale() == Math.rint(play.scale())
                ? Long.toString((long) play.scale())
                : Double.toString(play.scale());
        return "Played on one machine, %s times as fast as AWS. Times are as played, unless it says “on AWS”."
                .formatted(scale);
    }

    private String tiles() {
        StringBuilder tiles = new StringBuilder();
        tiles.append(tile("", "Played", Times.length(play.length())));
        tiles.append(tile("", "On AWS", Times.about(play.onAws(play.length()))));
        if (!play.phases().isEmpty()) {
            String end = play.phases().get(play.phases().size() - 1).end();
            boolean isBad = end.contains("ROLLBACK") || end.contains("FAILED");
            tiles.append(tile(
                    isBad ? " class=\"bad\"" : "",
                    "Ended as",
                    end.toLowerCase(Locale.ROOT).replace('_', ' ')));
        }
        Duration out = play.unreachable();
        tiles.append(tile(
                out.isZero() ? "" : " class=\"bad\"", "Not reachable", out.isZero() ? "never" : Times.length(out)));
        return tiles.toString();
    }

    private static String tile(String kind, String term, String value) {
        return "<div%s><dt>%s</dt><dd>%s</dd></div>%n".formatted(kind, term, Markup.text(value));
    }

    private String failures() {
        StringBuilder list = new StringBuilder("<dl class=\"failures\">\n");
        play.failures()
                .forEach(each -> list.append("<dt>%s %s <span class=\"quiet\">after %s, at %s</span></dt><dd>%s</dd>%n"
                        .formatted(
                                each.operation().toLowerCase(Locale.ROOT),
                                Markup.name(each.subject()),
                                Times.length(each.length()),
                                Times.clock(each.to()),
                                Markup.text(each.reason()))));
        return list.append("</dl>\n").toString();
    }

    private String path() {
        StringBuilder list =
                new StringBuilder("<p class=\"note\">In each phase, each of these waited for the one before."
                        + " To be faster, make one of them faster, or wait for less.</p>\n");
        for (Phase phase : play.phases()) {
            List<Span> path =
                    play.criticalPath().stream().filter(phase::contains).toList();
            if (!path.isEmpty()) {
                list.append("<h3>%s</h3>%n<ol class=\"path\">%n".formatted(Markup.text(Markup.heading(phase.words()))));
                path.forEach(each -> list.append("<li>%s %s <span class=\"quiet\">%s–%s, on AWS %s</span></li>%n"
                        .formatted(
                                each.operation().toLowerCase(Locale.ROOT),
                                Markup.name(each.subject()),
                                Times.clock(each.from()),
                                Times.clock(each.to()),
                                Times.about(play.onAws(each.length())))));
                list.append("</ol>\n");
            }
        }
        return list.toString();
    }

    private String outages() {
        StringBuilder list = new StringBuilder("<ol class=\"path\">\n");
        play.outages()
                .forEach(each -> list.append("<li>%s <span class=\"quiet\">%s–%s, %s, on AWS %s</span></li>%n"
                        .formatted(
                                Markup.text(each.what()),
                                Times.clock(each.from()),
                                Times.clock(each.to()),
                                Times.length(each.length()),
                                Times.about(play.onAws(each.length())))));
        return list.append("</ol>\n").toString();
    }

    private String remarks() {
        StringBuilder list = new StringBuilder("<div class=\"remarks\">\n");
        play.remarks()
                .forEach(each -> list.append(
                        "<div><h3>%s</h3><dl><dt>Planned</dt><dd>%s</dd><dt>Played</dt><dd>%s</dd></dl></div>%n"
                                .formatted(
                                        Markup.name(each.subject()),
                                        Markup.text(each.planned()),
                                        Markup.text(each.played()))));
        return list.append("</div>\n").toString();
    }

    private String events() {
        StringBuilder rows = new StringBuilder("<details><summary>%d events, in order</summary>%n"
                .formatted(play.events().size()));
        rows.append("<table role=\"table\"><thead><tr><th scope=\"col\">Played</th><th scope=\"col\">What</th>"
                + "<th scope=\"col\">Status</th><th scope=\"col\">Reason</th></tr></thead>\n<tbody>\n");
        for (int index = 0; index < play.events().size(); index++) {
            Event event = play.events().get(index);
            rows.append(("<tr id=\"e%d\" role=\"row\"><td role=\"cell\" class=\"time\">%s</td><td role=\"cell\">%s</td>"
                            + "<td role=\"cell\">%s</td><td role=\"cell\">%s</td></tr>%n")
                    .formatted(
                            index,
                            Times.clock(event.at()),
                            Markup.text(event.subject()),
                            Markup.text(event.status()),
                            Markup.text(event.reason())));
        }
        return rows.append("</tbody></table></details>\n").toString();
    }

    private static String id(String name) {
        return name.toLowerCase(Locale.ROOT).replace(' ', '-');
    }
}
