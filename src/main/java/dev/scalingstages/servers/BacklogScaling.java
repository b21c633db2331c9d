package dev.scalingstages.servers;

import dev.scalingstages.data.WorkQueue;
import java.util.List;
import java.util.Objects;
import software.amazon.awscdk.services.autoscaling.CfnScalingPolicy;
import software.constructs.Construct;

/**
 * Makes a fleet of workers grow and shrink by how many messages wait for each of them: a policy for each queue, since a
 * message of one may be a hundred times the work of another. The fleet grows by the policy that wants most, and shrinks
 * only when all agree. Source: EC2 Auto Scaling User Guide, Multiple target tracking scaling policies.
 */
public final class BacklogScaling extends Construct {
    private static final int WARM_UP_SECONDS = 180;

    /**
     * Messages that wait, and how many of them may wait for one worker.
     *
     * @param name the policy's, such as {@code Photos}
     * @param perSecond how many a worker does in a second
     * @param seconds how long a message may wait
     */
    public record Backlog(String name, WorkQueue queue, int perSecond, int seconds) {
        public Backlog {
            Objects.requireNonNull(name, "name");
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

    /** A policy for each queue that a fleet works on. */
    public BacklogScaling(Construct scope, String id, Fleet fleet, List<Backlog> backlogs) {
        super(scope, id);
        backlogs.forEach(backlog -> track(fleet, backlog));
    }

    private void track(Fleet fleet, Backlog backlog) {
        CfnScalingPolicy.Builder.create(this, backlog.name())
                .autoScalingGroupName(fleet.groupName())
                .policyType("TargetTrackingScaling")
                .estimatedInstanceWarmup(WARM_UP_SECONDS)
                .targetTrackingConfiguration(CfnScalingPolicy.TargetTrackingConfigurationProperty.builder()
                        .targetValue(backlog.perWorker())
                        .customizedMetricSpecification(CfnScalingPolicy.CustomizedMetricSpecificationProperty.builder()
                                .metrics(List.of(
                                        metric(
                                                "waiting",
                                                "AWS/SQS",
                                                "ApproximateNumberOfMessagesVisible",
                                                "Sum",
                                                "QueueName",
                                                backlog.queue().name()),
                                        metric(
                                                "workers",
                                                "AWS/AutoScaling",
                                                "GroupInServiceInstances",
                                                "Average",
                                                "AutoScalingGroupName",
                                                fleet.groupName()),
                                        CfnScalingPolicy.TargetTrackingMetricDataQueryProperty.builder()
                                                .id("backlog")
                                                .label("Messages that wait for each worker")
                                                .expression("IF(workers > 0, waiting / workers, waiting)")
                                                .returnData(true)
                                                .build()))
                                .build())
                        .build())
                .build();
    }

    private static CfnScalingPolicy.TargetTrackingMetricDataQueryProperty metric(
            String id, String namespace, String name, String statistic, String dimension, String value) {
        return CfnScalingPolicy.TargetTrackingMetricDataQueryProperty.builder()
                .id(id)
                .returnData(false)
                .metricStat(CfnScalingPolicy.TargetTrackingMetricStatProperty.builder()
                        .stat(statistic)
                        .metric(CfnScalingPolicy.MetricProperty.builder()
                                .namespace(namespace)
                                .metricName(name)
                                .dimensions(List.of(CfnScalingPolicy.MetricDimensionProperty.builder()
                                        .name(dimension)
                                        .value(value)
                                        .build()))
                                .build())
                        .build())
                .build();
    }
}
