package dev.scalingstages.workload.aws;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.BatchResultErrorEntry;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

/**
 * Empties an SQS queue and its dead letters by doing the work of each message, and reports when both are empty. It
 * needs no worker and may run beside one: processing a message twice does no harm. It may be killed and run again at
 * any time. A message is deleted only when its work is done.
 *
 * <p>SQS spreads a queue over many servers and counts about right: one look that finds nothing says little. Both queues
 * count as empty when all looks of the settling time found no message, neither waiting nor hidden, as AWS advises
 * (Amazon SQS Developer Guide, "Confirming that a queue is empty").
 */
public final class QueueDrain {
    /** As long as counts may take to be right after the last message was sent, and again that long. */
    public static final Duration USUAL_SETTLING = Duration.ofMinutes(2);

    private static final Logger LOG = LoggerFactory.getLogger(QueueDrain.class);
    private static final int BATCH = 10;

    /** How many batches at once, of both queues together. */
    private static final int AT_ONCE = 8;

    /** How long a message is hidden while it is worked on, which takes some seconds at the most. */
    private static final Duration HIDDEN = Duration.ofSeconds(60);

    private static final List<QueueAttributeName> COUNTS = List.of(
            QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES,
            QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES_NOT_VISIBLE,
            QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES_DELAYED);

    private final SqsClient client;
    private final String queue;
    private final SqsQueue.Work work;
    private final Duration settling;

    /** Why messages are still there, by their ids; it holds no bodies, which are users' and have no place in a log. */
    private final Map<String, String> failures = new LinkedHashMap<>();

    /**
     * @param queue the queue's address; its redrive policy names the queue of its dead letters
     * @param work the work on a message
     * @param settling for how long nothing must be found; and for how long nothing must get done, to give up
     */
    public QueueDrain(AwsClients clients, String queue, SqsQueue.Work work, Duration settling) {
        this.client = clients.sqs();
        this.queue = queue;
        this.work = work;
        this.settling = settling;
    }

    /** How many messages of a queue wait, and how many are hidden since somebody works on them or has failed to. */
    public record Left(long waiting, long hidden) {
        boolean isEmpty() {
            return waiting == 0 && hidden == 0;
        }
    }

    /**
     * The result of a drain.
     *
     * @param done how many messages were worked on and deleted
     * @param doneDeadLetters how many of these were dead letters
     * @param failures why others are still there, by the ids of their messages
     */
    public record Result(long done, long doneDeadLetters, Left queue, Left deadLetters, Map<String, String> failures) {
        /** Whether both queues are empty. */
        public boolean isEmpty() {
            return queue.isEmpty() && deadLetters.isEmpty();
        }
    }

    /**
     * Works until both queues are empty, or until no more messages can be completed.
     *
     * @throws dev.scalingstages.workload.content.UnavailableException when SQS does not answer or refuses; then it is
     *     not known how many messages are left
     */
    public Result run() {
        String dead = deadLetters();
        long done = 0;
        long doneDeadLetters = 0;
        long idleSince = System.nanoTime();
        long lastDone = idleSince;
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            while (true) {
                long fromQueue = round(threads, queue);
                long fromDead = round(threads, dead);
                done += fromQueue + fromDead;
                doneDeadLetters += fromDead;
                Result result = new Result(done, doneDeadLetters, left(queue), left(dead), Map.copyOf(failures));
                long now = System.nanoTime();
                if (fromQueue + fromDead > 0) {
                    lastDone = now;
                    LOG.info("{} messages are done, {} of them were dead letters", done, doneDeadLetters);
                }
                if (fromQueue + fromDead > 0 || !result.isEmpty()) {
                    idleSince = now;
                }
                boolean isSettled = now - idleSince >= settling.toNanos();
                boolean isStuck = !result.isEmpty() && now - lastDone >= settling.toNanos();
                if (isSettled || isStuck) {
                    return result;
                }
            }
        }
    }

    /** The dead letters are in the same account and region, so their address differs in the name alone. */
    private String deadLetters() {
        String policy = Optional.ofNullable(attributes(queue, List.of(QueueAttributeName.REDRIVE_POLICY))
                        .get(QueueAttributeName.REDRIVE_POLICY))
                .orElseThrow(() -> new IllegalStateException(queue + " has no dead letters"));
        String name = Messages.deadLetterQueue(policy);
        return queue.substring(0, queue.lastIndexOf('/') + 1) + name;
    }

    private Map<QueueAttributeName, String> attributes(String url, List<QueueAttributeName> names) {
        return Calls.of(
                "SQS",
                () -> client.getQueueAttributes(request -> request.queueUrl(url).attributeNames(names))
                        .attributes());
    }

    private Left left(String url) {
        Map<QueueAttributeName, String> counts = attributes(url, COUNTS);
        List<Long> numbers =
                COUNTS.stream().map(name -> Long.parseLong(counts.get(name))).toList();
        return new Left(numbers.get(0) + numbers.get(2), numbers.get(1));
    }

    /** Several batches of a queue, side by side; returns how many messages were done. */
    private long round(ExecutorService threads, String url) {
        List<Future<Long>> batches = Stream.generate(() -> threads.submit(() -> batch(threads, url)))
                .limit(AT_ONCE)
                .toList();
        return batches.stream().mapToLong(QueueDrain::get).sum();
    }

    private static <T> T get(Future<T> future) {
        try {
            return future.get();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    private long batch(ExecutorService threads, String url) {
        List<Message> messages = Calls.of(
                "SQS",
                () -> client.receiveMessage(request -> request.queueUrl(url)
                                .maxNumberOfMessages(BATCH)
                                .visibilityTimeout((int) HIDDEN.toSeconds())
                                .waitTimeSeconds(1))
                        .messages());
        List<Future<Boolean>> works = messages.stream()
                .map(message -> threads.submit(() -> isDone(message)))
                .toList();
        List<Message> done = new ArrayList<>();
        for (int i = 0; i < works.size(); i++) {
            if (get(works.get(i))) {
                done.add(messages.get(i));
            }
        }
        return delete(url, done);
    }

    private boolean isDone(Message message) {
        try {
            work.on(message.body());
            forget(message);
            return true;
        } catch (Exception e) {
            note(message.messageId(), e.toString());
            return false;
        }
    }

    private synchronized void forget(Message message) {
        failures.remove(message.messageId());
    }

    private synchronized void note(String message, String reason) {
        if (failures.put(message, reason) == null) {
            LOG.warn("message {} stays: {}", message, reason);
        }
    }

    /** Returns how many were deleted; the others come again. */
    private long delete(String url, List<Message> done) {
        Map<Message, BatchResultErrorEntry> kept = Calls.of("SQS", () -> new SqsBatches(client, url).delete(done));
        kept.forEach((message, failure) ->
                note(message.messageId(), "it was processed, but SQS does not delete it: " + failure.message()));
        return done.size() - kept.size();
    }
}
