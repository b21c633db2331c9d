package dev.scalingstages.workload.moves;

import static org.assertj.core.api.Assertions.assertThat;

import dev.scalingstages.workload.content.Buckets;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The archive's arithmetic, from what the README of stage 6 says of its load. */
class ArchiveBudgetTest {
    private static final Path README = Path.of("../stages/6-data-platform/README.md");

    private final String readme = Files.readString(README).replaceAll("\\s+", " ");

    ArchiveBudgetTest() throws IOException {}

    /** The number that stands where a pattern has its group. */
    private long figure(String pattern) {
        Matcher matcher = Pattern.compile(pattern).matcher(readme);
        assertThat(matcher.find()).as(pattern).isTrue();
        return Long.parseLong(matcher.group(1).replace(",", ""));
    }

    @Test
    @DisplayName("X11 a bucket's day is one load, with room for a busier one")
    void aBucketsDayIsOneLoad() {
        long day = figure("([\\d,]+) writes/s and") * Duration.ofDays(1).toSeconds();
        assertThat(figure("is ([\\d,]+) posts, or")).isEqualTo(day);
        long ofABucket = day / Buckets.COUNT;
        assertThat(figure("posts, or ([\\d,]+) in each")).isEqualTo(ofABucket);
        assertThat(Archive.LOAD).isGreaterThan(2 * (int) ofABucket);
        assertThat(figure("holds up to ([\\d,]+) posts")).isEqualTo(Archive.LOAD);
    }

    @Test
    @DisplayName("X11 a day has time for the loads of all buckets, and a measured one takes less than half of it")
    void aDayHasTimeForAllLoads() {
        assertThat(figure("([\\d,]+) loads a day may take")).isEqualTo(Buckets.COUNT);
        long each = figure("loads a day may take ([\\d,]+) s each");
        assertThat(each).isEqualTo(Duration.ofDays(1).toSeconds() / Buckets.COUNT);
        assertThat(2 * figure("([\\d,]+) s for a bucket's day")).isLessThan(each);
    }
}
