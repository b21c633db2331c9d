package dev.scalingstages.testing;

import java.util.Optional;

/** What an assertion of {@code software.amazon.awscdk.assertions} throws when it does not hold. */
public final class CdkAssertion {
    /** How the CDK names its assertions' errors; any other error means that the assertion itself is wrong. */
    private static final String NAME = "AssertionError: ";

    /** Where the stack trace of the CDK's own process begins, which repeats the message. */
    private static final String TRACE = "\n@jsii/kernel.";

    private CdkAssertion() {}

    /** The message of a failed assertion of the CDK, without the trace of its process; empty for any other throwable. */
    public static Optional<String> message(Throwable thrown) {
        String message = thrown.getMessage();
        if (!(thrown instanceof RuntimeException) || message == null || !message.startsWith(NAME)) {
            return Optional.empty();
        }
        int trace = message.indexOf(TRACE);
        return Optional.of(message.substring(NAME.length(), trace < 0 ? message.length() : trace)
                .strip());
    }
}
