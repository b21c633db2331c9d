package dev.scalingstages.data;

import dev.scalingstages.runtime.ServerSetup;
import dev.scalingstages.security.DataKey;
import dev.scalingstages.security.ServiceRole;
import dev.scalingstages.security.Statement;
import dev.scalingstages.storage.ArchiveStore;
import java.util.List;
import java.util.Objects;
import software.amazon.awscdk.services.scheduler.CfnSchedule;
import software.amazon.awscdk.services.scheduler.CfnSchedule.FlexibleTimeWindowProperty;
import software.amazon.awscdk.services.scheduler.CfnSchedule.TargetProperty;
import software.constructs.Construct;

/**
 * The nightly archive: a schedule asks the workers, through a queue, to move rows older than the retention window to S3
 * and the warehouse. If one night fails, the next makes up for it, because each run moves everything that is old.
 */
public final class Archive extends Construct {
    private final ArchiveStore store;
    private final WorkQueue queue;
    private final int retentionDays;

    /**
     * @param store the bucket that rows go to
     * @param queue the queue that asks for it
     * @param key the key of the queue
     * @param retentionDays how long rows stay in MySQL, in days
     */
    public record Props(ArchiveStore store, WorkQueue queue, DataKey key, int retentionDays) {
        public Props {
            Objects.requireNonNull(store, "store");
            Objects.requireNonNull(queue, "queue");
            Objects.requireNonNull(key, "key");
        }
    }

    public Archive(Construct scope, String id, Props props) {
        super(scope, id);
        store = props.store();
        queue = props.queue();
        retentionDays = props.retentionDays();
        ServiceRole role = new ServiceRole(
                this,
                "ScheduleRole",
                new ServiceRole.Props("scheduler.amazonaws.com", "Asks for the nightly archive"),
                List.of(
                        Statement.allow(List.of("sqs:SendMessage"), List.of(queue.arn())),
                        Statement.allowKey(
                                List.of("kms:Decrypt", "kms:GenerateDataKey"), props.key(), List.of("sqs"))));
        CfnSchedule schedule = CfnSchedule.Builder.create(this, "Nightly")
                .description("Asks the workers to archive what is older than the retention window")
                // Six in the morning UTC is the middle of the night in the United States.
                .scheduleExpression("cron(0 6 * * ? *)")
                .scheduleExpressionTimezone("UTC")
                .state("ENABLED")
                .flexibleTimeWindow(
                        FlexibleTimeWindowProperty.builder().mode("OFF").build())
                .target(TargetProperty.builder()
                        .arn(queue.arn())
                        .roleArn(role.arn())
                        .input("{\"job\":\"archive\",\"retentionDays\":" + retentionDays + "}")
                        .build())
                .build();
        role.policies().forEach(schedule::addResourceDependency);
    }

    /**
     * Lets the workers do the archive's work, and configures them for it. A run ends by itself, long before SQS would
     * show its message to another worker, and requests the rest with a new message, so workers may send to their own
     * queue.
     */
    public void allowWorkBy(ServerSetup worker) {
        queue.allowWorkInRunsBy(worker, "ARCHIVE_QUEUE_URL");
        store.allowWritesFrom(worker);
        worker.configure("RETENTION_DAYS", String.valueOf(retentionDays));
    }
}
