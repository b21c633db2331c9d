package dev.scalingstages.security;

import java.util.Objects;

/**
 * The key for everything that users entrust to the system: volumes, databases, objects, queues, tables, cache,
 * warehouse.
 */
public record DataKey(String arn) implements EncryptionKey {
    public DataKey {
        Objects.requireNonNull(arn, "arn");
    }
}
