package dev.scalingstages.servers;

import dev.scalingstages.delivery.ServerTargetGroup;
import dev.scalingstages.monitoring.Alarms;
import dev.scalingstages.monitoring.Metric;
import java.util.List;
import java.util.Objects;
import software.amazon.awscdk.Aws;
import software.amazon.awscdk.services.autoscaling.CfnScalingPolicy;
import software.amazon.awscdk.services.autoscaling.CfnScalingPolicy.CustomizedMetricSpecificationProperty;
import software.amazon.awscdk.services.autoscaling.CfnScalingPolicy.MetricDimensionProperty;
import software.amazon.awscdk.services.autoscaling.CfnScalingPolicy.PredefinedMetricSpecificationProperty;
import software.amazon.awscdk.services.autoscaling.CfnScalingPolicy.StepAdjustmentProperty;
import software.amazon.awscdk.services.autoscaling.CfnScalingPolicy.TargetTrackingConfigurationProperty;
import software.amazon.awscdk.services.autoscaling.CfnScheduledAction;
import software.amazon.awscdk.services.cloudwatch.CfnAlarm;
import software.constructs.Construct;

/**
 * Everything that makes a fleet behind a load balancer grow and shrink: CPU, requests per server, network traffic and
 * active connections (target tracking: the highest demand wins, and the fleet shrinks only when all agree), latency
 * (steps up only), and business hours in the United States.
 */
public final class FleetScaling extends Construct {
    /** CPU in percent: half leaves room for a zone to fail (two zones then run at 75) and for servers to boot. */
    private static final double CPU_PERCENT = 50;

    /** Bytes per minute and server, in or out: 20 MB/s, a sixth of what a c7g.large sustains (0.937 Gbit/s). */
    private static final double NETWORK_BYTES = 20d * 60 * 1_000_000;

    /** Active connections at one server; more means that something behind it is slow. */
    private static final double ACTIVE_REQUESTS = 200;

    /** Seconds of the 95th percentile above which the fleet grows by a step, and those above which by a larger one. */
    private static final double SLOW_SECONDS = 0.5;

    private static final double VERY_SLOW_SECONDS = 1;

    private static final int WARM_UP_SECONDS = 180;

    private final Fleet fleet;

    /**
     * @param requestsPerMinute the target for requests a minute at one server
     * @param businessMinimum the least number of servers in business hours
     * @param minimum the least number at other times
     */
    public record Props(Fleet fleet, Alarms alarms, int requestsPerMinute, int businessMinimum, int minimum) {
        public Props {
            Objects.requireNonNull(fleet, "fleet");
            Objects.requireNonNull(alarms, "alarms");
        }
    }

    public FleetScaling(Construct scope, String id, Props props) {
        super(scope, id);
        fleet = props.fleet();
        ServerTargetGroup targets = fleet.targets()
                .orElseThrow(() -> new IllegalArgumentException("a fleet without a load balancer scales by backlog"));
        track("Cpu", predefined("ASGAverageCPUUtilization"), CPU_PERCENT);
        track("Network", network(), NETWORK_BYTES);
        track(
                        "Requests",
                        TargetTrackingConfigurationProperty.builder()
                                .predefinedMetricSpecification(PredefinedMetricSpecificationProperty.builder()
                                        .predefinedMetricType("ALBRequestCountPerTarget")
                                        .resourceLabel(targets.resourceLabel())
                                        .build()),
                        props.requestsPerMinute())
                // Auto Scaling refuses to count requests that no listener sends yet.
                .addResourceDependency(targets.route());
        track(
                "ActiveRequests",
                TargetTrackingConfigurationProperty.builder()
                        .customizedMetricSpecification(CustomizedMetricSpecificationProperty.builder()
                                .namespace(Aws.STACK_NAME)
                                .metricName("requests_active")
                                .statistic("Average")
                                .dimensions(List.of(MetricDimensionProperty.builder()
                                        .name("AutoScalingGroupName")
                                        .value(fleet.groupName())
                                        .build()))
                                .build()),
                ACTIVE_REQUESTS);
        growWhenSlow(targets.metric("TargetResponseTime", "p95"), props.alarms());
        // The United States' business hours reach from 08:00 in New York to 18:00 in Los Angeles.
        schedule("BusinessHours", "0 8 * * MON-FRI", "America/New_York", props.businessMinimum());
        schedule("AfterHours", "0 18 * * MON-FRI", "America/Los_Angeles", props.minimum());
    }

    private static TargetTrackingConfigurationProperty.Builder predefined(String metric) {
        return TargetTrackingConfigurationProperty.builder()
                .predefinedMetricSpecification(PredefinedMetricSpecificationProperty.builder()
                        .predefinedMetricType(metric)
                        .build());
    }

    /**
     * The bytes that a server receives or sends, whichever is more: equivalent to two policies on AWS's own metrics
     * ASGAverageNetworkIn and ASGAverageNetworkOut, of which the one that wants more servers decides. A point is a
     * minute, since the servers have detailed monitoring.
     */
    private TargetTrackingConfigurationProperty.Builder network() {
        return TargetTrackingConfigurationProperty.builder()
                .customizedMetricSpecification(CustomizedMetricSpecificationProperty.builder()
                        .metrics(List.of(
                                TrackedMetrics.metric("received", fleet.metric("AWS/EC2", "NetworkIn", "Average")),
                                TrackedMetrics.metric("sent", fleet.metric("AWS/EC2", "NetworkOut", "Average")),
                                TrackedMetrics.largest(
                                        "Bytes that a server receives or sends", List.of("received", "sent"))))
                        .build());
    }

    private CfnScalingPolicy track(String id, TargetTrackingConfigurationProperty.Builder metric, double target) {
        return CfnScalingPolicy.Builder.create(this, id)
                .autoScalingGroupName(fleet.groupName())
                .policyType("TargetTrackingScaling")
                .estimatedInstanceWarmup(WARM_UP_SECONDS)
                .targetTrackingConfiguration(metric.targetValue(target).build())
                .build();
    }

    private void growWhenSlow(Metric latency, Alarms alarms) {
        CfnScalingPolicy policy = CfnScalingPolicy.Builder.create(this, "Latency")
                .autoScalingGroupName(fleet.groupName())
                .policyType("StepScaling")
                .adjustmentType("PercentChangeInCapacity")
                .minAdjustmentMagnitude(1)
                .estimatedInstanceWarmup(WARM_UP_SECONDS)
                .metricAggregationType("Average")
                .stepAdjustments(List.of(
                        StepAdjustmentProperty.builder()
                                .metricIntervalLowerBound(0)
                                .metricIntervalUpperBound(VERY_SLOW_SECONDS - SLOW_SECONDS)
                                .scalingAdjustment(20)
                                .build(),
                        StepAdjustmentProperty.builder()
                                .metricIntervalLowerBound(VERY_SLOW_SECONDS - SLOW_SECONDS)
                                .scalingAdjustment(50)
                                .build()))
                .build();
        CfnAlarm alarm = alarms.define(
                this,
                "SlowAlarm",
                latency.above(SLOW_SECONDS).forMinutes(3).missingIsNotBreaching(),
                "One request in twenty is slow: the fleet grows by a step.");
        alarm.setAlarmActions(List.of(policy.getRef(), alarms.topicArn()));
    }

    private void schedule(String id, String cron, String timeZone, int minimum) {
        CfnScheduledAction.Builder.create(this, id)
                .autoScalingGroupName(fleet.groupName())
                .recurrence(cron)
                .timeZone(timeZone)
                .minSize(minimum)
                .build();
    }
}
