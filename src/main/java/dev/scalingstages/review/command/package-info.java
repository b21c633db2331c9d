/**
 * The command-line interface of the review: one class for each command.
 *
 * <p>Invariant: a user's mistake yields one message that names the argument, what is allowed and an example, with exit
 * status 1; a command's processes and temporary files are gone when it ends, even when it is interrupted.
 *
 * <p>A new command is a class with picocli's {@code @Command}, created in {@link
 * dev.scalingstages.review.command.ReviewCommand}. Start reading there.
 */
package dev.scalingstages.review.command;
