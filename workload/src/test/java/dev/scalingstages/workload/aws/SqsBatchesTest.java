package dev.scalingstages.workload.aws;

import static org.assertj.core.api.Assertions.assertThat;

import dev.scalingstages.workload.aws.AwsClients.Service;
import dev.scalingstages.workload.aws.SqsQueue.Settings;
import dev.scalingstages.workload.content.Pause;
import dev.scalingstages.workload.servers.SqsFront;
import dev.scalingstages.workload.servers.SqsServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.sqs.model.Message;

/** Calls for several messages, which succeed though entries of them fail. */
class SqsBatchesTest {
    private static final Path MAIN = Path.of("src/main/java");
    private static final Pattern BATCH_CALL = Pattern.compile("\\.\\w+(Message|Visibility)Batch\\(");

    private SqsServer server;
    private SqsFront front;
    private AwsClients clients;
    private String url;

    @BeforeEach
    void start() throws Exception {
        server = SqsServer.start();
        front = new SqsFront(server);
        clients = TestClients.of(Map.of(Service.SQS, front.endpoint()));
        url = clients.sqs().createQueue(request -> request.queueName("batches")).queueUrl();
    }

    @AfterEach
    void stop() {
        clients.close();
        front.close();
        server.close();
    }

    private void send(String body) {
        clients.sqs().sendMessage(request -> request.queueUrl(url).messageBody(body));
    }

    @Test
    void entriesThatFailAreReturnedWithTheirReason() {
        send("message");
        List<Message> messages =
                clients.sqs().receiveMessage(request -> request.queueUrl(url)).messages();
        SqsBatches batches = new SqsBatches(clients.sqs(), url);
        front.failEntriesOf("ChangeMessageVisibilityBatch", true);
        assertThat(batches.hide(messages, 60)).containsOnlyKeys(messages);
        front.failEntriesOf("DeleteMessageBatch", false);
        assertThat(batches.delete(messages).get(messages.getFirst()).message()).isEqualTo("this entry fails");
        front.failEntriesOf("nothing", false);
        assertThat(batches.hide(messages, 60)).isEmpty();
        assertThat(batches.delete(messages)).isEmpty();
    }

    /** What nobody reads the failures of is not found out. */
    @Test
    void nobodyElseMakesABatchCall() throws IOException {
        try (Stream<Path> files = Files.walk(MAIN)) {
            assertThat(files.filter(Files::isRegularFile)
                            .filter(file -> BATCH_CALL.matcher(text(file)).find())
                            .map(file -> file.getFileName().toString()))
                    .containsExactly("SqsBatches.java");
        }
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void workWhoseMessageCannotBeHiddenForLongerEndsBeforeOthersGetIt() throws Exception {
        for (boolean forGood : List.of(true, false)) {
            front.failEntriesOf("ChangeMessageVisibilityBatch", forGood);
            send("long");
            AtomicInteger begun = new AtomicInteger();
            CountDownLatch ended = new CountDownLatch(1);
            Instant start = Instant.now();
            try (SqsQueue queue = new SqsQueue(
                    clients, new Settings(url, 1, 1, Duration.ofSeconds(6), Duration.ofSeconds(1)), body -> {
                        if (begun.incrementAndGet() == 1) {
                            try {
                                Pause.of(Duration.ofSeconds(20));
                            } finally {
                                ended.countDown();
                            }
                        }
                    })) {
                queue.start();
                assertThat(ended.await(15, TimeUnit.SECONDS))
                        .as("the work ended")
                        .isTrue();
                assertThat(Duration.between(start, Instant.now()))
                        .as("when others do not get it yet")
                        .isLessThan(Duration.ofSeconds(6));
            }
        }
    }
}
