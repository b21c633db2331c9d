package dev.scalingstages.workload.local;

import static org.assertj.core.api.Assertions.assertThat;

import dev.scalingstages.workload.servers.LocalStage;
import dev.scalingstages.workload.servers.MariaDbServer;
import dev.scalingstages.workload.servers.S3Server;
import dev.scalingstages.workload.servers.SqsFront;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The service at stage 6, where a queue takes the writes, while something behind it fails. */
class PlatformFaultsTest {
    private static LocalStage local;

    @BeforeAll
    static void start() throws Exception {
        local = LocalStage.start(6);
    }

    @AfterAll
    static void stop() {
        local.close();
    }

    @Test
    @DisplayName("The queue delivers twice and more: each post is there once, each thumbnail is made")
    void theQueueDeliversTwice() throws Exception {
        SqsFront queues = local.stores().queues().orElseThrow();
        int refused = new FaultRun(local, "the queue delivers twice")
                .whoseAuthorSeesAtOnce()
                .withPhotos()
                .of(() -> queues.repeat(true), () -> queues.repeat(false));
        assertThat(refused).isZero();
        System.out.printf("%d messages were delivered more than once.%n", queues.repeated());
        assertThat(queues.repeated()).isPositive();
    }

    @Test
    @DisplayName("The queue stops answering: what it took is stored, though it was sent twice")
    void theQueueHangs() throws Exception {
        SqsFront queues = local.stores().queues().orElseThrow();
        new FaultRun(local, "the queue hangs").of(queues::pause, queues::resume);
    }

    @Test
    @DisplayName("A shard's primary is killed and starts again: the queue keeps the writes")
    void aPrimaryRestarts() throws Exception {
        for (MariaDbServer primary :
                local.stores().shards().stream().map(shard -> shard.primary()).toList()) {
            int refused = new FaultRun(local, "a shard's primary restarts").of(primary::kill, primary::startAgain);
            assertThat(refused).isZero();
        }
    }

    @Test
    @DisplayName("The object store stops answering: photos that were acknowledged get their thumbnails")
    void theObjectStoreHangs() throws Exception {
        S3Server objects = local.stores().objects().orElseThrow();
        int refused = new FaultRun(local, "the object store hangs, with queues")
                .whoseAuthorSeesAtOnce()
                .withPhotos()
                .of(objects::pause, objects::resume);
        assertThat(refused).isZero();
    }
}
