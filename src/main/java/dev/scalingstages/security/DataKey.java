package dev.scalingstages.security;

import java.util.Objects;

/** The key of everything that users gave the system: volumes, databases, objects, queues, tables, cache, warehouse. */
public record DataKey(String arn) implements EncryptionKey {
    public DataKey {
        Objects.requireNonNull(arn, "arn");
    }
}
