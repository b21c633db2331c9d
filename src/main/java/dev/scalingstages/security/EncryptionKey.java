package dev.scalingstages.security;

/** One of the two KMS keys that encrypt what the system keeps. Code that needs a particular one takes its subtype. */
public sealed interface EncryptionKey permits DataKey, OperationsKey {
    /** The key's ARN. */
    String arn();
}
