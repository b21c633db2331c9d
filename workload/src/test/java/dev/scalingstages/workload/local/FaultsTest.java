package dev.scalingstages.workload.local;

import static org.assertj.core.api.Assertions.assertThat;

import dev.scalingstages.workload.servers.LocalStage;
import dev.scalingstages.workload.servers.MariaDbServer;
import dev.scalingstages.workload.servers.RedisCluster;
import dev.scalingstages.workload.servers.S3Server;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The service at stage 4 while something behind it fails. */
class FaultsTest {
    private static LocalStage local;

    @BeforeAll
    static void start() throws Exception {
        local = LocalStage.start(4);
    }

    @AfterAll
    static void stop() {
        local.close();
    }

    private static MariaDbServer primary() {
        return local.stores().shards().getFirst().primary();
    }

    private static List<MariaDbServer> replicas() {
        return local.stores().shards().getFirst().replicas();
    }

    private static RedisCluster cache() {
        return local.stores().cache().orElseThrow();
    }

    private static void lag() throws Exception {
        for (MariaDbServer replica : replicas()) {
            replica.lag();
        }
    }

    private static void goOn() throws Exception {
        for (MariaDbServer replica : replicas()) {
            replica.goOn();
        }
    }

    @Test
    @DisplayName("Replicas lag: an author sees an own post at once all the same")
    void replicasLag() throws Exception {
        int refused =
                new FaultRun(local, "replicas lag").whoseAuthorSeesAtOnce().of(FaultsTest::lag, FaultsTest::goOn);
        assertThat(refused).isZero();
    }

    @Test
    @DisplayName("Replicas lag, and the cache stops for a moment each second: an author sees an own post all the same")
    void replicasLagAndTheCacheFalters() throws Exception {
        FaultRun.Action falters =
                FaultRun.stops(Duration.ofMillis(300), Duration.ofMillis(700), cache()::pause, cache()::resume);
        int refused = new FaultRun(local, "replicas lag, and the cache falters")
                .whoseAuthorSeesAtOnce()
                .of(() -> {
                    lag();
                    falters.happen();
                    goOn();
                });
        assertThat(refused).isZero();
    }

    @Test
    @DisplayName("A replica dies: the other one answers")
    void aReplicaDies() throws Exception {
        MariaDbServer replica = replicas().getFirst();
        int refused =
                new FaultRun(local, "a replica dies").whoseAuthorSeesAtOnce().of(replica::kill, replica::startAgain);
        assertThat(refused).isZero();
    }

    @Test
    @DisplayName("The primary is killed and starts again: writes fail meanwhile, and none is lost")
    void thePrimaryRestarts() throws Exception {
        new FaultRun(local, "the primary restarts").of(primary()::kill, primary()::startAgain);
    }

    @Test
    @DisplayName("The cache is flushed: it costs nothing but time")
    void theCacheIsFlushed() throws Exception {
        int refused = new FaultRun(local, "the cache is flushed").of(cache()::flush, () -> {});
        assertThat(refused).isZero();
    }

    @Test
    @DisplayName("The cache stops answering: what was written is there, also for who reads by it")
    void theCacheHangs() throws Exception {
        int refused = new FaultRun(local, "the cache hangs").of(cache()::pause, cache()::resume);
        assertThat(refused).isZero();
    }

    @Test
    @DisplayName("The object store is slow: photos take their time, and other posts none")
    void theObjectStoreIsSlow() throws Exception {
        S3Server objects = local.stores().objects().orElseThrow();
        int refused = new FaultRun(local, "the object store is slow")
                .whoseAuthorSeesAtOnce()
                .withPhotos()
                .of(FaultRun.stops(Duration.ofMillis(400), Duration.ofMillis(50), objects::pause, objects::resume));
        assertThat(refused).isZero();
    }

    @Test
    @DisplayName("The object store stops answering: photos that were acknowledged get their thumbnails")
    void theObjectStoreHangs() throws Exception {
        S3Server objects = local.stores().objects().orElseThrow();
        int refused = new FaultRun(local, "the object store hangs")
                .whoseAuthorSeesAtOnce()
                .withPhotos()
                .of(objects::pause, objects::resume);
        assertThat(refused).isZero();
    }
}
