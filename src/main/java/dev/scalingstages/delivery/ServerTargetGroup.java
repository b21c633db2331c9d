package dev.scalingstages.delivery;

import dev.scalingstages.monitoring.Alarms;
import dev.scalingstages.monitoring.Alarms.Bad;
import dev.scalingstages.monitoring.Alarms.Missing;
import dev.scalingstages.monitoring.Metric;
import dev.scalingstages.network.Connectable;
import dev.scalingstages.network.Network;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import software.amazon.awscdk.CfnResource;
import software.amazon.awscdk.services.cloudwatch.CfnAlarm;
import software.amazon.awscdk.services.elasticloadbalancingv2.CfnTargetGroup;
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
    private CfnResource route;

    /**
     * @param loadBalancer who connects to the servers
     * @param loadBalancerFullName the load balancer's name in metrics, such as {@code app/…}
     * @param port the port that the servers listen on
     */
    public record Props(Network network, Connectable loadBalancer, String loadBalancerFullName, int port) {}

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
                .matcher(
                        CfnTargetGroup.MatcherProperty.builder().httpCode("200").build())
                .targetGroupAttributes(List.of(
                        attribute("deregistration_delay.timeout_seconds", "60"),
                        attribute("load_balancing.algorithm.type", "least_outstanding_requests")))
                .build();
        arn = group.getRef();
        fullName = group.getAttrTargetGroupFullName();
    }

    /** The load balancer that sends requests to the group. */
    public Connectable loadBalancer() {
        return loadBalancer;
    }

    /** Says what sends requests to the group: a listener, or a rule of one. */
    void routedBy(CfnResource route) {
        this.route = route;
    }

    /** What sends requests to the group; who counts requests must wait for it. */
    public CfnResource route() {
        return Objects.requireNonNull(route, "the load balancer routes to each of its groups");
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
     * Raises the alarms on unhealthy servers, errors and slow answers.
     *
     * @return those that users feel: errors and slow answers
     */
    public List<CfnAlarm> raiseAlarms(Alarms alarms) {
        alarms.raise(
                this,
                "UnhealthyAlarm",
                "Servers of this group fail their health check and are being replaced.",
                metric("UnHealthyHostCount", "Maximum"),
                Bad.ABOVE,
                0,
                5,
                Missing.IS_FINE);
        return List.of(
                alarms.raise(
                        this,
                        "ErrorsAlarm",
                        "Servers of this group answer with 5xx: read the errors in the group's log.",
                        metric("HTTPCode_Target_5XX_Count", "Sum"),
                        Bad.ABOVE,
                        10,
                        MINUTES_OF_ERRORS,
                        Missing.IS_FINE),
                alarms.raise(
                        this,
                        "LatencyAlarm",
                        "One request in twenty takes longer than a second.",
                        metric("TargetResponseTime", "p95"),
                        Bad.ABOVE,
                        1,
                        5,
                        Missing.IS_FINE));
    }

    private static CfnTargetGroup.TargetGroupAttributeProperty attribute(String key, String value) {
        return CfnTargetGroup.TargetGroupAttributeProperty.builder()
                .key(key)
                .value(value)
                .build();
    }
}
