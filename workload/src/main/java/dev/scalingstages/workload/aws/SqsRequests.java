package dev.scalingstages.workload.aws;

import dev.scalingstages.workload.content.MaintenanceRequest;
import java.time.Duration;
import software.amazon.awssdk.services.sqs.SqsClient;

/** Sends a worker's own requests for maintenance to the archive's queue, such as the rest of one. */
public final class SqsRequests {
    private final SqsClient client;
    private final String queueUrl;

    /**
     * @param queueUrl the archive's queue
     */
    public SqsRequests(AwsClients clients, String queueUrl) {
        this.client = clients.sqs();
        this.queueUrl = queueUrl;
    }

    /**
     * Returns when it is sent.
     *
     * @param later how long nobody receives it, at most 15 minutes
     * @throws dev.scalingstages.workload.content.UnavailableException when it is not known to be sent
     */
    public void send(MaintenanceRequest request, Duration later) {
        Calls.of(
                "SQS",
                () -> client.sendMessage(message -> message.queueUrl(queueUrl)
                        .delaySeconds((int) later.toSeconds())
                        .messageBody(Messages.maintenance(request))));
    }
}
