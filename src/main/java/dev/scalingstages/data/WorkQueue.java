package dev.scalingstages.data;

import dev.scalingstages.monitoring.Alarms;
import dev.scalingstages.monitoring.Condition;
import dev.scalingstages.monitoring.Metric;
import dev.scalingstages.runtime.ServerSetup;
import dev.scalingstages.security.DataKey;
import dev.scalingstages.security.Policies;
import dev.scalingstages.security.Statement;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;
import software.amazon.awscdk.RemovalPolicy;
import software.amazon.awscdk.services.sqs.CfnQueue;
import software.amazon.awscdk.services.sqs.CfnQueuePolicy;
import software.constructs.Construct;

/** An SQS queue with its dead-letter queue; both are encrypted and accept TLS only. */
public final class WorkQueue extends Construct {
    /** How often a message is tried before it counts as dead: twice is a hiccup, five times is a fault. */
    private static final int TRIES = 5;

    /** How long work may wait: four days, over a long weekend. */
    private static final int KEPT_SECONDS = 4 * 24 * 3_600;

    /** How long a dead letter stays readable: SQS's longest, 14 days, which count from when it was first sent. */
    private static final int DEAD_KEPT_SECONDS = 14 * 24 * 3_600;

    private final String arn;
    private final String deadLettersArn;
    private final String url;
    private final String name;
    private final CfnQueuePolicy policy;
    private final Condition dead;
    private final Condition late;
    private final DataKey key;

    /**
     * @param key encrypts the messages
     * @param workSeconds how long one message may take; SQS hides it from other workers for that long
     * @param oldestSeconds how old a waiting message may get before the alarm goes off
     */
    public record Props(DataKey key, int workSeconds, int oldestSeconds) {
        public Props {
            Objects.requireNonNull(key, "key");
        }
    }

    public WorkQueue(Construct scope, String id, Props props) {
        super(scope, id);
        key = props.key();
        CfnQueue deadLetters = queue("DeadLetters", props)
                .messageRetentionPeriod(DEAD_KEPT_SECONDS)
                .build();
        CfnQueue queue = queue("Queue", props)
                .redrivePolicy(new TreeMap<>(
                        Map.of("deadLetterTargetArn", deadLetters.getAttrArn(), "maxReceiveCount", TRIES)))
                .build();
        deadLetters.applyRemovalPolicy(RemovalPolicy.RETAIN);
        queue.applyRemovalPolicy(RemovalPolicy.RETAIN);
        arn = queue.getAttrArn();
        deadLettersArn = deadLetters.getAttrArn();
        url = queue.getRef();
        name = queue.getAttrQueueName();
        policy = policy("Policy", url, arn);
        policy("DeadLettersPolicy", deadLetters.getRef(), deadLetters.getAttrArn());
        dead = Metric.maximum(
                        "AWS/SQS",
                        "ApproximateNumberOfMessagesVisible",
                        Map.of("QueueName", deadLetters.getAttrQueueName()))
                .above(0)
                .missingIsNotBreaching();
        late = Metric.maximum("AWS/SQS", "ApproximateAgeOfOldestMessage", Map.of("QueueName", name))
                .above(props.oldestSeconds())
                .forMinutes(5)
                .missingIsNotBreaching();
    }

    /**
     * Defines the alarms of several queues: on dead letters, and on messages that wait longer than each queue allows.
     */
    public static void defineAlarms(Construct scope, List<WorkQueue> queues, Alarms alarms) {
        alarms.defineForWorst(
                scope,
                "DeadLettersAlarm",
                queues.stream().map(queue -> queue.dead).toList(),
                "Messages could not be worked on: read one in the dead-letter queue, mend, send it back.");
        alarms.defineForWorst(
                scope,
                "OldestMessageAlarm",
                queues.stream().map(queue -> queue.late).toList(),
                "Messages of a queue wait too long: the workers cannot keep up, raise workerMaximum.");
    }

    /** The queue's name in metrics. */
    public String name() {
        return name;
    }

    /** The queue's ARN. */
    public String arn() {
        return arn;
    }

    /** The queue's policy, for a sender that must wait until it may send. */
    public CfnQueuePolicy policy() {
        return policy;
    }

    /** Lets a service of AWS send messages on behalf of this account. */
    public void allowSendingBy(String service) {
        policy.setPolicyDocument(Policies.documentForTlsOnly(
                "sqs:*",
                List.of(arn),
                List.of(Statement.allowServiceForThisAccount(service, List.of("sqs:SendMessage"), List.of(arn)))));
    }

    /**
     * Lets a kind of server send messages, and configures the queue's URL.
     *
     * @param variable the line in the environment file, such as {@code PHOTOS_QUEUE_URL}
     */
    public void allowSendingBy(ServerSetup server, String variable) {
        server.configure(variable, url);
        server.allow(List.of("sqs:SendMessage"), List.of(arn));
        server.allowKey("sqs", key, "kms:Decrypt", "kms:GenerateDataKey");
    }

    /**
     * Lets an operator on a kind of server drain the queue and its dead letters at stages without workers. The server
     * must also be allowed to send or to work, since only that configures the queue's URL.
     */
    public void allowDrainBy(ServerSetup server) {
        server.allow(
                List.of("sqs:DeleteMessage", "sqs:GetQueueAttributes", "sqs:ReceiveMessage"),
                List.of(arn, deadLettersArn));
    }

    /**
     * Lets a kind of server work on messages, and configures the queue's URL.
     *
     * @param variable the line in the environment file, such as {@code PHOTOS_QUEUE_URL}
     */
    public void allowWorkBy(ServerSetup server, String variable) {
        allowWorkBy(server, variable, List.of());
    }

    /** The same for work that ends by itself before everything is done, and requests the rest with a new message. */
    public void allowWorkInRunsBy(ServerSetup server, String variable) {
        allowWorkBy(server, variable, List.of("sqs:SendMessage"));
        server.allowKey("sqs", key, "kms:GenerateDataKey");
    }

    private void allowWorkBy(ServerSetup server, String variable, List<String> more) {
        server.configure(variable, url);
        server.allow(
                Stream.concat(
                                Stream.of("sqs:ChangeMessageVisibility", "sqs:DeleteMessage", "sqs:ReceiveMessage"),
                                more.stream())
                        .toList(),
                List.of(arn));
        server.allowKey("sqs", key, "kms:Decrypt");
    }

    private CfnQueue.Builder queue(String id, Props props) {
        return CfnQueue.Builder.create(this, id)
                .kmsMasterKeyId(key.arn())
                .kmsDataKeyReusePeriodSeconds(300)
                .messageRetentionPeriod(KEPT_SECONDS)
                .receiveMessageWaitTimeSeconds(20)
                .visibilityTimeout(props.workSeconds());
    }

    private CfnQueuePolicy policy(String id, String queueUrl, String queueArn) {
        return CfnQueuePolicy.Builder.create(this, id)
                .queues(List.of(queueUrl))
                .policyDocument(Policies.documentForTlsOnly("sqs:*", List.of(queueArn), List.of()))
                .build();
    }
}
