package dev.scalingstages.rehearsal.command;

import java.util.List;

/** Arguments that cannot be played; the message says what is wrong, all of it. */
public final class MistakesException extends RuntimeException {
    MistakesException(List<String> mistakes) {
        super("./rehearse: %s%nFor example: ./rehearse 3 4. See ./rehearse --help."
                .formatted(
                        mistakes.size() == 1
                                ? mistakes.get(0)
                                : mistakes.size() + " things are wrong:\n  - " + String.join("\n  - ", mistakes)));
    }
}
