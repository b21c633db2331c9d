/**
 * The two keys that encrypt what the system keeps.
 *
 * <p>Invariant: whoever may read data need not be able to read logs, and the other way round; a key outlives the stack.
 * Start reading at {@link dev.scalingstages.encryption.Keys}.
 */
package dev.scalingstages.encryption;
