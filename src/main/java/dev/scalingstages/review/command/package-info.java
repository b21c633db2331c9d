/**
 * The review as a program: one class for each command.
 *
 * <p>Invariant: what a user gets wrong is one message that names the argument, what is allowed and an example, with exit
 * status 1; whatever a command started or wrote for itself is gone when it ends, also when it is interrupted.
 *
 * <p>A new command is a class with picocli's {@code @Command}, made in {@link
 * dev.scalingstages.review.command.ReviewCommand}, where reading starts.
 */
package dev.scalingstages.review.command;
