package dev.scalingstages.workload.decoding;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import net.coobird.thumbnailator.filters.ImageFilter;
import net.coobird.thumbnailator.util.exif.ExifFilterUtils;
import net.coobird.thumbnailator.util.exif.ExifUtils;
import net.coobird.thumbnailator.util.exif.Orientation;

/**
 * How a camera was held, from the EXIF segment of a JPEG. The segment is looked for by hand, since the JDK's reader of
 * metadata refuses files that cameras do write, such as those with EXIF before JFIF.
 */
final class CameraOrientation {
    private static final int MARKER = 0xFF;
    private static final int EXIF_SEGMENT = 0xE1;
    private static final int PIXELS = 0xDA;
    private static final byte[] EXIF = "Exif\0\0".getBytes(StandardCharsets.US_ASCII);

    private CameraOrientation() {}

    /** Turns the picture as the camera was held; leaves it as it is when that is not known. */
    static ImageFilter filter(byte[] jpeg) {
        int at = 2;
        while (at + 4 <= jpeg.length && (jpeg[at] & MARKER) == MARKER && (jpeg[at + 1] & 0xFF) != PIXELS) {
            int length = (jpeg[at + 2] & 0xFF) << Byte.SIZE | jpeg[at + 3] & 0xFF;
            int end = Math.min(jpeg.length, at + 2 + length);
            if ((jpeg[at + 1] & 0xFF) == EXIF_SEGMENT && startsWithExif(jpeg, at + 4, end)) {
                return filterOf(Arrays.copyOfRange(jpeg, at + 4, end));
            }
            at += 2 + length;
        }
        return image -> image;
    }

    private static boolean startsWithExif(byte[] jpeg, int from, int end) {
        return from + EXIF.length <= end && Arrays.equals(jpeg, from, from + EXIF.length, EXIF, 0, EXIF.length);
    }

    private static ImageFilter filterOf(byte[] exif) {
        try {
            Orientation orientation = ExifUtils.getOrientationFromExif(exif);
            return orientation == null ? image -> image : ExifFilterUtils.getFilterForOrientation(orientation);
        } catch (RuntimeException e) {
            // Broken data of a camera's does not make the picture worse.
            return image -> image;
        }
    }
}
