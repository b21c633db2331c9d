package dev.scalingstages.workload.decoding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class JpegLayoutTest {
    @Test
    void scansAreCountedAndTheMemoryForThem() {
        JpegLayout layout = JpegLayout.of(HostilePictures.scans(1600, 1200, 123));
        assertThat(layout.scans()).isEqualTo(123);
        assertThat(layout.isProgressive()).isTrue();
        // 4:2:0, so half a sample of colour for each pixel, of two bytes.
        assertThat(layout.kept()).isEqualTo(1600L * 1200 * 3 / 2 * 2);
    }

    @Test
    void onePassNeedsNoMemory() {
        assertThat(JpegLayout.of(HostilePictures.emptyScans(1600, 1200, 1)).kept())
                .isZero();
        assertThat(JpegLayout.of(HostilePictures.emptyScans(1600, 1200, 2)).kept())
                .isPositive();
    }

    @Test
    void aFileThatEndsAnywhereIsNoTrouble() {
        byte[] whole = HostilePictures.scans(64, 64, 12);
        for (int length = 0; length < whole.length; length++) {
            JpegLayout.of(java.util.Arrays.copyOf(whole, length));
        }
    }

    @Test
    void whatWouldCostTooMuchIsRefusedBeforeAPixelIsRead() {
        refused(HostilePictures.scans(400, 300, Thumbnails.MOST_SCANS + 1), "41 scans");
        refused(HostilePictures.scans(4500, 4000, 28), "28 scans of 18000000 pixels");
        refused(HostilePictures.png(70_000, 10, 0, 8, false), "too large");
        refused(HostilePictures.png(7100, 7100, 0, 8, false), "too large");
    }

    private static void refused(byte[] picture, String reason) {
        long begun = System.nanoTime();
        assertThatThrownBy(() -> Thumbnails.make(picture)).hasMessageContaining(reason);
        assertThat(System.nanoTime() - begun).isLessThan(1_000_000_000);
    }

    @Test
    void whatTheWebIsFullOfIsTaken() throws Exception {
        assertThat(Thumbnails.make(HostilePictures.scans(1600, 1200, Thumbnails.MOST_SCANS)))
                .isNotEmpty();
    }
}
