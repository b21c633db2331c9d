package dev.scalingstages.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.scalingstages.settings.Sizes.Cache;
import dev.scalingstages.settings.Sizes.Database;
import dev.scalingstages.settings.Sizes.Fleet;
import dev.scalingstages.settings.Sizes.Shards;
import dev.scalingstages.testing.BesideTheCdk;
import dev.scalingstages.testing.Row;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToIntFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@BesideTheCdk
class SizesTest {
    private static final int PEAK_READS = 200_000;
    private static final int PEAK_WRITES = 2_000;
    private static final Settings DEFAULTS = Settings.parse(Map.of(), Map.of());

    @Test
    void noDefaultShrinksFromStageToStage() {
        List<ToIntFunction<Sizes>> numbers = List.of(
                Sizes::dataVolumeGiB,
                sizes -> sizes.web().minimum(),
                sizes -> sizes.web().maximum(),
                sizes -> sizes.writeApi().minimum(),
                sizes -> sizes.writeApi().maximum(),
                sizes -> sizes.readApi().minimum(),
                sizes -> sizes.readApi().maximum(),
                sizes -> sizes.worker().minimum(),
                sizes -> sizes.worker().maximum(),
                sizes -> sizes.database().storageGiB(),
                sizes -> sizes.database().maximumConnections(),
                sizes -> memoryGiB(sizes.database().instanceClass()),
                Sizes::replicas,
                sizes -> sizes.cache().shards(),
                sizes -> sizes.cache().replicasPerShard(),
                sizes -> memoryGiB(sizes.cache().nodeType()),
                Sizes::retentionDays,
                sizes -> sizes.shards().count(),
                sizes -> sizes.accounts().storageGiB(),
                Sizes::warehouseCapacityUnits,
                Sizes::countersReadUnits);
        for (int stage = 2; stage <= 6; stage++) {
            for (ToIntFunction<Sizes> number : numbers) {
                assertThat(number.applyAsInt(DEFAULTS.sizes(stage)))
                        .as("number %d at stage %d", numbers.indexOf(number), stage)
                        .isGreaterThanOrEqualTo(number.applyAsInt(DEFAULTS.sizes(stage - 1)));
            }
        }
    }

    @Test
    @Row("S4.6")
    void stage4HasMoreWebAndApplicationServersThanStage3() {
        Sizes three = DEFAULTS.sizes(3);
        Sizes four = DEFAULTS.sizes(4);
        assertMore(three.web(), four.web());
        assertMore(three.writeApi(), four.writeApi());
        assertMore(three.readApi(), four.readApi());
    }

    @Test
    @Row("S6.4")
    void theCacheCarriesThePeakWithOneNodeLost() {
        Cache cache = DEFAULTS.sizes(6).cache();
        int nodesOfTheWorstShard = cache.replicasPerShard();
        assertThat(nodesOfTheWorstShard * 30_000).isGreaterThanOrEqualTo(PEAK_READS / cache.shards());
    }

    @Test
    @Row("S6.9")
    void theStageSixDefaultsCarryThePeak() {
        Sizes sizes = DEFAULTS.sizes(6);
        assertThat(sizes.web().maximum() * 10_000 * 2 / 3).isGreaterThanOrEqualTo(PEAK_READS);
        assertThat(sizes.readApi().maximum() * 10_000 * 2 / 3).isGreaterThanOrEqualTo(PEAK_READS);
        assertThat(sizes.writeApi().maximum() * 500 * 2 / 3).isGreaterThanOrEqualTo(PEAK_WRITES);
        assertThat(sizes.worker().maximum() * 200).isGreaterThanOrEqualTo(2 * PEAK_WRITES);
        int shards = sizes.shards().count();
        assertThat(shards * 1_000 / 2).isGreaterThanOrEqualTo(PEAK_WRITES);
        int replicasLeft = sizes.replicas() - 1;
        assertThat(shards * replicasLeft * 5_000 / 2).isGreaterThanOrEqualTo(PEAK_READS * 5 / 100);
    }

    @Test
    @Row("S6.9")
    void theShardsHoldTheRetainedContentTwiceOver() {
        Sizes sizes = DEFAULTS.sizes(6);
        double gigabytes = sizes.retentionDays() * 400.0 * 86_400 / 1e6;
        double capacity = sizes.shards().count() * sizes.database().storageGiB() * 1.074;
        assertThat(capacity * 0.75).isGreaterThan(2 * gigabytes);
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3, 4, 5, 6})
    void connectionsFitBesideTheBufferPool(int stage) {
        Sizes sizes = DEFAULTS.sizes(stage);
        for (Database database : List.of(sizes.database(), sizes.accounts())) {
            int memoryMiB = memoryGiB(database.instanceClass()) * 1_024;
            int left = memoryMiB * (100 - database.bufferPoolPercent()) / 100;
            assertThat(database.maximumConnections() * 10).isLessThanOrEqualTo(left);
        }
        assertThat(DEFAULTS.pools(stage))
                .as("by default no server has to do with less")
                .isEqualTo(new ConnectionPools(16, 16, stage == 6 ? Optional.of(8) : Optional.empty()));
    }

    @Test
    void everyDefaultIsAValidValueAtItsStage() {
        for (SettingDefinition definition : SettingCatalogue.ALL) {
            for (String value : definition.defaults().values()) {
                assertThat(definition.read(value)).as(definition.name()).isEqualTo(Reading.valid(value));
            }
        }
    }

    @Test
    void whatTheUserSetLiesOverTheDefaults() {
        Map<String, Object> context = SettingValues.context("""
                stage=6 webInstanceType=c8g.large webMinimum=4 webMaximum=50 databaseInstanceClass=db.r8g.4xlarge
                databaseStorageGiB=3000 databaseBufferPoolPercent=70 accountsMaximumConnections=500
                cacheNodeType=cache.m7g.large cacheShards=5 cacheReplicas=1 contentShards=6""");
        Sizes sizes = Settings.parse(context, Map.of()).sizes(6);
        assertThat(sizes.web()).isEqualTo(new Fleet("c8g.large", 4, 50));
        assertThat(sizes.readApi()).isEqualTo(new Fleet("c7g.2xlarge", 6, 33));
        assertThat(sizes.database()).isEqualTo(new Database("db.r8g.4xlarge", 3_000, 70, 1_000));
        assertThat(sizes.accounts()).isEqualTo(new Database("db.r7g.large", 200, 70, 500));
        assertThat(sizes.cache()).isEqualTo(new Cache("cache.m7g.large", 5, 1));
        assertThat(sizes.shards()).isEqualTo(new Shards(6));
    }

    @Test
    void thereAreSixStages() {
        assertThatIllegalArgumentException().isThrownBy(() -> DEFAULTS.sizes(0));
        assertThatIllegalArgumentException().isThrownBy(() -> DEFAULTS.sizes(7));
    }

    @Test
    void aSizeThatCannotBeIsRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> new Fleet("t4g.small", 2, 2));
        assertThatIllegalArgumentException().isThrownBy(() -> new Fleet("t4g.small", 0, 2));
        assertThatIllegalArgumentException().isThrownBy(() -> new Database("db.r7g.large", 100, 100, 50));
        assertThatIllegalArgumentException().isThrownBy(() -> new Cache("cache.r7g.large", 1, 0));
        assertThatIllegalArgumentException().isThrownBy(() -> new Shards(0));
    }

    private static void assertMore(Fleet before, Fleet after) {
        assertThat(after.minimum()).isGreaterThan(before.minimum());
        assertThat(after.maximum()).isGreaterThan(before.maximum());
    }

    /** The memory of the default types, as AWS publishes it. */
    private static int memoryGiB(String type) {
        return switch (type) {
            case "db.t4g.medium" -> 4;
            case "db.m7g.large" -> 8;
            case "cache.r7g.large" -> 13;
            case "db.r7g.large" -> 16;
            case "cache.r7g.xlarge" -> 26;
            case "db.r7g.xlarge" -> 32;
            case "db.r7g.2xlarge" -> 64;
            default -> throw new AssertionError("Add the memory of " + type + " here.");
        };
    }
}
