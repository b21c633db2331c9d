package dev.scalingstages.workload.configuration;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** The roles of a process; one process may have several. */
public enum Role {
    /** Signs in, writes posts and likes, takes photos. */
    WRITE_API,
    /** Reads posts, timelines and likes. */
    READ_API,
    /** Works on the messages of the queues. */
    WORKER;

    /** As it is written on the command line. */
    public String text() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    static Optional<Role> of(String text) {
        return Arrays.stream(values()).filter(role -> role.text().equals(text)).findFirst();
    }
}
