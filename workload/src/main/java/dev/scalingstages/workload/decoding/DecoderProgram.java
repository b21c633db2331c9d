package dev.scalingstages.workload.decoding;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import javax.imageio.ImageIO;

/**
 * The program in a decoder's process: pictures come in by standard input, thumbnails go out by standard output, each
 * with its length in front of it. It ends when its input does, and by itself when its parent process has ended while a
 * picture is being decoded.
 */
final class DecoderProgram {
    /** Says that pictures may come. */
    static final int READY = 0x52454459;

    /** Precedes a thumbnail in the output. */
    static final int MADE = 1;

    /** Precedes the reason why there is no thumbnail. */
    static final int REFUSED = 2;

    /** The status with which a JVM ends that runs out of heap ({@code -XX:+ExitOnOutOfMemoryError}). */
    static final int OUT_OF_HEAP = 3;

    private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(1);

    private DecoderProgram() {}

    /** Decodes until there is no more input. */
    public static void main(String[] arguments) throws IOException {
        try (DataInputStream in = new DataInputStream(new BufferedInputStream(new FileInputStream(FileDescriptor.in)));
                DataOutputStream out =
                        new DataOutputStream(new BufferedOutputStream(new FileOutputStream(FileDescriptor.out)))) {
            // Whatever a library prints is no answer.
            System.setOut(System.err);
            ImageIO.setUseCache(false);
            Thread.ofPlatform().daemon().start(DecoderProgram::endWithParent);
            out.writeInt(READY);
            out.flush();
            while (true) {
                answer(in.readNBytes(in.readInt()), out);
            }
        } catch (EOFException e) {
            // Nobody needs it any more.
        }
    }

    private static void answer(byte[] picture, DataOutputStream out) throws IOException {
        int kind = MADE;
        byte[] answer;
        try {
            answer = Thumbnails.make(picture);
        } catch (RefusedPictureException e) {
            kind = REFUSED;
            answer = e.getMessage().getBytes(StandardCharsets.US_ASCII);
        }
        out.writeInt(kind);
        out.writeInt(answer.length);
        out.write(answer);
        out.flush();
    }

    /** A picture without an end must not outlive a service that was killed. */
    private static void endWithParent() {
        ProcessHandle parent = ProcessHandle.current().parent().orElse(null);
        while (parent != null && parent.isAlive()) {
            try {
                Thread.sleep(BETWEEN_LOOKS);
            } catch (InterruptedException e) {
                break;
            }
        }
        Runtime.getRuntime().halt(1);
    }
}
