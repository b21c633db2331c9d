package dev.scalingstages.compute;

import dev.scalingstages.messaging.WorkQueue;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import software.amazon.awscdk.services.autoscaling.CfnScalingPolicy;
import software.constructs.Construct;

/** Makes a fleet of workers grow and shrink by how many messages wait for each of them. */
public final class BacklogScaling extends Construct {
    /**
     * @param queues the queues that the fleet works on
     * @param messagesPerWorker how many messages may wait for one worker: what it does in the time one may wait
     */
    public record Props(Fleet fleet, List<WorkQueue> queues, int messagesPerWorker) {
        public Props {
            Objects.requireNonNull(fleet, "fleet");
            queues = List.copyOf(queues);
        }
    }

    public BacklogScaling(Construct scope, String id, Props props) {
        super(scope, id);
        List<CfnScalingPolicy.TargetTrackingMetricDataQueryProperty> metrics = new ArrayList<>();
        List<WorkQueue> queues = props.queues();
        for (int index = 0; index < queues.size(); index++) {
            metrics.add(metric(
                    "queue" + index,
                    "AWS/SQS",
                    "ApproximateNumberOfMessagesVisible",
                    "Sum",
                    "QueueName",
                    queues.get(index).name()));
        }
        metrics.add(metric(
                "workers",
                "AWS/AutoScaling",
                "GroupInServiceInstances",
                "Average",
                "AutoScalingGroupName",
                props.fleet().groupName()));
        String waiting = IntStream.range(0, queues.size())
                .mapToObj(index -> "queue" + index)
                .collect(Collectors.joining(" + "));
        metrics.add(CfnScalingPolicy.TargetTrackingMetricDataQueryProperty.builder()
                .id("backlog")
                .label("Messages that wait for each worker")
                .expression("IF(workers > 0, (" + waiting + ") / workers, " + waiting + ")")
                .returnData(true)
                .build());
        CfnScalingPolicy.Builder.create(this, "Backlog")
                .autoScalingGroupName(props.fleet().groupName())
                .policyType("TargetTrackingScaling")
                .estimatedInstanceWarmup(180)
                .targetTrackingConfiguration(CfnScalingPolicy.TargetTrackingConfigurationProperty.builder()
                        .targetValue(props.messagesPerWorker())
                        .customizedMetricSpecification(CfnScalingPolicy.CustomizedMetricSpecificationProperty.builder()
                                .metrics(metrics)
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
