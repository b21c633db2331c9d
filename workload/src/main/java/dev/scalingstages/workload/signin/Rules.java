package dev.scalingstages.workload.signin;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** The rules for emails, names and passwords. */
public final class Rules {
    /** The message when an email is refused. */
    public static final String EMAIL =
            "must be an address such as ada@example.com, with at most 254 ASCII" + " characters";

    /** The message when a name is refused. */
    public static final String DISPLAY_NAME =
            "must have 1 to 64 characters, no control characters, and no spaces at its ends";

    /** The message when a password is refused. */
    public static final String PASSWORD = "must have 10 to 200 characters";

    /** The length of the column, and of an address in SMTP (RFC 5321, section 4.5.3.1.3, less the brackets). */
    private static final int LONGEST_EMAIL = 254;

    private static final int LONGEST_NAME = 64;
    private static final int SHORTEST_PASSWORD = 10;
    private static final int LONGEST_PASSWORD = 200;

    /**
     * ASCII only: a database that compares without accents would take two different letters for one. Whether the address
     * exists can only be found out by writing to it.
     */
    private static final Pattern ADDRESS =
            Pattern.compile("[a-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[a-z0-9-]{1,63}(\\.[a-z0-9-]{1,63})+");

    private Rules() {}

    /** An email as it is stored, in lower case; nothing when it cannot be one. */
    public static Optional<String> email(String text) {
        return Optional.of(text.strip().toLowerCase(Locale.ROOT))
                .filter(email -> email.length() <= LONGEST_EMAIL)
                .filter(email -> ADDRESS.matcher(email).matches());
    }

    /** Whether a text may be a display name. */
    public static boolean isDisplayName(String text) {
        int length = text.codePointCount(0, text.length());
        return length >= 1
                && length <= LONGEST_NAME
                && text.strip().equals(text)
                && text.codePoints().noneMatch(Rules::isControl);
    }

    /** Whether a text may be a password. */
    public static boolean isPassword(String text) {
        int length = text.codePointCount(0, text.length());
        return length >= SHORTEST_PASSWORD && length <= LONGEST_PASSWORD;
    }

    /** Also half of a pair, which no encoding can hold, and marks that turn the direction of the text around them. */
    private static boolean isControl(int character) {
        int type = Character.getType(character);
        return type == Character.CONTROL
                || type == Character.SURROGATE
                || type == Character.LINE_SEPARATOR
                || type == Character.PARAGRAPH_SEPARATOR
                || character >= 0x202A && character <= 0x202E
                || character >= 0x2066 && character <= 0x2069;
    }
}
