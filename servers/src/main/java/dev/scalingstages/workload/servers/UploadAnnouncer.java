package dev.scalingstages.workload.servers;

import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Object;
import software.amazon.awssdk.services.sqs.SqsClient;

/** Does what S3 does by itself at stage 6: tells the queue of photos of each upload. S3Proxy has no notifications. */
final class UploadAnnouncer implements AutoCloseable {
    private static final long EVERY_MILLISECONDS = 200;

    private final S3Client s3;
    private final SqsClient sqs;
    private final String bucket;
    private final String queueUrl;
    private final Set<String> told = new HashSet<>();
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();

    /** Takes over the clients, and closes them. */
    UploadAnnouncer(S3Client s3, SqsClient sqs, String bucket, String queueUrl) {
        this.s3 = s3;
        this.sqs = sqs;
        this.bucket = bucket;
        this.queueUrl = queueUrl;
        clock.scheduleWithFixedDelay(this::look, 0, EVERY_MILLISECONDS, TimeUnit.MILLISECONDS);
    }

    private void look() {
        s3.listObjectsV2Paginator(list -> list.bucket(bucket).prefix("incoming/")).contents().stream()
                .map(S3Object::key)
                .filter(told::add)
                .forEach(key ->
                        sqs.sendMessage(message -> message.queueUrl(queueUrl).messageBody("""
                        {"Records":[{"eventVersion":"2.1","eventSource":"aws:s3","eventName":"ObjectCreated:Put",\
                        "s3":{"bucket":{"name":"%s"},"object":{"key":"%s"}}}]}""".formatted(bucket, key))));
    }

    @Override
    public void close() {
        // Waits for a look that is under way.
        clock.close();
        s3.close();
        sqs.close();
    }
}
