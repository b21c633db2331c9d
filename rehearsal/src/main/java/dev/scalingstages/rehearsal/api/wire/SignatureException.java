package dev.scalingstages.rehearsal.api.wire;

/** A signature that does not hold. */
public final class SignatureException extends Exception {
    private final Fault fault;

    SignatureException(Fault fault, String message) {
        super(message);
        this.fault = fault;
    }

    /** What is wrong. */
    public Fault fault() {
        return fault;
    }

    /** What may be wrong with a signature. */
    public enum Fault {
        MISSING,
        MALFORMED,
        UNKNOWN_KEY,
        BAD_TOKEN,
        MISMATCH,
        SKEWED,
        EXPIRED
    }
}
