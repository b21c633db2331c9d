package dev.scalingstages.rehearsal.report;

import dev.scalingstages.rehearsal.report.Play.End;
import dev.scalingstages.rehearsal.report.Play.Span;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/** A play as text, for a terminal. */
final class TextReport {
    private final Play play;
    private final StringBuilder text = new StringBuilder();

    private TextReport(Play play) {
        this.play = play;
    }

    static String of(Play play) {
        return new TextReport(play).write();
    }

    private String write() {
        line("%s: %s played, %s on AWS", play.title(), Times.length(play.length()), about(play.length()));
        line("Times are as played; \"about\" is AWS, %s times slower.", number(play.scale()));
        section("Phases", play.phases().isEmpty());
        play.phases()
                .forEach(each -> line(
                        "  %7s-%-7s %s, %s: %s",
                        Times.clock(each.from()),
                        Times.clock(each.to()),
                        each.name(),
                        about(each.to().minus(each.from())),
                        each.end()));
        section(
                "What determined the time, each waiting for the one before",
                play.criticalPath().isEmpty());
        play.criticalPath().forEach(this::operation);
        List<Span> failed = play.failures();
        section("Failed", failed.isEmpty());
        failed.forEach(each ->
                line("  %7s %s %s: %s", Times.clock(each.to()), each.operation(), each.subject(), each.reason()));
        section("Servers", play.servers().isEmpty());
        play.servers()
                .forEach(each -> line(
                        "  %7s-%-7s %s %s%s",
                        Times.clock(each.from()),
                        Times.clock(each.to()),
                        each.server(),
                        boot(each.end()),
                        each.reason().isEmpty() ? "" : ": " + each.reason()));
        section("Not reachable", play.outages().isEmpty());
        play.outages()
                .forEach(each -> line(
                        "  %7s-%-7s %s, %s: %s",
                        Times.clock(each.from()),
                        Times.clock(each.to()),
                        Times.length(each.length()),
                        about(each.length()),
                        each.what()));
        section("Planned and played", play.remarks().isEmpty());
        play.remarks().forEach(each -> {
            line("  %s", each.subject());
            line("    planned: %s", each.planned());
            line("    played:  %s", each.played());
        });
        section(
                "Operations; * on the way that determined the time",
                play.spans().isEmpty());
        play.spans().forEach(this::operation);
        return text.toString();
    }

    private void operation(Span each) {
        line(
                "%s %7s-%-7s %s %s, %s%s",
                play.isCritical(each) ? "*" : " ",
                Times.clock(each.from()),
                Times.clock(each.to()),
                each.operation(),
                each.subject(),
                about(each.length()),
                each.end() == End.COMPLETE ? "" : ": " + each.end().name().toLowerCase(Locale.ROOT));
    }

    private void section(String title, boolean isEmpty) {
        if (!isEmpty) {
            line("");
            line("%s:", title);
        }
    }

    private static String boot(End end) {
        return switch (end) {
            case COMPLETE -> "booted";
            case FAILED, CANCELLED -> "did not boot";
            case OPEN -> "was still booting";
        };
    }

    private String about(Duration played) {
        return Times.about(play.onAws(played));
    }

    private static String number(double value) {
        return value == Math.rint(value) ? Long.toString((long) value) : Double.toString(value);
    }

    private void line(String format, Object... values) {
        text.append(String.format(Locale.ROOT, format, values)).append('\n');
    }
}
