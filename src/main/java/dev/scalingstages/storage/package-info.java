/**
 * Object storage: what users see and upload, and the logs about who read it.
 *
 * <p>Invariant: no bucket is public, every bucket refuses plain HTTP, and none is emptied when the stack is deleted.
 * Start reading at {@link dev.scalingstages.storage.ContentStore}.
 */
package dev.scalingstages.storage;
