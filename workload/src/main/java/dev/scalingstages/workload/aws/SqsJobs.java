package dev.scalingstages.workload.aws;

import dev.scalingstages.workload.content.Job;
import dev.scalingstages.workload.content.Jobs;
import software.amazon.awssdk.services.sqs.SqsClient;

/** Jobs through SQS, at stage 6. A write that is in the queue is stored in three zones, and may be acknowledged. */
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
    public void submit(Job job) {
        switch (job) {
            case Job.StorePost write ->
                Calls.of(
                        "SQS",
                        () -> client.sendMessage(
                                request -> request.queueUrl(writesQueueUrl).messageBody(Messages.storePost(write))));
            case Job.MakeThumbnail thumbnail -> {
                // S3 itself tells the photos' queue of each upload, also of one that its client never reported.
            }
        }
    }

    @Override
    public boolean isDeferred() {
        return true;
    }
}
