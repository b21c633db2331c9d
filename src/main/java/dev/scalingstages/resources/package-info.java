/**
 * Files that ship with the application and are assets or text of a stack: boot scripts, functions.
 *
 * <p>Invariant: they are found wherever the application starts from, a directory of classes or a jar beside one. Start
 * reading at {@link dev.scalingstages.resources.Resources}.
 */
package dev.scalingstages.resources;
