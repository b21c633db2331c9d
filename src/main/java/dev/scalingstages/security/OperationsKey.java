package dev.scalingstages.security;

import java.util.Objects;

/** The key for everything that the system records about itself: logs, alarms, audit. */
public record OperationsKey(String arn) implements EncryptionKey {
    public OperationsKey {
        Objects.requireNonNull(arn, "arn");
    }
}
