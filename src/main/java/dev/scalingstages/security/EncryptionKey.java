package dev.scalingstages.security;

/** One of the two KMS keys that encrypt what the system keeps. Who needs a certain one asks for that. */
public sealed interface EncryptionKey permits DataKey, OperationsKey {
    /** The key's ARN. */
    String arn();
}
