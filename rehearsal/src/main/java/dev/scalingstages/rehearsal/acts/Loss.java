package dev.scalingstages.rehearsal.acts;

import java.util.Optional;

/**
 * Something that a stack can lose while it serves.
 *
 * @param kind what it is
 * @param name which one: a part of a server's name, or the letter of a zone; else empty text
 */
public record Loss(Kind kind, String name) {
    /** How losses are written on the command line. */
    public static final String FORMS = "server:NAME, zone-a, zone-b, zone-c, primary, replica, lag and cache";

    /** What can be lost. */
    public enum Kind {
        /** A server, as when its host fails. */
        SERVER,
        /** An availability zone, which comes back. */
        ZONE,
        /** The host of the primary database: its standby takes over. */
        PRIMARY,
        /** The host of a read replica, which starts again. */
        REPLICA,
        /** A replica that stops following for a while. */
        LAG,
        /** A node of the cache, which comes back empty. */
        CACHE
    }

    /** A loss as people write it; empty if there is none of that name. */
    public static Optional<Loss> parse(String word) {
        if (word.matches("server:.+")) {
            return Optional.of(new Loss(Kind.SERVER, word.substring("server:".length())));
        }
        if (word.matches("zone-[abc]")) {
            return Optional.of(new Loss(Kind.ZONE, word.substring("zone-".length())));
        }
        return switch (word) {
            case "primary" -> Optional.of(new Loss(Kind.PRIMARY, ""));
            case "replica" -> Optional.of(new Loss(Kind.REPLICA, ""));
            case "lag" -> Optional.of(new Loss(Kind.LAG, ""));
            case "cache" -> Optional.of(new Loss(Kind.CACHE, ""));
            default -> Optional.empty();
        };
    }

    @Override
    public String toString() {
        return switch (kind) {
            case SERVER -> "server " + name;
            case ZONE -> "zone " + name;
            case PRIMARY -> "the primary database's host";
            case REPLICA -> "a replica's host";
            case LAG -> "a replica's connection to the primary";
            case CACHE -> "a node of the cache";
        };
    }
}
