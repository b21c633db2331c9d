package dev.scalingstages.workload.decoding;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.Random;
import java.util.zip.CRC32;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ThumbnailsTest {
    /** A thumbnail, or nothing when there is none. */
    private static Optional<byte[]> make(byte[] picture) {
        try {
            return Optional.of(Thumbnails.make(picture));
        } catch (RefusedPictureException e) {
            return Optional.empty();
        }
    }

    /** Red above blue. */
    private static BufferedImage picture(int width, int height, int type) {
        BufferedImage image = new BufferedImage(width, height, type);
        Graphics2D graphics = image.createGraphics();
        graphics.setColor(Color.RED);
        graphics.fillRect(0, 0, width, height / 2);
        graphics.setColor(Color.BLUE);
        graphics.fillRect(0, height / 2, width, height - height / 2);
        graphics.dispose();
        return image;
    }

    private static byte[] encode(BufferedImage image, String format) {
        try {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            assertThat(ImageIO.write(image, format, bytes)).isTrue();
            return bytes.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] jpeg(int width, int height) {
        return encode(picture(width, height, BufferedImage.TYPE_INT_RGB), "jpg");
    }

    private static byte[] png(int width, int height) {
        return encode(picture(width, height, BufferedImage.TYPE_INT_ARGB), "png");
    }

    /** A JPEG with a segment of EXIF behind its first marker: the orientation, and a text of the camera's. */
    private static byte[] withExif(byte[] jpeg, int orientation) {
        ByteBuffer tiff = ByteBuffer.allocate(64);
        tiff.put("Exif\0\0MM\0*".getBytes(StandardCharsets.ISO_8859_1)).putInt(8);
        tiff.putShort((short) 1).putShort((short) 0x0112).putShort((short) 3).putInt(1);
        tiff.putShort((short) orientation).putShort((short) 0).putInt(0);
        tiff.put("SECRET PLACE".getBytes(StandardCharsets.US_ASCII));
        ByteBuffer result = ByteBuffer.allocate(jpeg.length + 4 + tiff.capacity());
        result.put(jpeg, 0, 2).putShort((short) 0xFFE1).putShort((short) (tiff.capacity() + 2));
        return result.put(tiff.array()).put(jpeg, 2, jpeg.length - 2).array();
    }

    private BufferedImage made(byte[] picture) {
        try {
            byte[] thumbnail = make(picture).orElseThrow();
            assertThat(thumbnail).as("a JPEG").startsWith(0xFF, 0xD8);
            return ImageIO.read(new ByteArrayInputStream(thumbnail));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String colour(BufferedImage image, double x, double y) {
        Color colour = new Color(image.getRGB((int) (x * image.getWidth()), (int) (y * image.getHeight())));
        return colour.getRed() > 200 && colour.getBlue() > 200
                ? "white"
                : colour.getRed() > 150 ? "red" : colour.getBlue() > 150 ? "blue" : colour.toString();
    }

    @ParameterizedTest
    @CsvSource({
        "4000,3000,512,384",
        "1000,2000,256,512",
        "513,513,512,512",
        "300,200,300,200",
        "1,1,1,1",
        "9000,10,512,1"
    })
    void theLongerSideIs512AndSmallPicturesStayAsTheyAre(int width, int height, int madeWidth, int madeHeight) {
        for (byte[] picture : new byte[][] {jpeg(width, height), png(width, height)}) {
            BufferedImage image = made(picture);
            assertThat(image.getWidth()).isEqualTo(madeWidth);
            assertThat(image.getHeight()).isBetween(Math.max(1, madeHeight - 1), madeHeight + 1);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "1,upper,red",
        "3,upper,blue",
        "6,right,red",
        "8,left,red",
        "2,upper,red",
        "4,upper,blue",
        "5,left,red",
        "7,right,red"
    })
    void aPhotoIsTurnedAsTheCameraWasHeld(int orientation, String side, String colour) {
        BufferedImage image = made(withExif(jpeg(800, 600), orientation));
        boolean isTurned = orientation >= 5;
        assertThat(image.getWidth()).isEqualTo(isTurned ? 384 : 512);
        assertThat(image.getHeight()).isEqualTo(isTurned ? 512 : 384);
        double x = side.equals("left") ? 0.1 : side.equals("right") ? 0.9 : 0.5;
        double y = side.equals("upper") ? 0.1 : 0.5;
        assertThat(colour(image, x, y)).isEqualTo(colour);
    }

    @Test
    void theCamerasDataIsLeftOut() {
        byte[] photo = withExif(jpeg(800, 600), 1);
        assertThat(new String(photo, StandardCharsets.ISO_8859_1)).contains("SECRET PLACE");
        String thumbnail = new String(make(photo).orElseThrow(), StandardCharsets.ISO_8859_1);
        assertThat(thumbnail).doesNotContain("SECRET PLACE").doesNotContain("Exif");
    }

    @Test
    void whatIsTransparentBecomesWhite() {
        byte[] nothing = encode(new BufferedImage(600, 600, BufferedImage.TYPE_INT_ARGB), "png");
        assertThat(colour(made(nothing), 0.5, 0.5)).isEqualTo("white");
    }

    @Test
    void aGreyPictureIsTakenToo() {
        assertThat(made(encode(picture(600, 600, BufferedImage.TYPE_BYTE_GRAY), "jpg"))
                        .getWidth())
                .isEqualTo(512);
        assertThat(made(encode(picture(600, 600, BufferedImage.TYPE_BYTE_INDEXED), "png"))
                        .getWidth())
                .isEqualTo(512);
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.1, 0.5, 0.9})
    void aFileWhoseEndIsMissingIsRefused(double part) {
        for (byte[] whole : new byte[][] {noise("jpg"), noise("png")}) {
            assertThat(make(Arrays.copyOf(whole, (int) (whole.length * part)))).isEmpty();
        }
    }

    private static byte[] noise(String format) {
        BufferedImage image = new BufferedImage(300, 300, BufferedImage.TYPE_INT_RGB);
        Random random = new Random(1);
        for (int i = 0; i < 90_000; i++) {
            image.setRGB(i % 300, i / 300, random.nextInt());
        }
        return encode(image, format);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "hello", "<svg xmlns='http://www.w3.org/2000/svg'/>", "%PDF-1.7"})
    void aTextIsRefused(String text) {
        assertThat(make(text.getBytes(StandardCharsets.UTF_8))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"gif", "bmp"})
    void otherFormatsAreRefused(String format) {
        assertThat(make(encode(picture(600, 600, BufferedImage.TYPE_INT_RGB), format)))
                .isEmpty();
    }

    @Test
    void aBombIsRefusedBeforeItUnfolds() {
        byte[] small = png(10, 10);
        ByteBuffer bomb = ByteBuffer.wrap(small.clone());
        // Width and height are the first eight bytes of the first chunk, which ends with its checksum.
        bomb.putInt(16, 60_000).putInt(20, 60_000);
        CRC32 checksum = new CRC32();
        checksum.update(bomb.array(), 12, 17);
        bomb.putInt(29, (int) checksum.getValue());
        long before = Runtime.getRuntime().totalMemory();
        assertThat(make(bomb.array())).isEmpty();
        assertThat(Runtime.getRuntime().totalMemory() - before).isLessThan(500_000_000);
    }

    @Test
    void aBrokenFileIsRefusedWhereverItIsBroken() {
        Random random = new Random(1);
        for (byte[] whole : new byte[][] {noise("jpg"), png(100, 100)}) {
            for (int i = 0; i < 200; i++) {
                byte[] broken = whole.clone();
                for (int j = 0; j < 5; j++) {
                    broken[random.nextInt(Math.min(broken.length, 600))] = (byte) random.nextInt();
                }
                make(broken).ifPresent(jpeg -> assertThat(jpeg).startsWith(0xFF, 0xD8));
            }
        }
    }
}
