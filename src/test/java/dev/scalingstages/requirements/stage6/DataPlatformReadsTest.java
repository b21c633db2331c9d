package dev.scalingstages.requirements.stage6;

import static dev.scalingstages.requirements.stage6.DataPlatformParts.WORKER;
import static dev.scalingstages.requirements.stage6.DataPlatformParts.toldResource;
import static dev.scalingstages.testing.Edits.set;
import static dev.scalingstages.testing.Mutant.caughtBy;
import static dev.scalingstages.testing.Mutant.mutant;
import static org.assertj.core.api.Assertions.assertThat;

import dev.scalingstages.stage.ScalingStage;
import dev.scalingstages.testing.Check;
import dev.scalingstages.testing.CloudTemplate;
import dev.scalingstages.testing.CloudTemplate.Resource;
import dev.scalingstages.testing.ReadsTemplates;
import dev.scalingstages.testing.Row;
import dev.scalingstages.testing.Violations;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** S6.9: what a timeline costs the cache and the table of counters, at the peak. */
@ReadsTemplates
class DataPlatformReadsTest {
    private static final int PEAK_READS = CapacityFigures.PEAK * CapacityFigures.AVERAGE_READS;
    private static final String ADAPTERS = "workload/src/main/java/dev/scalingstages/workload/redis/";

    @Test
    @Row({"S6.4", "S6.9"})
    void theCacheCarriesThePeakWithANodeOfEachShardLost() {
        assertThat(cache(DataPlatformParts.template())).isEmpty();
    }

    @Test
    @Row("S6.9")
    @DisplayName(
            "the counters are ready for each account's counts once in the time that they are held, within the quota")
    void theCountersCarryThePeak() {
        assertThat(counters(DataPlatformParts.template())).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "CachedLikes.java, AN_HOUR = Duration.ofHours(1);",
        "CachedPages.java, LENGTH = 20;",
        "CachedTimelines.java, ownWrite ? Copy.MASTER : Copy.ANY"
    })
    @Row("S6.9")
    @DisplayName("the service holds counts for that long, pages are that long, and any node is asked")
    void theServiceDoesSo(String file, String text) throws IOException {
        assertThat(Files.readString(Path.of(ADAPTERS + file))).contains(text);
    }

    @TestFactory
    @Row({"S6.4", "S6.9"})
    DynamicNode checksObjectTo() {
        return caughtBy(
                Check.all(DataPlatformReadsTest::cache, DataPlatformReadsTest::counters),
                ScalingStage.DATA_PLATFORM,
                mutant(all -> group(all), set("NumNodeGroups", 2), "a node of the cache answers"),
                mutant(all -> group(all), set("ReplicasPerNodeGroup", 0), "a node of the cache answers"),
                mutant(all -> group(all), set("NumNodeGroups", 3), "a node of the cache answers"),
                mutant(all -> group(all), set("ReplicasPerNodeGroup", 1), "a node of the cache answers"),
                mutant(
                        all -> table(all),
                        set("WarmThroughput/ReadUnitsPerSecond", 12000),
                        "the counters are ready for 12000"),
                mutant(all -> table(all), set("WarmThroughput/ReadUnitsPerSecond", 50000), "an account allows 40000"));
    }

    private static List<String> cache(CloudTemplate template) {
        Resource group = group(template);
        int left = group.at("/ReplicasPerNodeGroup").asInt();
        // Every node of a shard is asked, and one is lost.
        int asked = PEAK_READS
                * CapacityFigures.COMMANDS_A_TIMELINE
                / group.at("/NumNodeGroups").asInt()
                / Math.max(1, left);
        return new Violations()
                .unless(
                        asked <= CapacityFigures.CACHE_NODE,
                        "a node of the cache answers " + CapacityFigures.CACHE_NODE + " of " + asked + " commands/s");
    }

    private static List<String> counters(CloudTemplate template) {
        int warm = table(template).at("/WarmThroughput/ReadUnitsPerSecond").asInt();
        int needed = CapacityFigures.ACCOUNTS / CapacityFigures.COUNT_HELD * CapacityFigures.COUNTS_A_PAGE / 2;
        return new Violations()
                .unless(warm >= needed, "the counters are ready for " + warm + " of " + needed + " read units/s")
                .unless(
                        warm <= CapacityFigures.TABLE_READS,
                        "an account allows " + CapacityFigures.TABLE_READS + " of " + warm + " read units/s");
    }

    private static Resource table(CloudTemplate template) {
        return toldResource(template, WORKER, "COUNTERS_TABLE");
    }

    private static Resource group(CloudTemplate template) {
        return template.resources("AWS::ElastiCache::ReplicationGroup").get(0);
    }
}
