package dev.scalingstages.workload.decoding;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.Deflater;

/** In place of a decoder: does with each picture what its first byte says, as files may do that nobody has thought of. */
final class OddDecoder {
    private OddDecoder() {}

    /** Starts as a decoder does. */
    public static void main(String[] arguments) throws Exception {
        DataInputStream in = new DataInputStream(System.in);
        DataOutputStream out = new DataOutputStream(System.out);
        out.writeInt(DecoderProgram.READY);
        out.flush();
        while (true) {
            byte[] picture = in.readNBytes(in.readInt());
            switch (picture[0]) {
                case 'a' -> answer(out);
                case 'c' -> compute();
                case 'h' -> fillHeap();
                case 'n' -> fillNativeMemory();
                case 's' -> Thread.sleep(Long.MAX_VALUE);
                case 'l' -> answerWithoutEnd(out);
                // An exit would load what logs it.
                default -> Runtime.getRuntime().halt(picture[0]);
            }
        }
    }

    private static void answer(DataOutputStream out) throws IOException {
        out.writeInt(DecoderProgram.MADE);
        out.writeInt(1);
        out.write(1);
        out.flush();
    }

    private static void answerWithoutEnd(DataOutputStream out) throws IOException {
        out.writeInt(DecoderProgram.MADE);
        out.writeInt(Integer.MAX_VALUE);
        out.flush();
    }

    private static void compute() {
        long sum = 0;
        while (sum >= 0) {
            sum = sum + 1 & Long.MAX_VALUE;
        }
    }

    private static void fillHeap() {
        List<byte[]> all = new ArrayList<>();
        while (all.size() < Integer.MAX_VALUE) {
            all.add(new byte[1 << 20]);
        }
    }

    /** 256 KB of native memory each, which the heap knows nothing of; ends when there is none left. */
    private static void fillNativeMemory() {
        List<Deflater> all = new ArrayList<>();
        while (all.size() < 100_000) {
            all.add(new Deflater());
        }
    }
}
