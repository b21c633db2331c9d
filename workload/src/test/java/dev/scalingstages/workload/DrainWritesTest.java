package dev.scalingstages.workload;

import static org.assertj.core.api.Assertions.assertThat;

import dev.scalingstages.workload.aws.AwsClients;
import dev.scalingstages.workload.aws.AwsClients.Service;
import dev.scalingstages.workload.aws.SqsJobs;
import dev.scalingstages.workload.aws.TestClients;
import dev.scalingstages.workload.content.Job;
import dev.scalingstages.workload.content.Post;
import dev.scalingstages.workload.content.Samples;
import dev.scalingstages.workload.servers.LocalStores;
import dev.scalingstages.workload.servers.MariaDbCluster;
import dev.scalingstages.workload.servers.S3Server;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

/** What an operator types on a write API server of stage 6, where no worker lives. */
class DrainWritesTest {
    private static final Duration SETTLING = Duration.ofSeconds(4);
    private static final String SCHEMA = "scaling";

    private static LocalStores stores;
    private static AwsClients aws;
    private static String queue;
    private static String dead;

    private final Samples samples = new Samples(System.nanoTime());

    @BeforeAll
    static void start() throws Exception {
        System.setProperty("aws.accessKeyId", S3Server.ACCESS_KEY);
        System.setProperty("aws.secretAccessKey", S3Server.SECRET_KEY);
        stores = LocalStores.start(6);
        Map<String, String> environment = stores.environment("write-api");
        aws = TestClients.of(Map.of(Service.SQS, URI.create(environment.get("AWS_ENDPOINT_SQS"))));
        queue = environment.get("WRITES_QUEUE_URL");
        dead = queue + "-dead";
    }

    @AfterAll
    static void stop() {
        aws.close();
        stores.close();
        System.clearProperty("aws.accessKeyId");
        System.clearProperty("aws.secretAccessKey");
    }

    @AfterEach
    void empty() {
        for (String url : List.of(queue, dead)) {
            aws.sqs().purgeQueue(request -> request.queueUrl(url));
        }
    }

    private record Ended(int status, String line) {}

    private static Ended drain(Map<String, String> changes) {
        Map<String, String> environment = new HashMap<>(stores.environment("write-api"));
        environment.putAll(changes);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        int status = DrainWrites.run(environment, new PrintStream(out, true, StandardCharsets.UTF_8), SETTLING);
        String line = out.toString(StandardCharsets.UTF_8).strip();
        System.out.println("drain-writes: " + status + " " + line);
        return new Ended(status, line);
    }

    private List<Post> queued(int count) {
        SqsJobs jobs = new SqsJobs(aws, queue);
        List<Post> posts = Stream.generate(() -> samples.post(samples.accountId()))
                .limit(count)
                .toList();
        posts.forEach(post -> jobs.submit(new Job.StorePost(post)));
        return posts;
    }

    /** Moves messages as the redrive policy does. */
    private static void kill(int count) {
        for (int moved = 0; moved < count; ) {
            for (var message : aws.sqs()
                    .receiveMessage(request -> request.queueUrl(queue).waitTimeSeconds(5))
                    .messages()) {
                aws.sqs().sendMessage(request -> request.queueUrl(dead).messageBody(message.body()));
                aws.sqs().deleteMessage(request -> request.queueUrl(queue).receiptHandle(message.receiptHandle()));
                moved++;
            }
        }
    }

    private static int left(String url) {
        Map<QueueAttributeName, String> counts = aws.sqs()
                .getQueueAttributes(request -> request.queueUrl(url).attributeNames(QueueAttributeName.ALL))
                .attributes();
        return Stream.of(
                        QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES,
                        QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES_NOT_VISIBLE)
                .mapToInt(name -> Integer.parseInt(counts.get(name)))
                .sum();
    }

    private static List<String> stored() throws Exception {
        List<String> posts = new ArrayList<>();
        for (MariaDbCluster shard : stores.shards()) {
            try (Connection connection = shard.primary().connect(SCHEMA);
                    ResultSet rows =
                            connection.createStatement().executeQuery("SELECT LOWER(HEX(post_id)) FROM posts")) {
                while (rows.next()) {
                    posts.add(rows.getString(1));
                }
            }
        }
        return posts;
    }

    private static List<String> ids(List<Post> posts) {
        return posts.stream().map(post -> post.id().toString()).toList();
    }

    @Test
    void whatWaitsAndWhatIsDeadIsStoredOnceAndBothAreToldToBeEmpty() throws Exception {
        List<Post> first = queued(3);
        kill(3);
        List<Post> second = queued(25);
        // As SQS does rarely, and as a worker does that dies before it deletes.
        SqsJobs jobs = new SqsJobs(aws, queue);
        second.subList(0, 5).forEach(post -> jobs.submit(new Job.StorePost(post)));

        Ended ended = drain(Map.of());

        assertThat(ended.line())
                .isEqualTo(
                        "Empty: 33 messages are done, 3 of them dead letters, and their posts are stored. For 4 s nothing"
                                + " was in the queue and nothing among its dead letters.");
        assertThat(ended.status()).isZero();
        assertThat(stored()).doesNotHaveDuplicates().containsAll(ids(first)).containsAll(ids(second));
        assertThat(left(queue) + left(dead)).isZero();
        assertThat(drain(Map.of()).line()).startsWith("Empty: 0 messages are done");
    }

    @Test
    void whatCannotBeStoredStaysAndIsToldAndTheRestIsStored() throws Exception {
        aws.sqs().sendMessage(request -> request.queueUrl(dead).messageBody("{\"job\":\"unknown\"}"));
        List<Post> good = queued(5);

        Ended ended = drain(Map.of());

        assertThat(ended.status()).isEqualTo(10);
        assertThat(ended.line())
                .startsWith(
                        "Not empty: 5 messages are done, 0 of them dead letters, and their posts are stored. Left in the"
                                + " queue: 0, and 0 hidden")
                .contains("among its dead letters: 0, and 1 hidden", "not a write of version 1");
        assertThat(left(dead)).isEqualTo(1);
        assertThat(stored()).containsAll(ids(good));
    }

    @Test
    void whileAShardIsAwayItsPostsStay() throws Exception {
        List<Post> posts = queued(5);

        // All buckets are on the first shard before they are spread.
        Ended ended = drain(Map.of("SHARD_1_PORT", "1"));

        assertThat(ended.status()).isEqualTo(10);
        assertThat(ended.line()).contains("Not empty: 0 messages are done", "does not answer");
        assertThat(left(queue)).isEqualTo(5);
        assertThat(stored()).doesNotContainAnyElementsOf(ids(posts));
    }

    @Test
    void whatIsHiddenIsNotTakenForEmpty() {
        queued(1);
        assertThat(aws.sqs()
                        .receiveMessage(request ->
                                request.queueUrl(queue).waitTimeSeconds(5).visibilityTimeout(600))
                        .messages())
                .hasSize(1);

        Ended ended = drain(Map.of());

        assertThat(ended.status()).isEqualTo(10);
        assertThat(ended.line()).contains("Left in the queue: 0, and 1 hidden");
    }

    @Test
    void whereTheQueueRefusesNothingIsKnown() {
        Ended ended = drain(Map.of("WRITES_QUEUE_URL", queue + "-missing"));

        assertThat(ended.status()).isEqualTo(12);
        assertThat(ended.line()).startsWith("Unknown: ").contains("SQS");
    }
}
