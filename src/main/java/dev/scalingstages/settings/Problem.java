package dev.scalingstages.settings;

import java.util.Objects;

/**
 * One thing that is wrong with one setting, with everything needed to fix it.
 *
 * @param setting the setting's name as it was given, with control characters escaped
 * @param value what was given, made safe to print and truncated if very long
 * @param fault why the value can't be used, as the end of a sentence that begins with the value
 * @param allowed which values can be used
 * @param example options for the command line that would be accepted
 */
public record Problem(String setting, String value, String fault, String allowed, String example) {
    /** @throws NullPointerException if a part is missing */
    public Problem {
        Objects.requireNonNull(setting, "setting");
        Objects.requireNonNull(value, "value");
        Objects.requireNonNull(fault, "fault");
        Objects.requireNonNull(allowed, "allowed");
        Objects.requireNonNull(example, "example");
    }

    /** The whole problem on one line. */
    public String text() {
        return "%s: %s %s. Allowed: %s. Example: %s".formatted(setting, value, fault, allowed, example);
    }
}
