package dev.scalingstages.review.template;

/** Thrown when a file isn't a CloudFormation template; the message names the file, and says what a template is. */
public final class InvalidTemplateException extends RuntimeException {
    public InvalidTemplateException(String message) {
        super(message);
    }
}
