package dev.scalingstages.workload.decoding;

/**
 * The facts that a JPEG states about itself, found before any pixel is read. The decoder passes over the whole picture
 * once for each scan, however few bytes that has, and keeps all coefficients of one with several scans in native
 * memory.
 *
 * <p>Segments are not followed but looked for everywhere, so that bytes between them hide none. That finds too many, if
 * at all: two bytes of a camera's data may look like a marker. Within pixels they cannot, since JPEG escapes them.
 *
 * @param scans how many there are at most
 * @param isProgressive whether there is a frame of that kind, whose coefficients are kept also for a single scan
 * @param coefficients the bytes of them in the largest frame; 0 when there is no frame
 */
record JpegLayout(int scans, boolean isProgressive, long coefficients) {
    private static final int MARKER = 0xFF;
    private static final int FIRST_FRAME = 0xC0;
    private static final int LAST_FRAME = 0xCF;
    private static final int HUFFMAN_TABLES = 0xC4;
    private static final int EXTENSION = 0xC8;
    private static final int ARITHMETIC_TABLES = 0xCC;
    private static final int SCAN = 0xDA;

    /** Masks the two lowest bits of a frame's marker: sequential 0 and 1, progressive 2, lossless 3. */
    private static final int KIND = 3;

    private static final int PROGRESSIVE = 2;

    /** A frame's fixed part, from its marker on, and a component of it. */
    private static final int FRAME_BYTES = 10;

    private static final int COMPONENT_BYTES = 3;
    private static final int MOST_COMPONENTS = 4;

    /** A scan's: marker, length, number of components. */
    private static final int SCAN_BYTES = 5;

    private static final int BYTES_OF_A_COEFFICIENT = 2;

    /** Finds the layout of a file. */
    static JpegLayout of(byte[] file) {
        int scans = 0;
        boolean isProgressive = false;
        long coefficients = 0;
        for (int at = 0; at + SCAN_BYTES <= file.length; at++) {
            if ((file[at] & MARKER) != MARKER) {
                continue;
            }
            int marker = file[at + 1] & 0xFF;
            if (marker == SCAN && isScan(file, at)) {
                scans++;
            } else if (isFrame(marker)) {
                isProgressive |= (marker & KIND) == PROGRESSIVE;
                coefficients = Math.max(coefficients, coefficients(file, at));
            }
        }
        return new JpegLayout(scans, isProgressive, coefficients);
    }

    /** Bytes of native memory that a decoder keeps beside a few rows. */
    long kept() {
        return isProgressive || scans > 1 ? coefficients : 0;
    }

    private static boolean isFrame(int marker) {
        return marker >= FIRST_FRAME
                && marker <= LAST_FRAME
                && marker != HUFFMAN_TABLES
                && marker != EXTENSION
                && marker != ARITHMETIC_TABLES;
    }

    /** Its length follows from how many components it has: libjpeg takes no other. */
    private static boolean isScan(byte[] file, int at) {
        int components = file[at + 4] & 0xFF;
        return components >= 1 && components <= MOST_COMPONENTS && two(file, at + 2) == 6 + 2 * components;
    }

    private static long coefficients(byte[] file, int at) {
        if (at + FRAME_BYTES > file.length) {
            return 0;
        }
        int components = file[at + 9] & 0xFF;
        if (components > MOST_COMPONENTS
                || two(file, at + 2) != FRAME_BYTES - 2 + COMPONENT_BYTES * components
                || at + FRAME_BYTES + COMPONENT_BYTES * components > file.length) {
            return 0;
        }
        int most = 1;
        int samples = 0;
        for (int i = 0; i < components; i++) {
            int sampling = file[at + FRAME_BYTES + COMPONENT_BYTES * i + 1] & 0xFF;
            int each = (sampling >> 4) * (sampling & 0xF);
            most = Math.max(most, each);
            samples += each;
        }
        return (long) two(file, at + 5) * two(file, at + 7) * samples / most * BYTES_OF_A_COEFFICIENT;
    }

    private static int two(byte[] file, int at) {
        return (file[at] & 0xFF) << Byte.SIZE | file[at + 1] & 0xFF;
    }
}
