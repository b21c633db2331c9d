package dev.scalingstages.review.command;

/** A stage could not be synthesized; the message is what the CDK said. */
final class SynthesisFailedException extends RuntimeException {
    SynthesisFailedException(String message) {
        super(message);
    }
}
