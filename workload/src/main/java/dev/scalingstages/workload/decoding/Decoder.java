package dev.scalingstages.workload.decoding;

import dev.scalingstages.workload.content.UnavailableException;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A decoder's process, seen from the service. It takes one picture at a time; once it has failed it is of no more use.
 */
final class Decoder implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Decoder.class);

    /** A thumbnail of noise has 300 KB. A process that sends more no longer behaves as a decoder. */
    private static final int LARGEST_ANSWER = 2 * 1024 * 1024;

    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(50);

    /** Between the end of its output and its own end. */
    private static final Duration GRACE = Duration.ofSeconds(1);

    private final DecoderLimits limits;
    private final Process process;
    private final DataInputStream in;
    private final DataOutputStream out;
    private volatile boolean hasEnded;

    /** How a picture ended its decoder. */
    enum Ending {
        /** The picture needs more than the decoder may have: its own fault. */
        TOO_MUCH,
        /** The reason is not known. */
        UNKNOWN
    }

    /** The decoder has ended while it worked on a picture. */
    static final class EndedException extends Exception {
        private final Ending ending;

        EndedException(Ending ending, String message) {
            super(message, null, false, false);
            this.ending = ending;
        }

        Ending ending() {
            return ending;
        }
    }

    private Decoder(DecoderLimits limits, Process process) {
        this.limits = limits;
        this.process = process;
        this.in = new DataInputStream(new BufferedInputStream(process.getInputStream()));
        this.out = new DataOutputStream(process.getOutputStream());
    }

    /**
     * Starts a decoder, and returns when it is ready for pictures.
     *
     * @param command what to run
     * @throws UnavailableException when it cannot be started; no picture is to blame
     */
    static Decoder start(List<String> command, Map<String, String> environment, DecoderLimits limits) {
        Decoder decoder = new Decoder(limits, launch(command, environment));
        try {
            int said = decoder.ask(decoder.in::readInt, limits.start(), Optional.empty());
            if (said == DecoderProgram.READY) {
                return decoder;
            }
            throw new UnavailableException("the decoder of pictures says " + said);
        } catch (EndedException e) {
            throw new UnavailableException("the decoder of pictures does not start: " + e.getMessage());
        } catch (RuntimeException e) {
            decoder.close();
            throw e;
        }
    }

    private static Process launch(List<String> command, Map<String, String> environment) {
        try {
            ProcessBuilder builder = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
            builder.environment().clear();
            builder.environment().putAll(environment);
            return builder.start();
        } catch (IOException e) {
            throw new UnavailableException("the decoder of pictures cannot be started", e);
        }
    }

    /**
     * A picture's thumbnail, or nothing when it is refused.
     *
     * @throws EndedException when the picture ended the decoder
     * @throws UnavailableException when it did not get the processor for long enough to decide
     */
    Optional<byte[]> thumbnail(byte[] picture) throws EndedException {
        return ask(
                () -> {
                    out.writeInt(picture.length);
                    out.write(picture);
                    out.flush();
                    int kind = in.readInt();
                    int length = in.readInt();
                    if (length < 0 || length > LARGEST_ANSWER) {
                        throw new IOException("an answer of " + length + " bytes");
                    }
                    byte[] answer = in.readNBytes(length);
                    return answer.length < length
                            ? null
                            : kind == DecoderProgram.MADE ? Optional.of(answer) : refused(answer);
                },
                limits.wallTime(),
                Optional.of(used().plus(limits.processorTime())));
    }

    private static Optional<byte[]> refused(byte[] reason) {
        LOG.info("A picture is refused: {}", new String(reason, StandardCharsets.US_ASCII));
        return Optional.empty();
    }

    private interface Exchange<T> {
        T run() throws IOException;
    }

    /** Waits for an answer in a separate thread, since reads from a process have no timeout. */
    private <T> T ask(Exchange<T> exchange, Duration wallTime, Optional<Duration> mostUsed) throws EndedException {
        CompletableFuture<T> answer = new CompletableFuture<>();
        Thread.ofVirtual().name("decoder").start(() -> {
            try {
                answer.complete(exchange.run());
            } catch (IOException | RuntimeException e) {
                answer.completeExceptionally(e);
            }
        });
        long end = System.nanoTime() + wallTime.toNanos();
        while (true) {
            try {
                T said = answer.get(BETWEEN_LOOKS.toMillis(), TimeUnit.MILLISECONDS);
                if (said != null) {
                    return said;
                }
                throw ended();
            } catch (TimeoutException e) {
                if (mostUsed.filter(most -> used().compareTo(most) > 0).isPresent()) {
                    close();
                    throw new EndedException(Ending.TOO_MUCH, "it took more than " + limits.processorTime());
                }
                if (System.nanoTime() - end > 0) {
                    close();
                    throw new UnavailableException("a picture was not decoded in " + wallTime);
                }
            } catch (ExecutionException e) {
                throw ended();
            } catch (InterruptedException e) {
                close();
                Thread.currentThread().interrupt();
                throw new UnavailableException("the server is stopping", e);
            }
        }
    }

    private EndedException ended() {
        // It may still be on its way out: killed before that, it would not say why.
        try {
            process.waitFor(GRACE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        close();
        int status = process.onExit().join().exitValue();
        return new EndedException(
                status == DecoderProgram.OUT_OF_HEAP ? Ending.TOO_MUCH : Ending.UNKNOWN, "its status is " + status);
    }

    /** Processor time since its start, which no neighbour can lengthen. */
    private Duration used() {
        return process.toHandle().info().totalCpuDuration().orElse(Duration.ZERO);
    }

    /** Whether the process still runs. */
    boolean isAlive() {
        return !hasEnded && process.isAlive();
    }

    /** Kills the process at once. */
    @Override
    public void close() {
        hasEnded = true;
        process.destroyForcibly();
    }
}
