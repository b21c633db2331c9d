package dev.scalingstages.rehearsal.api.services;

import dev.scalingstages.rehearsal.api.HttpsEndpoints;
import dev.scalingstages.rehearsal.api.Place;
import dev.scalingstages.rehearsal.api.Policies;
import dev.scalingstages.workload.servers.DynamoServer;
import dev.scalingstages.workload.servers.Opened;
import dev.scalingstages.workload.servers.S3Server;
import dev.scalingstages.workload.servers.SqsServer;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/**
 * S3, SQS and DynamoDB with the servers behind them, each registered at the endpoints. S3 is there from the start; the
 * other two start when they are first asked for, as only some stages have them.
 */
public final class Backends implements AutoCloseable {
    private final HttpsEndpoints endpoints;
    private final Place place;
    private final UnaryOperator<Duration> scaled;
    private final Opened open = new Opened();
    private final S3 s3;
    private Optional<Sqs> sqs = Optional.empty();
    private Optional<DynamoDb> dynamoDb = Optional.empty();

    /**
     * Starts S3.
     *
     * @param scaled how long something of AWS's takes here
     * @param refusedNotification told why an event of a bucket's did not arrive at its queue
     */
    public Backends(
            HttpsEndpoints endpoints,
            Place place,
            Policies policies,
            UnaryOperator<Duration> scaled,
            Consumer<String> refusedNotification)
            throws IOException, InterruptedException {
        this.endpoints = endpoints;
        this.place = place;
        this.scaled = scaled;
        S3Server server = open.keep(S3Server.startOpen());
        s3 = new S3(place, open.keep(new ObjectStore(server.endpoint(), place, policies)), refusedNotification);
        endpoints.serveS3(s3);
    }

    /** S3. */
    public S3 s3() {
        return s3;
    }

    /** SQS. */
    public synchronized Sqs sqs() throws IOException, InterruptedException {
        if (sqs.isEmpty()) {
            SqsServer server = open.keep(SqsServer.start());
            sqs = Optional.of(open.keep(new Sqs(place, server.endpoint(), scaled)));
            endpoints.serve("sqs", sqs.orElseThrow());
        }
        return sqs.orElseThrow();
    }

    /** DynamoDB. */
    public synchronized DynamoDb dynamoDb() throws IOException, InterruptedException {
        if (dynamoDb.isEmpty()) {
            DynamoServer server = open.keep(DynamoServer.start());
            dynamoDb = Optional.of(open.keep(new DynamoDb(place, server.endpoint())));
            endpoints.serve("dynamodb", dynamoDb.orElseThrow());
        }
        return dynamoDb.orElseThrow();
    }

    @Override
    public synchronized void close() {
        open.close();
    }
}
