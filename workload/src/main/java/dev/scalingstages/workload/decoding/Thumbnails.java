package dev.scalingstages.workload.decoding;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.imageio.ImageIO;
import javax.imageio.ImageReadParam;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;
import net.coobird.thumbnailator.Thumbnails.Builder;
import net.coobird.thumbnailator.filters.ImageFilter;

/**
 * Makes thumbnails: JPEG, 512 pixels on the longer side, turned as the camera was held, on white, without the camera's
 * data, which may reveal where somebody lives.
 *
 * <p>A file of some kilobytes can unfold to gigabytes, so the figures that it states are checked before its pixels are
 * read. Of a large picture only each second, third, … pixel is kept while it is read, so one takes about 20 MB. All
 * this runs in a separate process ({@link DecoderProgram}), whose limits cover the cases that are not handled here.
 */
final class Thumbnails {
    private static final int LONGEST_SIDE = 512;

    /** As many as cameras and phones have. */
    static final long MOST_PIXELS = 50_000_000;

    /** JPEG knows no longer one. A row of PNG, which is kept as a whole, then has 512 KiB at most. */
    static final int MOST_PIXELS_OF_A_SIDE = 65_500;

    /** Encoders write 1 (cameras), 3 to 10 (progressive for the web), and up to 20 where they seek the smallest file. */
    static final int MOST_SCANS = 40;

    /**
     * The most bytes of native memory for coefficients: 50 megapixels as cameras write them (4:2:0), and 26 at full
     * colour.
     */
    static final long MOST_COEFFICIENTS = 160_000_000;

    /**
     * Of a JPEG in several scans, each of which the decoder passes over all pixels for: 48 megapixels in the usual 10
     * scans, which take 5 s of a core.
     */
    static final long MOST_PIXELS_TIMES_SCANS = 500_000_000;

    private static final double QUALITY = 0.85;
    private static final List<String> FORMATS = List.of("jpeg", "png");

    /** Enough pixels are kept that the last step still has four for each one of the thumbnail. */
    private static final int LONGEST_SIDE_READ = LONGEST_SIDE * 2;

    private Thumbnails() {}

    /**
     * A picture's thumbnail.
     *
     * @throws RefusedPictureException when it is no JPEG or PNG, is broken or is too large
     */
    static byte[] make(byte[] picture) throws RefusedPictureException {
        try (ImageInputStream stream = new MemoryCacheImageInputStream(new ByteArrayInputStream(picture))) {
            Iterator<ImageReader> readers = ImageIO.getImageReaders(stream);
            if (!readers.hasNext()) {
                throw new RefusedPictureException("no picture");
            }
            return make(readers.next(), stream, picture);
        } catch (IOException | RuntimeException e) {
            // Readers throw all sorts of exceptions when a file is not what it says.
            throw new RefusedPictureException(
                    "it cannot be read: " + e.getClass().getSimpleName());
        }
    }

    private static byte[] make(ImageReader reader, ImageInputStream stream, byte[] picture)
            throws IOException, RefusedPictureException {
        try {
            String format = reader.getFormatName().toLowerCase(Locale.ROOT);
            if (!FORMATS.contains(format)) {
                throw new RefusedPictureException("a format that is not taken: " + format);
            }
            // Forward, so that what was read need not be kept; without the texts and profiles of a PNG.
            reader.setInput(stream, true, true);
            int width = reader.getWidth(0);
            int height = reader.getHeight(0);
            if ((long) width * height > MOST_PIXELS || Math.max(width, height) > MOST_PIXELS_OF_A_SIDE) {
                throw new RefusedPictureException("too large: %d x %d".formatted(width, height));
            }
            if (format.equals("jpeg")) {
                check(JpegLayout.of(picture), (long) width * height);
            }
            BufferedImage image = read(reader, Math.max(width, height) / LONGEST_SIDE_READ);
            return jpeg(image, CameraOrientation.filter(picture));
        } finally {
            reader.dispose();
        }
    }

    private static void check(JpegLayout layout, long pixels) throws RefusedPictureException {
        if (layout.scans() > MOST_SCANS || layout.scans() > 1 && layout.scans() * pixels > MOST_PIXELS_TIMES_SCANS) {
            throw new RefusedPictureException("%d scans of %d pixels".formatted(layout.scans(), pixels));
        }
        if (layout.kept() > MOST_COEFFICIENTS) {
            throw new RefusedPictureException("%d bytes in several scans".formatted(layout.kept()));
        }
    }

    /** The picture, unless its end is missing. */
    private static BufferedImage read(ImageReader reader, int each) throws IOException, RefusedPictureException {
        AtomicBoolean isCut = new AtomicBoolean();
        // The JPEG reader fills in grey for missing parts, and says so only here.
        reader.addIIOReadWarningListener((source, warning) -> {
            if (warning.contains("EOI")) {
                isCut.set(true);
            }
        });
        ImageReadParam parameters = reader.getDefaultReadParam();
        parameters.setSourceSubsampling(Math.max(1, each), Math.max(1, each), 0, 0);
        BufferedImage image = reader.read(0, parameters);
        if (isCut.get()) {
            throw new RefusedPictureException("its end is missing");
        }
        return image;
    }

    private static byte[] jpeg(BufferedImage image, ImageFilter orientation) throws IOException {
        Builder<BufferedImage> builder = net.coobird.thumbnailator.Thumbnails.of(image);
        boolean isSmall = Math.max(image.getWidth(), image.getHeight()) <= LONGEST_SIDE;
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        (isSmall ? builder.scale(1) : builder.size(LONGEST_SIDE, LONGEST_SIDE))
                .addFilter(orientation)
                .addFilter(Thumbnails::onWhite)
                .outputFormat("jpg")
                .outputQuality(QUALITY)
                .toOutputStream(bytes);
        return bytes.toByteArray();
    }

    /** JPEG knows no transparency. */
    private static BufferedImage onWhite(BufferedImage image) {
        BufferedImage result = new BufferedImage(image.getWidth(), image.getHeight(), BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = result.createGraphics();
        graphics.drawImage(image, 0, 0, Color.WHITE, null);
        graphics.dispose();
        return result;
    }
}
