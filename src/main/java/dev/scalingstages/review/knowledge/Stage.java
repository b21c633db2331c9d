package dev.scalingstages.review.knowledge;

/**
 * A stage through which an application grows.
 *
 * @param number from 1
 * @param slug its name in file names, such as {@code 3-load-balanced}
 * @param purpose what it is for, in a few words
 */
public record Stage(int number, String slug, String purpose) {}
