package dev.scalingstages.review.command;

/** A command that shows how it is used, when it was used wrongly. */
interface WithExample {
    /** Commands that work, in half a sentence. */
    String example();
}
