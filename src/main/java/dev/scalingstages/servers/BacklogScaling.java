package dev.scalingstages.servers;

import dev.scalingstages.data.WorkQueue;
import dev.scalingstages.monitoring.Metric;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import software.amazon.awscdk.services.autoscaling.CfnScalingPolicy;
import software.amazon.awscdk.services.autoscaling.CfnScalingPolicy.CustomizedMetricSpecificationProperty;
import software.amazon.awscdk.services.autoscaling.CfnScalingPolicy.TargetTrackingConfigurationProperty;
import software.amazon.awscdk.services.autoscaling.CfnScalingPolicy.TargetTrackingMetricDataQueryProperty;
import software.constructs.Construct;

/**
 * Makes a fleet of workers grow and shrink by the number of waiting messages per worker. A message of one queue may be
 * a hundred times the work of another's, so each queue's backlog counts in relation to how many messages may wait, and
 * the queue that is furthest behind decides: the fleet grows when one queue needs it, and shrinks only when none does.
 */
public final class BacklogScaling extends Construct {
    private static final int WARM_UP_SECONDS = 180;

    /**
     * A queue, and how many of its messages may wait for each worker.
     *
     * @param perSecond how many messages a worker handles in a second
     * @param seconds how long a message may wait
     */
    public record Backlog(WorkQueue queue, int perSecond, int seconds) {
        public Backlog {
            Objects.requireNonNull(queue, "queue");
            if (perSecond < 1 || seconds < 1) {
                throw new IllegalArgumentException("a worker does " + perSecond + "/s, within " + seconds + " s");
            }
        }

        /** Source: EC2 Auto Scaling User Guide, Scaling policy based on Amazon SQS: acceptable latency by its rate. */
        int perWorker() {
            return perSecond * seconds;
        }
    }

    /** The policy on the queues that a fleet works on. */
    public BacklogScaling(Construct scope, String id, Fleet fleet, List<Backlog> backlogs) {
        super(scope, id);
        CfnScalingPolicy.Builder.create(this, "Backlog")
                .autoScalingGroupName(fleet.groupName())
                .policyType("TargetTrackingScaling")
                .estimatedInstanceWarmup(WARM_UP_SECONDS)
                .targetTrackingConfiguration(TargetTrackingConfigurationProperty.builder()
                        .targetValue(1)
                        .customizedMetricSpecification(CustomizedMetricSpecificationProperty.builder()
                                .metrics(metrics(fleet, backlogs))
                                .build())
                        .build())
                .build();
    }

    private static List<TargetTrackingMetricDataQueryProperty> metrics(Fleet fleet, List<Backlog> backlogs) {
        List<TargetTrackingMetricDataQueryProperty> metrics = new ArrayList<>();
        List<String> shares = new ArrayList<>();
        metrics.add(TrackedMetrics.metric(
                "workers", fleet.metric("AWS/AutoScaling", "GroupInServiceInstances", "Average")));
        for (Backlog backlog : backlogs) {
            String waiting = "waiting" + shares.size();
            String share = "share" + shares.size();
            metrics.add(TrackedMetrics.metric(
                    waiting,
                    Metric.sum(
                            "AWS/SQS",
                            "ApproximateNumberOfMessagesVisible",
                            Map.of("QueueName", backlog.queue().name()))));
            metrics.add(TrackedMetrics.expression(
                    share, "IF(workers > 0, " + waiting + " / workers, " + waiting + ") / " + backlog.perWorker()));
            shares.add(share);
        }
        metrics.add(TrackedMetrics.largest("Messages that wait for each worker, of those that may", shares));
        return metrics;
    }
}
