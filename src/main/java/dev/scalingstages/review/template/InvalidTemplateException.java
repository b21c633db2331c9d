package dev.scalingstages.review.template;

/** A file that was given as a template is none; the message says which, and what a template is. */
public final class InvalidTemplateException extends RuntimeException {
    public InvalidTemplateException(String message) {
        super(message);
    }
}
