/**
 * Thumbnails of pictures that strangers send. A decoder is native code that cannot be stopped within a process, so
 * pictures are decoded in a few separate processes.
 *
 * <p>Invariant: whatever the file, a picture costs no more processor time, memory and places than {@code Decoders}
 * allows; a decoder that goes further is killed, and the picture refused. Limits of what is in a file come before that,
 * to be cheap, and need not be complete.
 *
 * <p>Start reading at {@link dev.scalingstages.workload.decoding.Decoders}; what runs in the other process is {@code
 * DecoderProgram}.
 */
package dev.scalingstages.workload.decoding;
