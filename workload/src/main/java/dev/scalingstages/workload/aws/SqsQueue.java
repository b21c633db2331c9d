package dev.scalingstages.workload.aws;

import dev.scalingstages.workload.content.UnavailableException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionService;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.BatchResultErrorEntry;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeName;

/**
 * Works on the messages of one SQS queue. Pollers take batches, and work on the messages of a batch side by side. A
 * message is hidden from other workers while it is worked on, and deleted only when its work is done. So none is lost
 * with a worker that dies, and some come twice. SQS hides one for twelve hours at the most: when it cannot be hidden
 * any longer, for that or another reason, its work is interrupted before somebody else begins it.
 *
 * <p>A message whose work fails comes back when its time is over; after its fifth try the queue's redrive policy puts
 * it among the dead letters. One that failed only because a dependency does not answer waits longer from try to try,
 * more than an hour in all, so that an outage makes no dead letters of good messages.
 */
public final class SqsQueue implements AutoCloseable {
    /** The longest that SQS lets a request wait for messages. */
    static final Duration LONGEST_WAIT = Duration.ofSeconds(20);

    /** How much longer than it waits a request for messages may take. */
    private static final Duration RECEIVE_MARGIN = Duration.ofSeconds(3);

    /** How long a message waits after its first try and those that follow, when something does not answer. */
    private static final List<Duration> PATIENCE =
            List.of(Duration.ofSeconds(5), Duration.ofMinutes(1), Duration.ofMinutes(10), Duration.ofHours(1));

    private static final Duration PAUSE = Duration.ofSeconds(1);
    private static final Logger LOG = LoggerFactory.getLogger(SqsQueue.class);

    private final SqsClient client;
    private final Settings settings;
    private final Work work;
    private final SqsBatches batches;
    private final ExecutorService pollers = Executors.newVirtualThreadPerTaskExecutor();
    private final ExecutorService workers = Executors.newVirtualThreadPerTaskExecutor();
    private volatile boolean stopping;

    /** When the queue last answered; 0 before that. */
    private volatile long answeredAt;

    private volatile String silence = "has not answered yet";
    private final CountDownLatch asked = new CountDownLatch(1);

    /** The work on a message. It may be done twice on the same message without harm. */
    @FunctionalInterface
    public interface Work {
        /**
         * Does the work.
         *
         * @param body the message
         * @throws UnavailableException when it is to be tried again later
         */
        void on(String body) throws Exception;
    }

    /**
     * @param pollers how many batches are worked on at a time
     * @param batch how many messages are in a batch, at most ten
     * @param visibility how long a message is hidden, again and again while it is worked on: how soon it comes back when
     *     its worker dies
     * @param longPoll how long a request waits for messages, at most 20 seconds; a stop takes as long
     */
    public record Settings(String url, int pollers, int batch, Duration visibility, Duration longPoll) {
        /** Waits ten seconds for messages, so that a server stops in time. */
        public Settings(String url, int pollers, int batch, Duration visibility) {
            this(url, pollers, batch, visibility, Duration.ofSeconds(10));
        }
    }

    /** Makes a queue that {@link #start} sets to work. */
    public SqsQueue(AwsClients clients, Settings settings, Work work) {
        this.client = clients.sqs();
        this.settings = settings;
        this.work = work;
        this.batches = new SqsBatches(client, settings.url());
    }

    /** Starts the pollers. */
    public void start() {
        for (int i = 0; i < settings.pollers(); i++) {
            pollers.execute(this::poll);
        }
    }

    /**
     * Whether the queue has answered lately; within its own patience and some more it does so also when it is empty.
     */
    public boolean answeredWithin(Duration time) {
        return answeredAt != 0 && System.nanoTime() - answeredAt < time.toNanos();
    }

    /**
     * Returns when the queue has answered once.
     *
     * @throws UnavailableException when it has not yet, or refuses
     */
    public void ask() throws InterruptedException {
        // The first log line about it then has the reason.
        if (!asked.await(RECEIVE_MARGIN.toMillis(), TimeUnit.MILLISECONDS) || answeredAt == 0) {
            throw new UnavailableException("SQS " + silence);
        }
    }

    private void poll() {
        while (!stopping) {
            try {
                if (!work(receive())) {
                    Thread.sleep(PAUSE);
                }
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    private List<Message> receive() throws InterruptedException {
        // The first look does not wait for messages, so that it is soon known whether the queue answers.
        Duration wait = answeredAt == 0 ? Duration.ZERO : settings.longPoll();
        Duration limit = wait.plus(RECEIVE_MARGIN);
        try {
            List<Message> messages = client.receiveMessage(request -> request.queueUrl(settings.url())
                            .maxNumberOfMessages(settings.batch())
                            .visibilityTimeout((int) settings.visibility().toSeconds())
                            .waitTimeSeconds((int) wait.toSeconds())
                            .messageSystemAttributeNames(MessageSystemAttributeName.APPROXIMATE_RECEIVE_COUNT)
                            .overrideConfiguration(configuration ->
                                    configuration.apiCallAttemptTimeout(limit).apiCallTimeout(limit)))
                    .messages();
            answeredAt = System.nanoTime();
            asked.countDown();
            return messages;
        } catch (SdkException e) {
            silence = Calls.reason(e);
            asked.countDown();
            LOG.warn("{} gives no messages", settings.url(), e);
            Thread.sleep(PAUSE);
            return List.of();
        }
    }

    /** The work on a message, in a thread that can be interrupted. */
    private final class Running {
        private final Message message;
        private volatile Thread thread;

        /** The time until which no other worker receives it, as far as is known. */
        private volatile long hiddenUntil =
                System.nanoTime() + settings.visibility().toNanos();

        Running(Message message) {
            this.message = message;
        }

        Void run() throws Exception {
            thread = Thread.currentThread();
            work.on(message.body());
            return null;
        }

        void isHidden() {
            hiddenUntil = System.nanoTime() + settings.visibility().toNanos();
        }

        /** Logs that it could not be hidden for longer, and ends the work before another worker gets the message. */
        void isNotHidden(String reason, boolean forGood, Duration beat) {
            LOG.error("message {} of {} cannot be hidden for longer: {}", message.messageId(), settings.url(), reason);
            // The next try, a beat later, would be too late.
            if (forGood
                    || hiddenUntil - System.nanoTime()
                            < beat.multipliedBy(3).dividedBy(2).toNanos()) {
                LOG.error("the work on message {} ends, since others may receive it", message.messageId());
                Thread working = thread;
                if (working != null) {
                    working.interrupt();
                }
            }
        }
    }

    /** Works on a batch, and returns whether all dependencies of the work answered. */
    private boolean work(List<Message> batch) throws InterruptedException {
        CompletionService<Void> running = new ExecutorCompletionService<>(workers);
        Map<Future<Void>, Running> open = new HashMap<>();
        for (Message message : batch) {
            Running one = new Running(message);
            open.put(running.submit(one::run), one);
        }
        List<Message> done = new ArrayList<>();
        boolean answered = true;
        Duration beat = settings.visibility().dividedBy(3);
        long nextBeat = System.nanoTime() + beat.toNanos();
        while (!open.isEmpty()) {
            Future<Void> next = running.poll(nextBeat - System.nanoTime(), TimeUnit.NANOSECONDS);
            if (next == null) {
                delete(done);
                done.clear();
                hide(List.copyOf(open.values()), beat);
                nextBeat = System.nanoTime() + beat.toNanos();
            } else if (next.state() == Future.State.SUCCESS) {
                done.add(open.remove(next).message);
            } else {
                answered &= !failed(open.remove(next).message, next.exceptionNow());
            }
        }
        delete(done);
        return answered;
    }

    /** Leaves a message for another try, and returns whether a dependency did not answer. */
    private boolean failed(Message message, Throwable cause) {
        // Without the body, which is a user's and has no place in a log.
        LOG.warn("message {} of {} failed", message.messageId(), settings.url(), cause);
        if (!(cause instanceof UnavailableException)) {
            return false;
        }
        int tries = Integer.parseInt(
                message.attributes().getOrDefault(MessageSystemAttributeName.APPROXIMATE_RECEIVE_COUNT, "1"));
        Duration later = PATIENCE.get(Math.min(tries, PATIENCE.size()) - 1);
        tolerant(() -> client.changeMessageVisibility(request -> request.queueUrl(settings.url())
                .receiptHandle(message.receiptHandle())
                .visibilityTimeout((int) later.toSeconds())));
        return true;
    }

    private void hide(List<Running> works, Duration beat) {
        try {
            Map<Message, BatchResultErrorEntry> failed =
                    batches.hide(works.stream().map(work -> work.message).toList(), (int)
                            settings.visibility().toSeconds());
            for (Running work : works) {
                BatchResultErrorEntry failure = failed.get(work.message);
                if (failure == null) {
                    work.isHidden();
                } else {
                    // At its own fault: it has been hidden for twelve hours in all, say, or deleted.
                    work.isNotHidden(failure.code() + " " + failure.message(), failure.senderFault(), beat);
                }
            }
        } catch (SdkException e) {
            works.forEach(work -> work.isNotHidden(Calls.reason(e), false, beat));
        }
    }

    private void delete(List<Message> messages) {
        tolerant(() -> batches.delete(messages)
                .forEach((message, failure) -> LOG.warn(
                        "message {} of {} is done, and comes again, since it is not deleted: {} {}",
                        message.messageId(),
                        settings.url(),
                        failure.code(),
                        failure.message())));
    }

    /** A failure here causes messages to be delivered once more, which does no harm. */
    private void tolerant(Runnable call) {
        try {
            call.run();
        } catch (SdkException e) {
            LOG.warn("{} does not take a request", settings.url(), e);
        }
    }

    /** Takes no more messages, and returns when the work on those that were taken is done. */
    @Override
    public void close() {
        stopping = true;
        pollers.close();
        workers.close();
    }
}
