package dev.scalingstages.settings;

/** Makes user input safe to print on one line of a terminal. */
final class PrintableValue {
    private static final int LONGEST = 120;

    private PrintableValue() {}

    /**
     * Text without blanks stays as it is; other text is put in quotes, so that its ends can be seen. Control characters
     * are escaped, since they could rewrite the line they are printed on, and what is longer than 120 characters is
     * cut.
     */
    static String of(Object value) {
        String whole = String.valueOf(value);
        boolean cut = whole.length() > LONGEST;
        String escaped = escape(cut ? whole.substring(0, LONGEST) : whole) + (cut ? "…" : "");
        boolean plain = !(value instanceof String)
                || (!whole.isEmpty() && whole.chars().noneMatch(c -> Character.isWhitespace(c) || c == '"'));
        return plain ? escaped : '"' + escaped.replace("\"", "\\\"") + '"';
    }

    private static String escape(String text) {
        StringBuilder escaped = new StringBuilder();
        text.chars().forEach(character -> {
            if (isPrintable(character)) {
                escaped.append((char) character);
            } else {
                escaped.append("\\u%04x".formatted(character));
            }
        });
        return escaped.toString();
    }

    private static boolean isPrintable(int character) {
        return switch (Character.getType(character)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.UNASSIGNED,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> false;
            default -> true;
        };
    }
}
