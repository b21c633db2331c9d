package dev.scalingstages.workload.servers;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

/** What stage 6 adds: queues with dead letters, and the two tables. The keys are those of the template. */
final class LocalPlatform implements AutoCloseable {
    private final Opened open = new Opened();
    private final Map<String, String> environment = new HashMap<>();
    private SqsServer server;
    private SqsFront front;

    private LocalPlatform() {}

    static LocalPlatform start() throws IOException, InterruptedException {
        LocalPlatform platform = new LocalPlatform();
        try {
            platform.startQueues();
            platform.startTables();
            return platform;
        } catch (IOException | InterruptedException | RuntimeException e) {
            platform.close();
            throw e;
        }
    }

    private void startQueues() throws IOException, InterruptedException {
        server = open.keep(SqsServer.start());
        front = open.keep(new SqsFront(server));
        environment.put("AWS_ENDPOINT_SQS", front.endpoint().toString());
        try (SqsClient sqs = queues()) {
            environment.put("WRITES_QUEUE_URL", queue(sqs, "writes", 30));
            environment.put("PHOTOS_QUEUE_URL", queue(sqs, "photos", 120));
        }
    }

    /** What stands between the application and its queues. */
    SqsFront front() {
        return front;
    }

    private SqsClient queues() {
        return SqsClient.builder()
                .endpointOverride(server.endpoint())
                .region(Region.US_EAST_1)
                .credentialsProvider(credentials())
                .build();
    }

    /** Tells the queue of photos of each upload; takes over the client. */
    UploadAnnouncer announceUploads(S3Client s3, String bucket) {
        return new UploadAnnouncer(s3, queues(), bucket, environment.get("PHOTOS_QUEUE_URL"));
    }

    /** As the template makes them: five tries, then the dead letters. */
    private static String queue(SqsClient sqs, String name, int workSeconds) {
        String dead = sqs.createQueue(queue -> queue.queueName(name + "-dead")).queueUrl();
        String arn = sqs.getQueueAttributes(of -> of.queueUrl(dead).attributeNames(QueueAttributeName.QUEUE_ARN))
                .attributes()
                .get(QueueAttributeName.QUEUE_ARN);
        return sqs.createQueue(queue -> queue.queueName(name)
                        .attributes(Map.of(
                                QueueAttributeName.VISIBILITY_TIMEOUT,
                                String.valueOf(workSeconds),
                                QueueAttributeName.REDRIVE_POLICY,
                                "{\"deadLetterTargetArn\":\"%s\",\"maxReceiveCount\":5}".formatted(arn))))
                .queueUrl();
    }

    private void startTables() throws IOException, InterruptedException {
        DynamoServer dynamo = open.keep(DynamoServer.start());
        environment.put("AWS_ENDPOINT_DYNAMODB", dynamo.endpoint().toString());
        environment.put("COUNTERS_TABLE", "counters");
        environment.put("SHARD_MAP_TABLE", "shard-map");
        try (DynamoDbClient tables = DynamoDbClient.builder()
                .endpointOverride(dynamo.endpoint())
                .region(Region.US_EAST_1)
                .credentialsProvider(credentials())
                .build()) {
            DynamoServer.createTable(tables, "counters", "subject", "actor");
            DynamoServer.createTable(tables, "shard-map", "bucket");
        }
    }

    private static StaticCredentialsProvider credentials() {
        return StaticCredentialsProvider.create(AwsBasicCredentials.create(S3Server.ACCESS_KEY, S3Server.SECRET_KEY));
    }

    /** The lines of the environment file. */
    Map<String, String> environment() {
        return Map.copyOf(environment);
    }

    @Override
    public void close() {
        open.close();
    }
}
