package dev.scalingstages.review.command;

/** A command that shows an example when its arguments are wrong. */
interface WithExample {
    /** Commands that work, as the rest of a sentence. */
    String example();
}
