package dev.scalingstages.settings;

import java.util.Objects;
import java.util.Optional;

/**
 * The definition of one setting: the reader checks values against it, and {@code docs/settings.md} is generated from
 * it.
 *
 * @param name the CDK context key
 * @param kind how the value is written
 * @param allowed which values are accepted, as it stands in messages and in the table
 * @param defaults the default of each stage that uses the setting
 * @param reason why the default is what it is, or why there is none, and the reason for a limit where it needs one
 * @param exampleValue an accepted value
 * @param check finds the fault of a value
 */
record SettingDefinition(
        String name,
        ValueKind kind,
        String allowed,
        StageDefaults defaults,
        String reason,
        String exampleValue,
        Check check) {
    /**
     * Longer text is refused before any pattern sees it. The longest useful value is a URL, and every client accepts
     * 2,048 characters.
     */
    static final int LONGEST_TEXT = 2_048;

    SettingDefinition {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(allowed, "allowed");
        Objects.requireNonNull(defaults, "defaults");
        Objects.requireNonNull(reason, "reason");
        Objects.requireNonNull(exampleValue, "exampleValue");
        Objects.requireNonNull(check, "check");
    }

    /** Finds out whether a value, in its canonical text, can be used. */
    @FunctionalInterface
    interface Check {
        /** The fault, as the end of a sentence that begins with the value; empty for a value that can be used. */
        Optional<String> fault(String text);
    }

    /** The option for the command line, quoted for a shell where it has to be. */
    String example() {
        String option = name + "=" + exampleValue;
        return "-c " + (option.matches("[A-Za-z0-9._:/=,@+-]+") ? option : "'" + option + "'");
    }

    /** Reads a value from CDK context, typed as in {@code cdk.json} or as the text of {@code -c}. */
    Reading read(Object raw) {
        Reading reading = kind.read(raw);
        if (reading.fault().isPresent()) {
            return reading;
        }
        if (reading.text().length() > LONGEST_TEXT) {
            return Reading.faulty("is longer than " + LONGEST_TEXT + " characters");
        }
        return new Reading(reading.text(), check.fault(reading.text()));
    }

    Problem problem(Object raw, String fault) {
        return new Problem(name, PrintableValue.of(raw), fault, allowed, example());
    }
}
