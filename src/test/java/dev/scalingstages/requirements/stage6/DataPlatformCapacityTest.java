package dev.scalingstages.requirements.stage6;

import static dev.scalingstages.requirements.stage6.CapacityFigures.AVERAGE_READS;
import static dev.scalingstages.requirements.stage6.CapacityFigures.AVERAGE_WRITES;
import static dev.scalingstages.requirements.stage6.CapacityFigures.PEAK;
import static dev.scalingstages.requirements.stage6.CapacityFigures.processors;
import static dev.scalingstages.requirements.stage6.DataPlatformParts.READ_API;
import static dev.scalingstages.requirements.stage6.DataPlatformParts.WORKER;
import static dev.scalingstages.requirements.stage6.DataPlatformParts.WRITE_API;
import static dev.scalingstages.requirements.stage6.DataPlatformParts.configured;
import static dev.scalingstages.requirements.stage6.DataPlatformParts.copies;
import static dev.scalingstages.requirements.stage6.DataPlatformParts.fleet;
import static dev.scalingstages.requirements.stage6.DataPlatformParts.shard;
import static dev.scalingstages.requirements.stage6.DataPlatformParts.shardCount;
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
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** S6.9: stage 6 carries 400 writes/s and 40,000 reads/s with peaks of five times that, by its own figures. */
@ReadsTemplates
class DataPlatformCapacityTest {
    private static final String ADAPTERS = "workload/src/main/java/dev/scalingstages/workload/redis/";
    private static final int PEAK_READS = PEAK * AVERAGE_READS;
    private static final int PEAK_WRITES = PEAK * AVERAGE_WRITES;
    private static final int SECONDS_A_DAY = 86_400;
    private static final double BYTES_A_GIBIBYTE = 1_073_741_824;

    @Test
    @Row("S6.9")
    void fleetsCarryThePeakWithoutAZone() {
        assertThat(fleets(DataPlatformParts.template())).isEmpty();
    }

    @Test
    @Row("S6.9")
    void databasesCarryThePeakWithAReplicaOfEachShardLost() {
        assertThat(databases(DataPlatformParts.template())).isEmpty();
    }

    @Test
    @Row("S6.9")
    @DisplayName("a fleet grows before its servers are full, and not to its maximum on an average day")
    void fleetsGrowAtAShareOfTheirCapacity() {
        assertThat(triggers(DataPlatformParts.template())).isEmpty();
    }

    @Test
    @Row("S6.9")
    @DisplayName("shards hold what is retained, and the warehouse ten years of the rest")
    void storageHoldsTheContent() {
        assertThat(storage(DataPlatformParts.template())).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2,500 proxied requests/s",
                "1,250 reads/s of the read API",
                "250 writes/s of the write API",
                "100 messages/s of a worker",
                "3 thumbnails/s for two",
                "of MySQL 125 writes/s or 625 reads/s",
                "30,000 reads/s",
                "95 % of reads"
            })
    @Row("S6.9")
    void figuresAreThoseOfTheSettingsDocumentation(String figure) throws IOException {
        assertThat(Files.readString(Path.of("src/main/java/dev/scalingstages/settings/package-info.java"))
                        .replaceAll("\\s*\\n \\* ?", " "))
                .contains(figure);
    }

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
                Check.all(
                        DataPlatformCapacityTest::fleets,
                        DataPlatformCapacityTest::databases,
                        DataPlatformCapacityTest::triggers,
                        DataPlatformCapacityTest::storage,
                        DataPlatformCapacityTest::cache,
                        DataPlatformCapacityTest::counters),
                ScalingStage.DATA_PLATFORM,
                mutant(all -> limit(all, "web", 15), "web servers carry"),
                mutant(all -> limit(all, READ_API, 15), "read-api servers carry"),
                mutant(all -> limit(all, WRITE_API, 4), "write-api servers carry"),
                mutant(all -> limit(all, WORKER, 10), "worker servers carry"),
                mutant(all -> shard(all, 3), set("DBInstanceClass", "db.r7g.large"), "SHARD_3 takes"),
                mutant(all -> all.drop(copies(all, shard(all, 2)).get(0)), "replicas of SHARD_2"),
                mutant(all -> all.mutateEach("AWS::RDS::DBInstance", set("AllocatedStorage", "1000")), "shards hold"),
                mutant(all -> group(all), set("NumNodeGroups", 2), "a node of the cache answers"),
                mutant(all -> group(all), set("ReplicasPerNodeGroup", 0), "a node of the cache answers"),
                mutant(all -> group(all), set("NumNodeGroups", 3), "a node of the cache answers"),
                mutant(all -> group(all), set("ReplicasPerNodeGroup", 1), "a node of the cache answers"),
                mutant(all -> table(all), set("WarmThroughput/ReadUnitsPerSecond", 12000), "ready for 12000"),
                mutant(all -> table(all), set("WarmThroughput/ReadUnitsPerSecond", 50000), "an account allows 40000"));
    }

    private static List<String> fleets(CloudTemplate template) {
        return new Violations()
                .and(carries(template, "web", CapacityFigures.WEB, PEAK_READS + PEAK_WRITES))
                .and(carries(template, READ_API, CapacityFigures.READ_API, PEAK_READS))
                .and(carries(template, WRITE_API, CapacityFigures.WRITE_API, PEAK_WRITES))
                .and(carries(template, WORKER, CapacityFigures.WORKER, PEAK_WRITES));
    }

    private static List<String> carries(CloudTemplate template, String component, int perProcessor, int peak) {
        int withoutAZone = fleet(template, component).maximum() * 2 / 3;
        int carried = withoutAZone * server(template, component, perProcessor);
        return new Violations()
                .unless(
                        carried >= peak,
                        withoutAZone + " " + component + " servers carry " + carried + "/s of " + peak + "/s");
    }

    private static List<String> triggers(CloudTemplate template) {
        return new Violations()
                .and(trigger(template, "web", CapacityFigures.WEB, AVERAGE_READS + AVERAGE_WRITES))
                .and(trigger(template, READ_API, CapacityFigures.READ_API, AVERAGE_READS))
                .and(trigger(template, WRITE_API, CapacityFigures.WRITE_API, AVERAGE_WRITES));
    }

    private static List<String> trigger(CloudTemplate template, String component, int perProcessor, int average) {
        int carried = server(template, component, perProcessor);
        double target = template
                        .referring(
                                "AWS::AutoScaling::ScalingPolicy",
                                "/AutoScalingGroupName",
                                fleet(template, component).group())
                        .stream()
                        .map(policy -> policy.at("/TargetTrackingConfiguration"))
                        .filter(tracking -> tracking.at("/PredefinedMetricSpecification/PredefinedMetricType")
                                .asText()
                                .equals("ALBRequestCountPerTarget"))
                        .mapToDouble(tracking -> tracking.path("TargetValue").asDouble())
                        .findFirst()
                        .orElseThrow(() -> new AssertionError(component + " does not grow by requests"))
                / 60;
        double wanted = average / target;
        int maximum = fleet(template, component).maximum();
        return new Violations()
                .unless(
                        target <= carried * 0.75,
                        component + " grows at " + target + "/s a server, which carries " + carried + "/s")
                .unless(
                        wanted <= maximum / 2.0,
                        component + " grows to " + Math.ceil(wanted) + " servers on an average day, of " + maximum);
    }

    private static List<String> databases(CloudTemplate template) {
        int shards = shardCount(template);
        // Keys are spread unevenly, so a shard is to be half as busy as it could be.
        int writes = 2 * PEAK_WRITES / shards;
        int misses = PEAK_READS * CapacityFigures.MISSES_PERCENT / 100 / shards;
        Violations violations = new Violations()
                .unless(
                        CapacityFigures.NEW_TABLE_WRITES >= PEAK_WRITES,
                        "a new table does not take a counter's write for each write");
        for (int number = 1; number <= shards; number++) {
            Resource primary = shard(template, number);
            int taken = processors(primary.text("/DBInstanceClass")) * CapacityFigures.MYSQL_WRITES;
            int left = copies(template, primary).stream()
                    .skip(1)
                    .mapToInt(replica -> processors(replica.text("/DBInstanceClass")) * CapacityFigures.MYSQL_READS)
                    .sum();
            violations
                    .unless(taken >= writes, "SHARD_" + number + " takes " + taken + " of " + writes + " writes/s")
                    .unless(
                            left >= misses,
                            "replicas of SHARD_" + number + " answer " + left + " of " + misses + " reads/s");
        }
        return violations;
    }

    private static List<String> storage(CloudTemplate template) {
        double bytesADay = (double) AVERAGE_WRITES * CapacityFigures.BYTES_A_WRITE * SECONDS_A_DAY;
        double retained = Integer.parseInt(configured(template, WORKER, "RETENTION_DAYS")) * bytesADay;
        double allocated = IntStream.rangeClosed(1, shardCount(template))
                        .map(number -> shard(template, number).number("/AllocatedStorage"))
                        .sum()
                * BYTES_A_GIBIBYTE;
        int units = toldResource(template, WORKER, "WAREHOUSE_WORKGROUP").number("/BaseCapacity");
        // Indexes and the timeline are as much again, and a quarter stays free.
        return new Violations()
                .unless(
                        0.75 * allocated >= 2 * retained,
                        "shards hold " + allocated + " bytes, too few for " + retained)
                .unless(
                        units >= 8 && CapacityFigures.WAREHOUSE_TERABYTES * 1e12 >= 10 * 365 * bytesADay,
                        "the warehouse holds less than ten years");
    }

    private static int server(CloudTemplate template, String component, int perProcessor) {
        return perProcessor
                * processors(
                        fleet(template, component).server().path("InstanceType").asText());
    }

    private static void limit(CloudTemplate template, String component, int maximum) {
        template.mutate(fleet(template, component).group(), set("MaxSize", String.valueOf(maximum)));
    }

    private static List<String> cache(CloudTemplate template) {
        Resource group = group(template);
        int left = group.number("/ReplicasPerNodeGroup");
        // Every node of a shard is asked, and one is lost.
        int asked =
                PEAK_READS * CapacityFigures.COMMANDS_A_TIMELINE / group.number("/NumNodeGroups") / Math.max(1, left);
        return new Violations()
                .unless(
                        asked <= CapacityFigures.CACHE_NODE,
                        "a node of the cache answers " + CapacityFigures.CACHE_NODE + " of " + asked + " commands/s");
    }

    private static List<String> counters(CloudTemplate template) {
        int warm = table(template).number("/WarmThroughput/ReadUnitsPerSecond");
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
