package dev.scalingstages.workload.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.scalingstages.workload.aws.AwsClients.Service;
import dev.scalingstages.workload.aws.SqsQueue.Settings;
import dev.scalingstages.workload.content.Job;
import dev.scalingstages.workload.content.Post;
import dev.scalingstages.workload.content.Samples;
import dev.scalingstages.workload.content.UnavailableException;
import dev.scalingstages.workload.servers.SqsServer;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

/** Its tests mostly wait, each for a queue of its own, so they run side by side. */
@Execution(ExecutionMode.CONCURRENT)
class SqsQueueTest {
    private static final Duration PATIENCE = Duration.ofSeconds(15);

    private static SqsServer server;
    private static AwsClients clients;

    private String url;
    private String deadUrl;

    @BeforeAll
    static void startServer() throws Exception {
        server = SqsServer.start();
        clients = TestClients.of(Map.of(Service.SQS, server.endpoint()));
    }

    @AfterAll
    static void stopServer() {
        clients.close();
        server.close();
    }

    @BeforeEach
    void makeQueues(TestInfo test) {
        String name = test.getTestMethod().orElseThrow().getName();
        deadUrl = queue(name + "Dead", Map.of());
        String arn = attribute(deadUrl, QueueAttributeName.QUEUE_ARN);
        url = queue(
                name,
                Map.of(
                        QueueAttributeName.REDRIVE_POLICY,
                        "{\"deadLetterTargetArn\":\"" + arn + "\",\"maxReceiveCount\":5}",
                        QueueAttributeName.VISIBILITY_TIMEOUT,
                        "30"));
    }

    private static String queue(String name, Map<QueueAttributeName, String> attributes) {
        return clients.sqs()
                .createQueue(request -> request.queueName(name).attributes(attributes))
                .queueUrl();
    }

    private static String attribute(String queue, QueueAttributeName name) {
        return clients.sqs()
                .getQueueAttributes(request -> request.queueUrl(queue).attributeNames(name))
                .attributes()
                .get(name);
    }

    private static int visible(String queue) {
        return Integer.parseInt(attribute(queue, QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES));
    }

    private static int hidden(String queue) {
        return Integer.parseInt(attribute(queue, QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES_NOT_VISIBLE));
    }

    private void send(String body) {
        clients.sqs().sendMessage(request -> request.queueUrl(url).messageBody(body));
    }

    private SqsQueue work(Duration visibility, SqsQueue.Work work) {
        SqsQueue queue = new SqsQueue(clients, new Settings(url, 2, 10, visibility, Duration.ofSeconds(1)), work);
        queue.start();
        return queue;
    }

    private static void await(String what, BooleanSupplier condition) throws InterruptedException {
        Instant limit = Instant.now().plus(PATIENCE);
        while (!condition.getAsBoolean()) {
            assertThat(Instant.now()).as(what).isBefore(limit);
            Thread.sleep(20);
        }
    }

    @Test
    void everyWriteThatWasHandedOverIsDoneAndDeleted() throws Exception {
        Samples samples = new Samples("writes");
        SqsJobs jobs = new SqsJobs(clients, url);
        assertThat(jobs.mayDefer()).isTrue();
        Set<Post> posts = new HashSet<>();
        for (int i = 0; i < 50; i++) {
            Post post = samples.post(samples.accountId());
            posts.add(post);
            jobs.submit(new Job.StorePost(post));
        }
        jobs.submit(new Job.MakeThumbnail(posts.iterator().next().id()));

        Set<Post> done = ConcurrentHashMap.newKeySet();
        try (SqsQueue queue = work(
                Duration.ofSeconds(30),
                body -> done.add(Messages.write(body).orElseThrow().post()))) {
            assertThat(queue).isNotNull();
            await("all are done", () -> done.size() == posts.size());
        }
        assertThat(done).isEqualTo(posts);
        assertThat(visible(url) + hidden(url)).isZero();
    }

    @Test
    void theMessageOfAWorkerThatDiesComesBackToAnother() throws Exception {
        send("work");
        // A worker that takes a message and is heard of no more.
        assertThat(clients.sqs()
                        .receiveMessage(request ->
                                request.queueUrl(url).waitTimeSeconds(5).visibilityTimeout(2))
                        .messages())
                .hasSize(1);
        List<String> done = new CopyOnWriteArrayList<>();
        try (SqsQueue queue = work(Duration.ofSeconds(2), done::add)) {
            assertThat(queue).isNotNull();
            await("it comes back", () -> !done.isEmpty());
        }
        assertThat(done).containsExactly("work");
    }

    @Test
    void workThatTakesLongerThanAMessageIsHiddenIsDoneOnce() throws Exception {
        send("long");
        send("short");
        List<String> begun = new CopyOnWriteArrayList<>();
        try (SqsQueue queue = work(Duration.ofSeconds(3), body -> {
            begun.add(body);
            if (body.equals("long")) {
                Thread.sleep(7_000);
            }
        })) {
            assertThat(queue).isNotNull();
            await("both are taken", () -> begun.size() == 2);
            await("what is done is deleted though its batch is not", () -> visible(url) + hidden(url) == 1);
        }
        assertThat(begun).containsExactlyInAnyOrder("long", "short");
        assertThat(visible(url) + hidden(url)).isZero();
    }

    @Test
    void aMessageThatAlwaysFailsIsADeadLetterAfterFiveTriesAndHoldsUpNoOther() throws Exception {
        send("poison");
        send("good");
        AtomicInteger tries = new AtomicInteger();
        List<String> done = new CopyOnWriteArrayList<>();
        try (SqsQueue queue = work(Duration.ofSeconds(1), body -> {
            if (body.equals("poison")) {
                tries.incrementAndGet();
                throw new IllegalArgumentException("poison");
            }
            done.add(body);
        })) {
            assertThat(queue).isNotNull();
            await("it is dead", () -> visible(deadUrl) == 1);
        }
        assertThat(tries).hasValue(5);
        assertThat(done).containsExactly("good");
        assertThat(visible(url) + hidden(url)).isZero();
    }

    @Test
    void aWorkerThatRunsOutOfMemoryOverOneMessageGoesOnWithOthers() throws Exception {
        send("huge");
        List<String> done = new CopyOnWriteArrayList<>();
        try (SqsQueue queue = work(Duration.ofSeconds(30), body -> {
            if (body.equals("huge")) {
                throw new OutOfMemoryError("of the test");
            }
            done.add(body);
        })) {
            assertThat(queue).isNotNull();
            send("small");
            send("smaller");
            await("others are done", () -> done.size() == 2);
        }
        assertThat(hidden(url)).isEqualTo(1);
    }

    @Test
    void whileSomethingDoesNotAnswerAMessageWaitsLongerFromTryToTry() throws Exception {
        send("write");
        List<Instant> tries = new CopyOnWriteArrayList<>();
        try (SqsQueue queue = work(Duration.ofSeconds(1), body -> {
            tries.add(Instant.now());
            throw new UnavailableException("the database does not answer");
        })) {
            assertThat(queue).isNotNull();
            await("it is tried again", () -> tries.size() == 2);
        }
        assertThat(Duration.between(tries.get(0), tries.get(1))).isGreaterThan(Duration.ofMillis(4_500));
        assertThat(hidden(url)).isEqualTo(1);
    }

    @Test
    void aStopWaitsForWorkAndTakesNoMore() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        AtomicInteger done = new AtomicInteger();
        send("first");
        SqsQueue queue = work(Duration.ofSeconds(30), body -> {
            begun.countDown();
            goOn.await();
            done.incrementAndGet();
        });
        assertThat(begun.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
        Thread stop = Thread.startVirtualThread(queue::close);
        // The other poller waits for messages; when its wait is over it must not begin anew.
        assertThat(stop.join(Duration.ofMillis(2_500))).isFalse();
        send("second");
        goOn.countDown();
        assertThat(stop.join(PATIENCE)).isTrue();
        assertThat(done).hasValue(1);
        assertThat(visible(url)).isEqualTo(1);
        assertThat(hidden(url)).isZero();
    }

    @Test
    void aQueueThatIsNotThereAcknowledgesNothing() {
        SqsJobs jobs = new SqsJobs(clients, url + "Missing");
        Samples samples = new Samples("missing");
        Job job = new Job.StorePost(samples.post(samples.accountId()));
        assertThatThrownBy(() -> jobs.submit(job)).isInstanceOf(UnavailableException.class);
    }
}
