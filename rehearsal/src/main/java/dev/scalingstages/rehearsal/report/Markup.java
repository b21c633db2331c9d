package dev.scalingstages.rehearsal.report;

import com.fasterxml.jackson.databind.node.MissingNode;
import dev.scalingstages.review.template.Resource;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;

/** Pieces of HTML. What is written is well-formed XML too. */
final class Markup {
    private Markup() {}

    /** Text in HTML. */
    static String text(String plain) {
        StringBuilder escaped = new StringBuilder();
        plain.codePoints().forEach(each -> {
            switch (each) {
                case '&' -> escaped.append("&amp;");
                case '<' -> escaped.append("&lt;");
                case '>' -> escaped.append("&gt;");
                case '"' -> escaped.append("&quot;");
                default -> {
                    // Control characters, as in the output of terminals, are not allowed in XML.
                    boolean isControl = Character.isISOControl(each) && each != '\n' && each != '\t';
                    escaped.appendCodePoint(isControl ? '\uFFFD' : each);
                }
            }
        });
        return escaped.toString();
    }

    /** A logical id in readable form, as HTML. */
    static String name(String subject) {
        return text(new Resource(subject, MissingNode.getInstance()).name());
    }

    /** Words with a capital letter at the beginning. */
    static String heading(String words) {
        return words.substring(0, 1).toUpperCase(Locale.ROOT) + words.substring(1);
    }

    /** A part of a whole in per cent. */
    static String percent(Duration part, Duration whole) {
        double share = whole.isZero() ? 0 : 100.0 * part.toNanos() / whole.toNanos();
        return String.format(Locale.ROOT, "%.3f%%", Math.clamp(share, 0, 100));
    }

    /** A file beside this class. */
    static String resource(String name) {
        try (InputStream file = Markup.class.getResourceAsStream(name)) {
            return new String(file.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(name, e);
        }
    }
}
