package dev.scalingstages.workload.worker;

import dev.scalingstages.workload.content.UnavailableException;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.imageio.ImageIO;
import javax.imageio.ImageReadParam;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;
import net.coobird.thumbnailator.Thumbnails.Builder;
import net.coobird.thumbnailator.filters.ImageFilter;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes thumbnails: JPEG, 512 pixels on the longer side, turned as the camera was held, on white, without the camera's data,
 * which may tell where somebody lives.
 *
 * <p>A file of some kilobytes can unfold to gigabytes, so its dimensions are looked at before its pixels: 50 megapixels at
 * most, which is what cameras have. Of a large picture only each second, third, … pixel is kept while it is read, so one
 * takes about 20 MB; pictures are made one at a time.
 */
public final class Thumbnails {
    /** The type of all thumbnails. */
    static final String TYPE = "image/jpeg";

    private static final Logger LOG = LoggerFactory.getLogger(Thumbnails.class);
    private static final int LONGEST_SIDE = 512;
    private static final long MOST_PIXELS = 50_000_000;
    private static final double QUALITY = 0.85;
    private static final List<String> FORMATS = List.of("jpeg", "png");

    /** Enough pixels are kept that the last step still has four for each one of the thumbnail. */
    private static final int LONGEST_SIDE_READ = LONGEST_SIDE * 2;

    private final Semaphore places = new Semaphore(1);

    /**
     * A picture's thumbnail, or nothing when it is no JPEG or PNG, is broken or is too large.
     *
     * @throws UnavailableException when interrupted while others are made
     */
    public Optional<byte[]> make(byte[] picture) {
        try {
            places.acquire();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UnavailableException("the server is stopping", e);
        }
        try (ImageInputStream stream = new MemoryCacheImageInputStream(new ByteArrayInputStream(picture))) {
            Iterator<ImageReader> readers = ImageIO.getImageReaders(stream);
            return readers.hasNext() ? make(readers.next(), stream, picture) : Optional.empty();
        } catch (IOException | RuntimeException e) {
            // Readers throw all sorts of exceptions when a file is not what it says.
            LOG.info("A picture cannot be read: {}", e.toString());
            return Optional.empty();
        } finally {
            places.release();
        }
    }

    private static Optional<byte[]> make(ImageReader reader, ImageInputStream stream, byte[] picture)
            throws IOException {
        try {
            reader.setInput(stream, false, false);
            int width = reader.getWidth(0);
            int height = reader.getHeight(0);
            boolean isSupported = FORMATS.contains(reader.getFormatName().toLowerCase(Locale.ROOT));
            if (!isSupported || (long) width * height > MOST_PIXELS) {
                LOG.info("A picture is refused: {}, {} x {}", reader.getFormatName(), width, height);
                return Optional.empty();
            }
            Optional<BufferedImage> image = read(reader, Math.max(width, height) / LONGEST_SIDE_READ);
            return image.isPresent()
                    ? Optional.of(jpeg(image.get(), CameraOrientation.filter(picture)))
                    : Optional.empty();
        } finally {
            reader.dispose();
        }
    }

    /** The picture, or nothing when its end is missing. */
    private static Optional<BufferedImage> read(ImageReader reader, int each) throws IOException {
        AtomicBoolean isCut = new AtomicBoolean();
        // The reader of JPEG fills in grey for what is missing, and says so only here.
        reader.addIIOReadWarningListener((source, warning) -> {
            if (warning.contains("EOI")) {
                isCut.set(true);
            }
        });
        ImageReadParam parameters = reader.getDefaultReadParam();
        parameters.setSourceSubsampling(Math.max(1, each), Math.max(1, each), 0, 0);
        BufferedImage image = reader.read(0, parameters);
        return isCut.get() ? Optional.empty() : Optional.of(image);
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
