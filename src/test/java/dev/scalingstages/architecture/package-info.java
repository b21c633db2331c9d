/**
 * What holds for the code as a whole: which package may use which, what must not be in any file, and that each row of
 * the requirements is documented and tested. Start reading at {@link dev.scalingstages.architecture.LayersTest}.
 *
 * <p>Invariant: these tests read source text and class files; they need no library and no synthesis.
 */
package dev.scalingstages.architecture;
