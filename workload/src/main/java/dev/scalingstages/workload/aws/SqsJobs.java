package dev.scalingstages.workload.aws;

import dev.scalingstages.workload.content.Job;
import dev.scalingstages.workload.content.Jobs;
import software.amazon.awssdk.services.sqs.SqsClient;

/**
 * Jobs through SQS, at stage 6. A write that is in the queue is stored in three zones, and may be acknowledged when
 * there are workers to take it out again.
 */
public final class SqsJobs implements Jobs {
    private final SqsClient client;
    private final String writesQueueUrl;

    /**
     * @param writesQueueUrl the queue that asynchronous writes go to
     */
    public SqsJobs(AwsClients clients, String writesQueueUrl) {
        this.client = clients.sqs();
        this.writesQueueUrl = writesQueueUrl;
    }

    @Override
    public Progress submit(Job job) {
        switch (job) {
            case Job.StorePost write ->
                Calls.of(
                        "SQS",
                        () -> client.sendMessage(
                                request -> request.queueUrl(writesQueueUrl).messageBody(Messages.storePost(write))));
            case Job.MakeThumbnail thumbnail -> {
                // S3 itself notifies the photos' queue of each upload, even one that its client never reported.
            }
        }
        return Progress.DEFERRED;
    }

    /**
     * Returns when the queue takes messages. The only way to find out is to send one; its receiver has nothing to do.
     *
     * @throws dev.scalingstages.workload.content.UnavailableException when it does not answer or refuses
     */
    public void ask() {
        Calls.of(
                "SQS",
                () -> client.sendMessage(
                        request -> request.queueUrl(writesQueueUrl).messageBody(Messages.probe())));
    }

    @Override
    public boolean mayDefer() {
        return true;
    }
}
