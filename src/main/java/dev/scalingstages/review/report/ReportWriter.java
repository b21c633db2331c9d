package dev.scalingstages.review.report;

import dev.scalingstages.review.report.Section.Detail;
import dev.scalingstages.review.report.Section.Item;
import java.util.List;

/** Writes sections for a terminal or for Markdown. */
public final class ReportWriter {
    private static final int WIDTH = 110;

    private ReportWriter() {}

    /** Plain text, wrapped, for a terminal. */
    static String text(String title, String verdict, List<Section> sections) {
        StringBuilder text = new StringBuilder();
        text.append(title).append("\n\n").append(verdict).append('\n');
        for (Section section : sections) {
            text.append('\n').append(section.title()).append('\n');
            if (!section.introduction().isEmpty()) {
                wrap(text, "  ", "  ", section.introduction());
            }
            for (Item item : section.items()) {
                wrap(text, "  - ", "    ", item.text());
                item.details().forEach(detail -> wrap(text, "      ", "      ", withSource(detail)));
            }
        }
        return text.toString();
    }

    /** Markdown, with headings of the given level. */
    public static String markdown(int level, List<Section> sections) {
        StringBuilder text = new StringBuilder();
        for (Section section : sections) {
            if (!text.isEmpty()) {
                text.append('\n');
            }
            text.append("#".repeat(level)).append(' ').append(section.title()).append("\n\n");
            if (!section.introduction().isEmpty()) {
                text.append(escape(section.introduction())).append('\n');
                if (!section.items().isEmpty()) {
                    text.append('\n');
                }
            }
            for (Item item : section.items()) {
                text.append("- ").append(escape(item.text())).append('\n');
                item.details()
                        .forEach(detail ->
                                text.append("  - ").append(linked(detail)).append('\n'));
            }
        }
        return text.toString();
    }

    /** Templates may come from anywhere: their text must neither become markup in a comment nor mention a user. */
    static String escape(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replaceAll("([\\\\`*_\\[\\]|#!])", "\\\\$1")
                .replace("@", "@&#8203;");
    }

    private static String withSource(Detail detail) {
        return detail.source().isEmpty() ? detail.text() : "%s (%s)".formatted(detail.text(), detail.source());
    }

    private static String linked(Detail detail) {
        return escape(detail.text()) + (detail.source().isEmpty() ? "" : " ([AWS](%s))".formatted(detail.source()));
    }

    private static void wrap(StringBuilder text, String first, String next, String words) {
        StringBuilder line = new StringBuilder(first);
        boolean empty = true;
        for (String word : words.split(" ")) {
            if (!empty && line.length() + 1 + word.length() > WIDTH) {
                text.append(line).append('\n');
                line = new StringBuilder(next);
                empty = true;
            }
            line.append(empty ? "" : " ").append(word);
            empty = false;
        }
        text.append(line).append('\n');
    }
}
