package dev.scalingstages.review.command;

/** Thrown when a stage can't be synthesized; the message is the CDK's output. */
final class SynthesisFailedException extends RuntimeException {
    SynthesisFailedException(String message) {
        super(message);
    }
}
