package dev.scalingstages.workload.decoding;

import java.time.Duration;

/**
 * The limits of a decoder.
 *
 * @param heapMebibytes the heap: a picture of 10 MB, what is kept of it while it is read (17 MB), and the thumbnail's
 *     steps
 * @param memoryMebibytes all that it may write to, native memory and heap together (RLIMIT_DATA): 105 MiB for a JVM at
 *     work, the coefficients of the largest picture in several scans (153 MiB), and the heap
 * @param processorTime for one picture
 * @param wallTime for one picture; then it is nobody's doing but the server's, which did not let the decoder run
 * @param start until a new one takes pictures
 */
record DecoderLimits(
        int heapMebibytes, int memoryMebibytes, Duration processorTime, Duration wallTime, Duration start) {}
