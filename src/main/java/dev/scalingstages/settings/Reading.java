package dev.scalingstages.settings;

import java.util.Optional;

/**
 * A value in its canonical text, or what is wrong with it.
 *
 * @param text the value; without meaning when there is a fault
 * @param fault the end of a sentence that begins with the value
 */
record Reading(String text, Optional<String> fault) {
    static Reading valid(String text) {
        return new Reading(text, Optional.empty());
    }

    static Reading faulty(String fault) {
        return new Reading("", Optional.of(fault));
    }
}
