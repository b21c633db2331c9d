package dev.scalingstages.delivery;

import dev.scalingstages.monitoring.Alarms;
import dev.scalingstages.monitoring.Alarms.Bad;
import dev.scalingstages.monitoring.Alarms.Missing;
import dev.scalingstages.monitoring.Metric;
import dev.scalingstages.network.Attribute;
import dev.scalingstages.network.Connectable;
import dev.scalingstages.network.Network;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import software.amazon.awscdk.CfnResource;
import software.amazon.awscdk.services.cloudwatch.CfnAlarm;
import software.amazon.awscdk.services.elasticloadbalancingv2.CfnTargetGroup;
import software.amazon.awscdk.services.elasticloadbalancingv2.CfnTargetGroup.MatcherProperty;
import software.constructs.Construct;

/**
 * The servers of one fleet as a load balancer sees them: over HTTPS, in service while {@code /health} answers 200.
 * Port, protocol and target type can be set only when the group is created.
 */
public final class ServerTargetGroup extends Construct {
    /** Where every server tells whether it is up. */
    public static final String HEALTH_PATH = "/health";

    /**
     * More than a failover of the database touches, 60 to 120 seconds by the Amazon RDS User Guide (Multi-AZ failover): a
     * release that changes a class has one, and a shorter alarm would roll it back.
     */
    private static final int MINUTES_OF_ERRORS = 4;

    private final Connectable loadBalancer;
    private final int port;
    private final String arn;
    private final String fullName;
    private final String loadBalancerFullName;
    private final CfnResource route;

    /**
     * @param loadBalancer who connects to the servers
     * @param loadBalancerFullName the load balancer's name in metrics, such as {@code app/…}
     * @param port the port that the servers listen on
     * @param routing makes what sends requests to the group
     */
    public record Props(
            Network network, Connectable loadBalancer, String loadBalancerFullName, int port, Routing routing) {
        public Props {
            Objects.requireNonNull(network, "network");
            Objects.requireNonNull(loadBalancer, "loadBalancer");
            Objects.requireNonNull(loadBalancerFullName, "loadBalancerFullName");
            Objects.requireNonNull(routing, "routing");
        }
    }

    /** Makes what sends requests to a group: a listener, or a rule of one. */
    @FunctionalInterface
    public interface Routing {
        CfnResource routeTo(String targetGroupArn);
    }

    public ServerTargetGroup(Construct scope, String id, Props props) {
        super(scope, id);
        loadBalancer = props.loadBalancer();
        loadBalancerFullName = props.loadBalancerFullName();
        port = props.port();
        CfnTargetGroup group = CfnTargetGroup.Builder.create(this, "Resource")
                .vpcId(props.network().vpcId())
                .protocol("HTTPS")
                .protocolVersion("HTTP1")
                .port(port)
                .targetType("instance")
                .healthCheckEnabled(true)
                .healthCheckProtocol("HTTPS")
                .healthCheckPort(String.valueOf(port))
                .healthCheckPath(HEALTH_PATH)
                .healthCheckIntervalSeconds(10)
                .healthCheckTimeoutSeconds(5)
                .healthyThresholdCount(2)
                .unhealthyThresholdCount(3)
                .matcher(MatcherProperty.builder().httpCode("200").build())
                .targetGroupAttributes(List.of(
                        Attribute.ofTargetGroup("deregistration_delay.timeout_seconds", "60"),
                        Attribute.ofTargetGroup("load_balancing.algorithm.type", "least_outstanding_requests")))
                .build();
        arn = group.getRef();
        fullName = group.getAttrTargetGroupFullName();
        route = props.routing().routeTo(arn);
    }

    /** The load balancer that sends requests to the group. */
    public Connectable loadBalancer() {
        return loadBalancer;
    }

    /** What sends requests to the group; who counts requests must wait for it. */
    public CfnResource route() {
        return route;
    }

    /** The port that the servers listen on. */
    public int port() {
        return port;
    }

    /** The ARN, for listeners and Auto Scaling groups. */
    public String arn() {
        return arn;
    }

    /** The label by which a scaling policy counts this group's requests. */
    public String resourceLabel() {
        return loadBalancerFullName + "/" + fullName;
    }

    /** A metric of this group, over each minute. */
    public Metric metric(String name, String statistic) {
        return new Metric(
                "AWS/ApplicationELB",
                name,
                statistic,
                60,
                Map.of("LoadBalancer", loadBalancerFullName, "TargetGroup", fullName));
    }

    /**
     * Raises the alarms that users feel, on errors and slow answers of this group alone.
     */
    public List<CfnAlarm> raiseAlarms(Alarms alarms) {
        return raiseAlarms(this, List.of(this), alarms);
    }

    /** The same for several groups together: the worst of them counts. */
    public static List<CfnAlarm> raiseAlarms(Construct scope, List<ServerTargetGroup> groups, Alarms alarms) {
        return Stream.of(
                        raise(
                                scope,
                                "ErrorsAlarm",
                                "Servers of a group answer with 5xx: read the errors in the group's log.",
                                groups,
                                alarms,
                                "HTTPCode_Target_5XX_Count",
                                "Sum",
                                10,
                                MINUTES_OF_ERRORS),
                        raise(
                                scope,
                                "LatencyAlarm",
                                "One request in twenty takes longer than a second.",
                                groups,
                                alarms,
                                "TargetResponseTime",
                                "p95",
                                1,
                                5))
                .flatMap(List::stream)
                .toList();
    }

    /** Raises the alarm on unhealthy servers of several groups. */
    public static void raiseUnhealthyAlarm(Construct scope, List<ServerTargetGroup> groups, Alarms alarms) {
        raise(
                scope,
                "UnhealthyAlarm",
                "Servers of a group fail their health check and are being replaced.",
                groups,
                alarms,
                "UnHealthyHostCount",
                "Maximum",
                0,
                5);
    }

    private static List<CfnAlarm> raise(
            Construct scope,
            String id,
            String description,
            List<ServerTargetGroup> groups,
            Alarms alarms,
            String metric,
            String statistic,
            double threshold,
            int minutes) {
        if (groups.size() == 1) {
            Metric alone = groups.get(0).metric(metric, statistic);
            return List.of(alarms.raise(scope, id, description, alone, Bad.ABOVE, threshold, minutes, Missing.IS_FINE));
        }
        return alarms.raiseForWorst(
                scope,
                id,
                description,
                groups.stream().map(group -> group.metric(metric, statistic)).toList(),
                Bad.ABOVE,
                threshold,
                minutes,
                Missing.IS_FINE);
    }
}
