package dev.scalingstages.delivery;

import dev.scalingstages.monitoring.Alarms;
import dev.scalingstages.monitoring.Condition;
import dev.scalingstages.monitoring.Metric;
import dev.scalingstages.network.Attribute;
import dev.scalingstages.network.Connectable;
import dev.scalingstages.network.Network;
import java.util.List;
import java.util.Map;
import java.util.Objects;
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
    /** The path at which every server reports whether it is up. */
    public static final String HEALTH_PATH = "/health";

    /**
     * Longer than a failover of the database, 60 to 120 seconds by the Amazon RDS User Guide (Multi-AZ failover): a
     * release that changes the instance class causes one, and a shorter alarm would roll it back.
     */
    private static final int MINUTES_OF_ERRORS = 4;

    private static final String ERRORS = "ErrorsAlarm";
    private static final String ERRORS_ADVICE =
            "Servers of a group answer with 5xx: read the errors in the group's log.";
    private static final String LATENCY = "LatencyAlarm";
    private static final String LATENCY_ADVICE = "One request in twenty takes longer than a second.";

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
     * @param routing creates the listener or rule that sends requests to the group
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

    /** Creates what sends requests to a group: a listener, or a listener's rule. */
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

    /** The listener or rule that sends requests to the group; a policy that counts requests must wait for it. */
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
     * Defines the alarms that users feel, on errors and slow answers of this group alone.
     */
    public List<CfnAlarm> defineAlarms(Alarms alarms) {
        return List.of(
                alarms.define(this, ERRORS, errors(), ERRORS_ADVICE),
                alarms.define(this, LATENCY, latency(), LATENCY_ADVICE));
    }

    /** Defines the same alarms on the worst of several groups. */
    public static void defineAlarms(Construct scope, List<ServerTargetGroup> groups, Alarms alarms) {
        alarms.defineForWorst(
                scope, ERRORS, groups.stream().map(ServerTargetGroup::errors).toList(), ERRORS_ADVICE);
        alarms.defineForWorst(
                scope, LATENCY, groups.stream().map(ServerTargetGroup::latency).toList(), LATENCY_ADVICE);
    }

    /** Defines the alarm on unhealthy servers of several groups. */
    public static void defineUnhealthyAlarm(Construct scope, List<ServerTargetGroup> groups, Alarms alarms) {
        alarms.defineForWorst(
                scope,
                "UnhealthyAlarm",
                groups.stream()
                        .map(group -> group.metric("UnHealthyHostCount", "Maximum")
                                .above(0)
                                .forMinutes(5)
                                .missingIsNotBreaching())
                        .toList(),
                "Servers of a group fail their health check and are being replaced.");
    }

    private Condition errors() {
        return metric("HTTPCode_Target_5XX_Count", "Sum")
                .above(10)
                .forMinutes(MINUTES_OF_ERRORS)
                .missingIsNotBreaching();
    }

    private Condition latency() {
        return metric("TargetResponseTime", "p95").above(1).forMinutes(5).missingIsNotBreaching();
    }
}
