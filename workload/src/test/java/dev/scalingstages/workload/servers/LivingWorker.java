package dev.scalingstages.workload.servers;

import dev.scalingstages.workload.aws.AwsClients;
import dev.scalingstages.workload.aws.AwsClients.Service;
import dev.scalingstages.workload.aws.Heartbeat;
import dev.scalingstages.workload.aws.TestClients;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;

/** Waits for a worker's first sign of life. A write API that looks for it after that puts posts into the queue. */
public final class LivingWorker {
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private LivingWorker() {}

    /**
     * Returns when there is one.
     *
     * @param tables where DynamoDB answers
     */
    public static void await(URI tables, String shardMap) throws InterruptedException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        try (AwsClients clients = TestClients.of(Map.of(Service.DYNAMODB, tables))) {
            Heartbeat heartbeat = new Heartbeat(clients, shardMap, Clock.systemUTC());
            while (!heartbeat.isFresh()) {
                if (System.nanoTime() > end) {
                    throw new IllegalStateException("no worker lives");
                }
                Thread.sleep(100);
            }
        }
    }
}
