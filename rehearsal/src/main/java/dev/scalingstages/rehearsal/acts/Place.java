package dev.scalingstages.rehearsal.acts;

import java.nio.file.Path;

/**
 * Where a play takes place on this machine.
 *
 * @param project the project's folder
 * @param root what servers boot from, as {@code rehearsal/bin/make-root} prints it
 * @param jdk home of a JDK 25
 * @param node the Node that runs functions
 * @param run a folder for everything that a play writes; it is cleared before each play
 */
public record Place(Path project, Path root, Path jdk, Path node, Path run) {}
