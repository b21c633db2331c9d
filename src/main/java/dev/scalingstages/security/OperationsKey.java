package dev.scalingstages.security;

import java.util.Objects;

/** The key of everything that the system says about itself: logs, alarms, audit. */
public record OperationsKey(String arn) implements EncryptionKey {
    public OperationsKey {
        Objects.requireNonNull(arn, "arn");
    }
}
