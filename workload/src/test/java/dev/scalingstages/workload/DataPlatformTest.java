package dev.scalingstages.workload;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.scalingstages.workload.aws.AwsClients;
import dev.scalingstages.workload.aws.AwsClients.Service;
import dev.scalingstages.workload.aws.TestClients;
import dev.scalingstages.workload.servers.DynamoServer;
import dev.scalingstages.workload.servers.FreePort;
import dev.scalingstages.workload.servers.LivingWorker;
import dev.scalingstages.workload.servers.MariaDbCluster;
import dev.scalingstages.workload.servers.MariaDbServer;
import dev.scalingstages.workload.servers.Opened;
import dev.scalingstages.workload.servers.RedisCluster;
import dev.scalingstages.workload.servers.S3Server;
import dev.scalingstages.workload.servers.SecretsServer;
import dev.scalingstages.workload.servers.SqsServer;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Three processes in the shape of stage 6: writes through a queue, two shards and a database of accounts, photos in a
 * bucket, likes in DynamoDB, credentials in Secrets Manager.
 */
class DataPlatformTest {
    private static final String SCHEMA = "scaling";
    private static final String SECRET = "arn:aws:secretsmanager:us-east-1:123456789012:secret:database-AbCdEf";
    private static final byte[] NOTHING = {};
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @TempDir
    private static Path directory;

    private static final Opened OPENED = new Opened();
    private static AwsClients aws;
    private static String photosQueue;
    private static WorkloadProcess writeApi;
    private static WorkloadProcess readApi;
    private static WorkloadProcess worker;
    private static ServiceClient client;

    @BeforeAll
    static void start() throws Exception {
        DynamoServer dynamo = OPENED.keep(DynamoServer.start());
        S3Server s3 = OPENED.keep(S3Server.start());
        SqsServer sqs = OPENED.keep(SqsServer.start());
        SecretsServer secrets = OPENED.keep(SecretsServer.start());
        secrets.put(
                SECRET,
                "{\"username\":\"%s\",\"password\":\"%s\"}"
                        .formatted(MariaDbServer.APPLICATION, MariaDbServer.APPLICATION_PASSWORD));
        aws = OPENED.keep(TestClients.of(
                Map.of(Service.DYNAMODB, dynamo.endpoint(), Service.S3, s3.endpoint(), Service.SQS, sqs.endpoint())));
        aws.s3().createBucket(request -> request.bucket("content"));
        DynamoServer.createTable(aws.dynamoDb(), "counters", "subject", "actor");
        DynamoServer.createTable(aws.dynamoDb(), "shard-map", "bucket");
        photosQueue = queue("photos");
        Map<String, String> environment = new HashMap<>(Map.of(
                "DATABASE_NAME", SCHEMA,
                "SHARD_COUNT", "2",
                "COUNTERS_TABLE", "counters",
                "SHARD_MAP_TABLE", "shard-map",
                "CONTENT_BUCKET", "content",
                "WRITES_QUEUE_URL", queue("writes"),
                "PHOTOS_QUEUE_URL", photosQueue,
                "DRAIN_SECONDS", "0"));
        environment.putAll(Map.of(
                "AWS_REGION", "us-east-1",
                "AWS_ACCESS_KEY_ID", S3Server.ACCESS_KEY,
                "AWS_SECRET_ACCESS_KEY", S3Server.SECRET_KEY,
                "AWS_ENDPOINT_DYNAMODB", dynamo.endpoint().toString(),
                "AWS_ENDPOINT_S3", s3.endpoint().toString(),
                "AWS_ENDPOINT_SQS", sqs.endpoint().toString(),
                "AWS_ENDPOINT_SECRETS_MANAGER", secrets.endpoint().toString()));
        cache(environment);
        databases(environment);
        processes(environment);
    }

    private static String queue(String name) {
        return aws.sqs().createQueue(request -> request.queueName(name)).queueUrl();
    }

    private static void cache(Map<String, String> environment) throws Exception {
        RedisCluster cache = OPENED.keep(RedisCluster.start(1, 0));
        Path password = Files.writeString(directory.resolve("cache-password"), RedisCluster.PASSWORD);
        environment.putAll(Map.of(
                "CACHE_HOST",
                "127.0.0.1",
                "CACHE_PORT",
                String.valueOf(cache.port()),
                "CACHE_USER",
                RedisCluster.USER,
                "CACHE_NAME",
                "cache",
                "CACHE_PASSWORD_FILE",
                password.toString(),
                "CACHE_CA_FILE",
                cache.authority().toString()));
    }

    /** The read API reads the shards themselves, as if they were their replicas. */
    private static void databases(Map<String, String> environment) throws Exception {
        Path authorities = Files.createFile(directory.resolve("authorities.pem"));
        for (String name : List.of("SHARD_1", "SHARD_2", "ACCOUNTS_DATABASE")) {
            MariaDbServer database = OPENED.keep(MariaDbCluster.start(0)).primary();
            database.createSchema(SCHEMA);
            Files.write(authorities, Files.readAllBytes(database.authority()), StandardOpenOption.APPEND);
            environment.putAll(Map.of(
                    name + "_HOST",
                    "127.0.0.1",
                    name + "_PORT",
                    String.valueOf(database.port()),
                    name + "_REPLICAS_PORT",
                    String.valueOf(database.port()),
                    name + "_SECRET_ARN",
                    SECRET,
                    "DATABASE_CA_FILE",
                    authorities.toString(),
                    "REPLICAS_HOST",
                    "127.0.0.1"));
        }
    }

    private static void processes(Map<String, String> environment) throws Exception {
        int writePort = FreePort.next();
        int readPort = FreePort.next();
        int workerPort = FreePort.next();
        writeApi = start("write-api", writePort, environment);
        readApi = start("read-api", readPort, environment);
        worker = start("worker", workerPort, environment);
        writeApi.awaitReady(writePort);
        readApi.awaitReady(readPort);
        worker.awaitReady(workerPort);
        LivingWorker.await(URI.create(environment.get("AWS_ENDPOINT_DYNAMODB")), environment.get("SHARD_MAP_TABLE"));
        client = OPENED.keep(new ServiceClient(writePort, readPort));
    }

    private static WorkloadProcess start(String role, int port, Map<String, String> environment) throws Exception {
        Map<String, String> own = new HashMap<>(environment);
        own.putAll(Map.of("LISTEN_PORT", String.valueOf(port), "SERVER_ROLE", role));
        return OPENED.keep(WorkloadProcess.start(directory, List.of(role), own));
    }

    @AfterAll
    static void stop() throws Exception {
        OPENED.close();
    }

    @Test
    void aPostIsAcknowledgedReadAtOnceAndStoredBehindTheQueue() throws Exception {
        String token = client.signIn("queue@example.com");
        String post = client.write(202, "POST", "/api/posts", token, "{\"body\":\"later\"}")
                .get("postId")
                .asText();
        JsonNode read = client.getAfter("/api/posts/" + post, post);
        assertThat(read.get("body").asText()).isEqualTo("later");
        String timeline = "/api/accounts/" + read.get("accountId").asText() + "/timeline";
        assertThat(client.getAfter(timeline, post).get("entries").findValuesAsText("postId"))
                .containsExactly(post);
        client.write(200, "PUT", "/api/posts/" + post + "/likes/mine", token, "");
        assertThat(client.write(200, "PUT", "/api/posts/" + post + "/likes/mine", token, "")
                        .get("likes")
                        .asLong())
                .isEqualTo(1);
    }

    @Test
    void aPhotoGoesToTheBucketAndTheWorkerMakesItsThumbnail() throws Exception {
        String token = client.signIn("photo@example.com");
        byte[] photo = ServiceClient.photo();
        JsonNode made = client.announce(202, token, "image/jpeg", photo.length);
        String post = made.get("postId").asText();
        assertThat(client.upload(made, photo)).isEqualTo(200);
        assertThat(client.write(202, "POST", "/api/posts/" + post + "/photo/finish", token, "")
                        .get("state")
                        .asText())
                .isEqualTo("UPLOADED");
        announceUpload(post);
        JsonNode state = awaitFinal(post);
        assertThat(state.get("state").asText()).isEqualTo("READY");
        byte[] thumbnail = aws.s3()
                .getObjectAsBytes(request -> request.bucket("content").key("photos/" + post))
                .asByteArray();
        assertThat(ImageIO.read(new ByteArrayInputStream(thumbnail)).getWidth()).isEqualTo(512);
    }

    /** What S3 does by itself; the server in its place has no notifications. */
    private static void announceUpload(String post) {
        String event = """
                {"Records":[{"eventName":"ObjectCreated:Put","s3":{"object":{"key":"incoming/%s"}}}]}""".formatted(post);
        aws.sqs().sendMessage(request -> request.queueUrl(photosQueue).messageBody(event));
    }

    private static JsonNode awaitFinal(String post) throws Exception {
        long end = System.nanoTime() + PATIENCE.toNanos();
        JsonNode state = client.getAfter("/api/posts/" + post + "/photo", post);
        while (!List.of("READY", "REJECTED").contains(state.get("state").asText()) && System.nanoTime() < end) {
            Thread.sleep(100);
            state = client.getAfter("/api/posts/" + post + "/photo", post);
        }
        return state;
    }

    @Test
    void aPostThatNobodyWroteIsNotThere() throws Exception {
        HttpResponse<byte[]> response = client.send("GET", "/api/posts/" + "0".repeat(32), NOTHING, Map.of());
        assertThat(response.statusCode()).isEqualTo(404);
    }

    @Test
    void allRolesStayBelow256Mebibytes() throws Exception {
        for (WorkloadProcess process : List.of(writeApi, readApi, worker)) {
            assertThat(process.residentMebibytes()).isLessThan(256);
        }
    }
}
