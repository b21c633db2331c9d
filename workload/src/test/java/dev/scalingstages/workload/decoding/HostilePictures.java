package dev.scalingstages.workload.decoding;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import java.util.zip.CRC32;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;

/** Files that are small, or at least within what an upload may have, and cost whoever decodes them as much as can be. */
public final class HostilePictures {
    private static final int LARGEST = 10 * 1024 * 1024;
    private static final byte[] PNG = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n'};
    private static final int END = 2;

    private HostilePictures() {}

    /** Where bytes of one go. */
    private interface Writing {
        void to(OutputStream out) throws IOException;
    }

    private static byte[] bytes(Writing writing) {
        try {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            writing.to(out);
            return out.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** All of them, by what is odd with them. */
    public static Map<String, byte[]> all() {
        Map<String, byte[]> all = new LinkedHashMap<>();
        all.put("1,000 scans, 12 MP", scans(4000, 3000, 1000));
        all.put("39 scans, 35 MP", scans(7000, 5000, 39));
        all.put("a scan in 10 bytes, 500 times, 49 MP", emptyScans(7000, 7000, 500));
        all.put("a scan in 10 bytes, 39 times, 49 MP", emptyScans(7000, 7000, 39));
        all.put("one scan of two components, 49 MP", emptyScans(7000, 7000, 1));
        all.put("progressive, 4:4:4, 49 MP", scans(7000, 7000, 1));
        all.put("65,000 x 700, 39 scans", emptyScans(65_000, 700, 39));
        all.put("arithmetic coding", coded(scans(1000, 1000, 3), 0xCA));
        all.put("lossless", coded(scans(1000, 1000, 3), 0xC3));
        all.put("10 MB of segments", segments(0xE2, 65_000));
        all.put("10 MB of empty segments", segments(0xFE, 0));
        all.put("10 MB of EXIF that points to itself", exifLoops());
        all.put("10 MB behind the end", append(scans(800, 600, 1), LARGEST - 100_000));
        all.put("1,000 tables", tables(1000));
        all.put("PNG, 49 MP of 16 bits", png(7000, 7000, 6, 16, false));
        all.put("PNG, 49 MP, interlaced", png(7000, 7000, 6, 16, true));
        all.put("PNG, 50,000,000 x 1", png(50_000_000, 1, 0, 8, false));
        all.put("PNG, 1 x 50,000,000", png(1, 50_000_000, 0, 8, false));
        all.put("PNG, 65,500 x 763", png(65_500, 763, 6, 16, true));
        all.put("PNG, texts that unfold", pngWith("zTXt", bomb("a\0\0", 100_000_000), 60));
        all.put("PNG, international texts that unfold", pngWith("iTXt", bomb("a\0\1\0\0\0", 100_000_000), 60));
        all.put("PNG, profile that unfolds", pngWith("iCCP", bomb("a\0\0", 1_000_000_000), 1));
        all.put("PNG, 100,000 chunks", pngWith("tIME", new byte[7], 100_000));
        all.put("noise", noise(LARGEST));
        all.put("noise that begins as JPEG", begun(noise(LARGEST), 0xFF, 0xD8, 0xFF));
        all.put("a film", "\0\0\0\30ftypmp42".getBytes(StandardCharsets.ISO_8859_1));
        return all;
    }

    /** A progressive JPEG whose last scan comes again and again; 170 bytes each at 12 megapixels. */
    public static byte[] scans(int width, int height, int scans) {
        byte[] jpeg = progressive(width, height);
        int last = jpeg.length - END;
        while ((jpeg[last] & 0xFF) != 0xFF || (jpeg[last + 1] & 0xFF) != 0xDA) {
            last--;
        }
        int from = last;
        return bytes(out -> {
            out.write(jpeg, 0, jpeg.length - END);
            for (int scan = 10; scan < scans; scan++) {
                out.write(jpeg, from, jpeg.length - END - from);
            }
            out.write(jpeg, jpeg.length - END, END);
        });
    }

    private static byte[] progressive(int width, int height) {
        ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
        try {
            return bytes(out -> {
                ImageWriteParam parameters = writer.getDefaultWriteParam();
                parameters.setProgressiveMode(ImageWriteParam.MODE_DEFAULT);
                writer.setOutput(ImageIO.createImageOutputStream(out));
                BufferedImage blank = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
                writer.write(null, new IIOImage(blank, null, null), parameters);
                ((javax.imageio.stream.ImageOutputStream) writer.getOutput()).flush();
            });
        } finally {
            writer.dispose();
        }
    }

    /** A sequential JPEG in scans of one component, without a bit of data: the decoder fills in what is missing. */
    public static byte[] emptyScans(int width, int height, int scans) {
        byte[] small = baseline();
        int frame = find(small, 0xC0);
        int scan = find(small, 0xDA);
        ByteBuffer.wrap(small).putShort(frame + 5, (short) height).putShort(frame + 7, (short) width);
        return bytes(out -> {
            out.write(small, 0, scan);
            for (int i = 0; i < scans; i++) {
                out.write(new byte[] {(byte) 0xFF, (byte) 0xDA, 0, 8, 1, (byte) (1 + i % 3), 0, 0, 63, 0});
            }
            out.write(new byte[] {(byte) 0xFF, (byte) 0xD9});
        });
    }

    private static byte[] baseline() {
        return bytes(out -> ImageIO.write(new BufferedImage(64, 64, BufferedImage.TYPE_INT_RGB), "jpeg", out));
    }

    private static int find(byte[] jpeg, int marker) {
        int at = 0;
        while ((jpeg[at] & 0xFF) != 0xFF || (jpeg[at + 1] & 0xFF) != marker) {
            at++;
        }
        return at;
    }

    private static byte[] coded(byte[] progressive, int marker) {
        progressive[find(progressive, 0xC2) + 1] = (byte) marker;
        return progressive;
    }

    private static byte[] segments(int marker, int length) {
        byte[] segment = new byte[length + 4];
        ByteBuffer.wrap(segment).putShort((short) (0xFF00 | marker)).putShort((short) (length + 2));
        return inserted(segment, (LARGEST - 100_000) / segment.length);
    }

    /** Behind the marker that begins a JPEG. */
    private static byte[] inserted(byte[] segment, int times) {
        byte[] jpeg = baseline();
        return bytes(out -> {
            out.write(jpeg, 0, END);
            for (int i = 0; i < times; i++) {
                out.write(segment);
            }
            out.write(jpeg, END, jpeg.length - END);
        });
    }

    private static byte[] exifLoops() {
        ByteBuffer exif = ByteBuffer.allocate(60_000);
        exif.putShort((short) 0xFFE1).putShort((short) (exif.capacity() - 2));
        exif.put("Exif\0\0MM\0*".getBytes(StandardCharsets.ISO_8859_1)).putInt(8);
        exif.putShort((short) 4000);
        while (exif.remaining() > 12) {
            // A further directory, at its own place.
            exif.putShort((short) 0x8769).putShort((short) 4).putInt(-1).putInt(8);
        }
        return inserted(exif.array(), (LARGEST - 100_000) / exif.capacity());
    }

    private static byte[] tables(int times) {
        byte[] jpeg = baseline();
        int from = find(jpeg, 0xC4);
        int length = (jpeg[from + 2] & 0xFF) << 8 | jpeg[from + 3] & 0xFF;
        return inserted(Arrays.copyOfRange(jpeg, from, from + 2 + length), times);
    }

    private static byte[] append(byte[] picture, int more) {
        return Arrays.copyOf(picture, picture.length + more);
    }

    /** A PNG of nothing, which is a thousandth of what it unfolds to. */
    public static byte[] png(int width, int height, int colour, int bits, boolean isInterlaced) {
        return bytes(out -> {
            out.write(PNG);
            out.write(header(width, height, colour, bits, isInterlaced));
            long samples = colour == 6 ? 4 : 1;
            long bytes = (long) height * (1 + width * samples * bits / 8);
            // Interlaced it has some rows more, each with a byte of its own.
            out.write(chunk("IDAT", deflated(bytes + (isInterlaced ? 8L * height + 64 : 0))));
            out.write(chunk("IEND", new byte[0]));
        });
    }

    /** A small PNG with palette, whose other chunks are read too, and so many of them. */
    private static byte[] pngWith(String name, byte[] content, int times) {
        return bytes(out -> {
            out.write(PNG);
            out.write(header(64, 64, 3, 8, false));
            byte[] chunk = chunk(name, content);
            for (int i = 0; i < times && (long) i * chunk.length < LARGEST - 100_000; i++) {
                out.write(chunk);
            }
            out.write(chunk("PLTE", new byte[3]));
            out.write(chunk("IDAT", deflated(64 * 65)));
            out.write(chunk("IEND", new byte[0]));
        });
    }

    private static byte[] header(int width, int height, int colour, int bits, boolean isInterlaced) {
        return chunk(
                "IHDR",
                ByteBuffer.allocate(13)
                        .putInt(width)
                        .putInt(height)
                        .put((byte) bits)
                        .put((byte) colour)
                        .put((byte) 0)
                        .put((byte) 0)
                        .put((byte) (isInterlaced ? 1 : 0))
                        .array());
    }

    private static byte[] chunk(String name, byte[] content) {
        ByteBuffer chunk = ByteBuffer.allocate(content.length + 12);
        chunk.putInt(content.length)
                .put(name.getBytes(StandardCharsets.US_ASCII))
                .put(content);
        CRC32 checksum = new CRC32();
        checksum.update(chunk.array(), 4, content.length + 4);
        return chunk.putInt((int) checksum.getValue()).array();
    }

    private static byte[] bomb(String before, int length) {
        return bytes(out -> {
            out.write(before.getBytes(StandardCharsets.ISO_8859_1));
            out.write(deflated(length));
        });
    }

    private static byte[] deflated(long zeros) {
        return bytes(out -> {
            try (DeflaterOutputStream deflating = new DeflaterOutputStream(out, new Deflater(9), 1 << 16)) {
                byte[] block = new byte[1 << 16];
                for (long left = zeros; left > 0; left -= block.length) {
                    deflating.write(block, 0, (int) Math.min(left, block.length));
                }
            }
        });
    }

    private static byte[] noise(int length) {
        byte[] noise = new byte[length];
        new Random(1).nextBytes(noise);
        return noise;
    }

    private static byte[] begun(byte[] file, int... bytes) {
        for (int i = 0; i < bytes.length; i++) {
            file[i] = (byte) bytes[i];
        }
        return file;
    }
}
