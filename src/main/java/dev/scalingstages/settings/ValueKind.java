package dev.scalingstages.settings;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** How a setting is written, in {@code cdk.json} with JSON's types and on the command line as text. */
enum ValueKind {
    /** Any text. */
    TEXT("text") {
        @Override
        Reading readFilled(Object raw) {
            return raw instanceof String text
                    ? Reading.valid(text)
                    : Reading.faulty("is " + typeOf(raw) + ", not text");
        }
    },
    /** A JSON number without a fraction, or its decimal digits as text. */
    WHOLE_NUMBER("whole number") {
        @Override
        Reading readFilled(Object raw) {
            if (raw instanceof Number number) {
                return wholeNumber(number);
            }
            if (!(raw instanceof String text)) {
                return Reading.faulty("is " + typeOf(raw) + ", not a whole number");
            }
            return DIGITS.matcher(text).matches() ? Reading.valid(text) : Reading.faulty(NOT_WHOLE);
        }
    },
    /** A JSON list of texts, or texts with commas between them. */
    LIST("list") {
        @Override
        Reading readFilled(Object raw) {
            if (raw instanceof String text) {
                return joined(List.of(text.split(",", -1)));
            }
            return raw instanceof List<?> list ? joined(list) : Reading.faulty("is " + typeOf(raw) + ", not a list");
        }
    };

    private static final String NOT_WHOLE = "is not a whole number";
    private static final Pattern DIGITS = Pattern.compile("-?(0|[1-9][0-9]{0,17})");
    private static final BigDecimal LARGEST = BigDecimal.TEN.pow(18);

    private final String label;

    ValueKind(String label) {
        this.label = label;
    }

    /** The kind's name in {@code docs/settings.md}. */
    String label() {
        return label;
    }

    /** The value in its canonical text, or why it isn't of this kind. */
    final Reading read(Object raw) {
        boolean empty =
                (raw instanceof String text && text.isBlank()) || (raw instanceof List<?> list && list.isEmpty());
        return empty ? Reading.faulty("is empty; leave the setting out instead") : readFilled(raw);
    }

    abstract Reading readFilled(Object raw);

    private static Reading wholeNumber(Number number) {
        double approximation = number.doubleValue();
        if (Double.isNaN(approximation) || Double.isInfinite(approximation)) {
            return Reading.faulty(NOT_WHOLE);
        }
        BigDecimal exact = new BigDecimal(number.toString());
        // The size goes first: writing out 1e999999999 digit by digit would not end.
        if (exact.abs().compareTo(LARGEST) >= 0 || exact.stripTrailingZeros().scale() > 0) {
            return Reading.faulty(NOT_WHOLE);
        }
        return Reading.valid(Long.toString(exact.longValueExact()));
    }

    private static Reading joined(List<?> elements) {
        List<String> texts = new ArrayList<>();
        for (Object element : elements) {
            if (!(element instanceof String text)) {
                return Reading.faulty("contains " + PrintableValue.of(element) + ", which is not text");
            }
            if (text.isBlank()) {
                return Reading.faulty("has an empty element");
            }
            texts.add(text.strip());
        }
        return Reading.valid(String.join(",", texts));
    }

    private static String typeOf(Object raw) {
        if (raw instanceof String) {
            return "text";
        }
        if (raw instanceof Number) {
            return "a number";
        }
        if (raw instanceof Boolean) {
            return "true or false";
        }
        if (raw instanceof List) {
            return "a list";
        }
        return raw instanceof Map ? "an object" : "of another type";
    }
}
