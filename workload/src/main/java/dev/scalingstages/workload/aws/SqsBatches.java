package dev.scalingstages.workload.aws;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.BatchResultErrorEntry;
import software.amazon.awssdk.services.sqs.model.ChangeMessageVisibilityBatchRequestEntry;
import software.amazon.awssdk.services.sqs.model.DeleteMessageBatchRequestEntry;
import software.amazon.awssdk.services.sqs.model.Message;

/**
 * The calls to SQS for several messages at once. Such a call succeeds though some of its entries have failed, so each
 * returns those that have. All of the service's batch calls are here, and nobody else makes one.
 */
final class SqsBatches {
    private final SqsClient client;
    private final String queue;

    /**
     * @param queue the queue's address
     */
    SqsBatches(SqsClient client, String queue) {
        this.client = client;
        this.queue = queue;
    }

    /**
     * Deletes messages.
     *
     * @return those that it did not delete, with the reason
     */
    Map<Message, BatchResultErrorEntry> delete(List<Message> messages) {
        if (messages.isEmpty()) {
            return Map.of();
        }
        List<DeleteMessageBatchRequestEntry> entries = entries(
                messages,
                place -> DeleteMessageBatchRequestEntry.builder()
                        .id(Integer.toString(place))
                        .receiptHandle(messages.get(place).receiptHandle())
                        .build());
        return failed(
                messages,
                client.deleteMessageBatch(request -> request.queueUrl(queue).entries(entries))
                        .failed());
    }

    /**
     * Hides messages from others.
     *
     * @param seconds for how long from now on
     * @return those that it did not hide, with the reason
     */
    Map<Message, BatchResultErrorEntry> hide(List<Message> messages, int seconds) {
        if (messages.isEmpty()) {
            return Map.of();
        }
        List<ChangeMessageVisibilityBatchRequestEntry> entries = entries(
                messages,
                place -> ChangeMessageVisibilityBatchRequestEntry.builder()
                        .id(Integer.toString(place))
                        .receiptHandle(messages.get(place).receiptHandle())
                        .visibilityTimeout(seconds)
                        .build());
        return failed(
                messages,
                client.changeMessageVisibilityBatch(
                                request -> request.queueUrl(queue).entries(entries))
                        .failed());
    }

    /** Each under its place in the list. */
    private static <T> List<T> entries(List<Message> messages, Function<Integer, T> entry) {
        return new ArrayList<>(
                IntStream.range(0, messages.size()).boxed().map(entry).toList());
    }

    private static Map<Message, BatchResultErrorEntry> failed(
            List<Message> messages, List<BatchResultErrorEntry> failed) {
        return failed.stream()
                .collect(
                        Collectors.toMap(failure -> messages.get(Integer.parseInt(failure.id())), Function.identity()));
    }
}
