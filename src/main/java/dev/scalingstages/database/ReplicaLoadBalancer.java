package dev.scalingstages.database;

import dev.scalingstages.monitoring.Metric;
import dev.scalingstages.network.Attribute;
import dev.scalingstages.network.ComponentSecurityGroup;
import dev.scalingstages.network.Connectable;
import dev.scalingstages.network.Forward;
import dev.scalingstages.network.Network;
import dev.scalingstages.network.Ports;
import dev.scalingstages.runtime.NodeFunction;
import dev.scalingstages.runtime.PartContext;
import dev.scalingstages.runtime.ServerSetup;
import dev.scalingstages.runtime.WatchedFunction;
import dev.scalingstages.security.Statement;
import dev.scalingstages.security.Suppressions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import software.amazon.awscdk.Aws;
import software.amazon.awscdk.CfnCustomResource;
import software.amazon.awscdk.services.elasticloadbalancingv2.CfnListener;
import software.amazon.awscdk.services.elasticloadbalancingv2.CfnLoadBalancer;
import software.amazon.awscdk.services.elasticloadbalancingv2.CfnTargetGroup;
import software.amazon.awscdk.services.events.CfnRule;
import software.amazon.awscdk.services.events.CfnRule.RetryPolicyProperty;
import software.amazon.awscdk.services.events.CfnRule.TargetProperty;
import software.amazon.awscdk.services.lambda.CfnPermission;
import software.constructs.Construct;
import software.constructs.IDependable;

/**
 * A network load balancer in front of read replicas, one port for each database that has some. It passes TLS through,
 * so that clients talk to MySQL itself. Every minute a function checks where the replicas are and how far they lag, and
 * registers or deregisters targets; the load balancer's own health checks take out a failed one at once.
 */
public final class ReplicaLoadBalancer extends Construct implements Connectable {
    /** A replica further behind than this many seconds is left out: users would notice the missing content. */
    private static final int MAXIMUM_LAG_SECONDS = 30;

    /**
     * How long a deploy may wait, in seconds, until a replica answers behind each port: Lambda's longest run. The
     * replicas are complete by then; addresses, targets and two health checks take a few minutes. Scheduled runs end by
     * themselves.
     */
    private static final int TIMEOUT_SECONDS = 900;

    /** How many runs must fail in five minutes before the alarm goes off; the next run makes up for one or two. */
    private static final int BROKEN_RUNS = 3;

    private final PartContext context;
    private final ComponentSecurityGroup securityGroup;
    private final String arn;
    private final String dnsName;
    private final String fullName;
    private final List<Route> routes = new ArrayList<>();
    private final List<IDependable> listeners = new ArrayList<>();
    private final List<Metric> healthy = new ArrayList<>();
    private final NodeFunction function;
    private final CfnCustomResource serving;

    private record Route(String targetGroupArn, ReadReplicas replicas) {}

    /**
     * @param replicas one entry for each database with replicas; its position in the list determines the port
     */
    public record Props(PartContext context, List<ReadReplicas> replicas) {
        public Props {
            Objects.requireNonNull(context, "context");
            replicas = List.copyOf(replicas);
            if (replicas.isEmpty()) {
                throw new IllegalArgumentException("a load balancer of replicas needs some");
            }
        }
    }

    public ReplicaLoadBalancer(Construct scope, String id, Props props) {
        super(scope, id);
        context = props.context();
        Network network = context.network();
        securityGroup = new ComponentSecurityGroup(this, "SecurityGroup", "replica load balancer", network);
        CfnLoadBalancer loadBalancer = CfnLoadBalancer.Builder.create(this, "Resource")
                .type("network")
                .scheme("internal")
                .ipAddressType("ipv4")
                .subnets(network.dataSubnetIds())
                .securityGroups(List.of(securityGroup.groupId()))
                .loadBalancerAttributes(List.of(
                        Attribute.ofLoadBalancer("load_balancing.cross_zone.enabled", "true"),
                        Attribute.ofLoadBalancer("deletion_protection.enabled", "false")))
                .build();
        arn = loadBalancer.getRef();
        dnsName = loadBalancer.getAttrDnsName();
        fullName = loadBalancer.getAttrLoadBalancerFullName();
        Suppressions.accept(
                loadBalancer,
                "NIST.800.53.R5-ELBDeletionProtectionEnabled",
                "It holds no data and CloudFormation makes it again; protected, it would wedge the way down a stage.");
        String reason = "A network load balancer logs TLS listeners only; this one passes TLS through. The VPC's flow"
                + " log records its connections, MySQL its users.";
        Suppressions.accept(loadBalancer, List.of("AwsSolutions-ELB2", "NIST.800.53.R5-ELBLoggingEnabled"), reason);
        // Replicas of several databases may have one security group together.
        props.replicas().stream()
                .map(ReadReplicas::securityGroup)
                .distinct()
                .forEach(group -> group.allowConnectionsFrom(this, Ports.DATABASE));
        for (int shard = 0; shard < props.replicas().size(); shard++) {
            balance(props.replicas().get(shard), shard);
        }
        function = function();
        serving = follow();
    }

    @Override
    public ComponentSecurityGroup securityGroup() {
        return securityGroup;
    }

    /** Puts a database's replicas behind the port that belongs to its number. */
    private void balance(ReadReplicas replicas, int shard) {
        int port = port(shard);
        CfnTargetGroup targets = CfnTargetGroup.Builder.create(this, "Targets" + shard)
                .vpcId(context.network().vpcId())
                .protocol("TCP")
                .port(Ports.DATABASE)
                .targetType("ip")
                .healthCheckProtocol("TCP")
                .healthCheckPort(String.valueOf(Ports.DATABASE))
                .healthCheckIntervalSeconds(10)
                .healthyThresholdCount(2)
                .unhealthyThresholdCount(2)
                .targetGroupAttributes(List.of(
                        Attribute.ofTargetGroup("deregistration_delay.timeout_seconds", "30"),
                        Attribute.ofTargetGroup("deregistration_delay.connection_termination.enabled", "true"),
                        Attribute.ofTargetGroup("target_health_state.unhealthy.connection_termination.enabled", "true"),
                        Attribute.ofTargetGroup("preserve_client_ip.enabled", "false")))
                .build();
        CfnListener listener = CfnListener.Builder.create(this, "Listener" + shard)
                .loadBalancerArn(arn)
                .protocol("TCP")
                .port(port)
                .defaultActions(List.of(Forward.to(targets.getRef())))
                .build();
        Suppressions.accept(
                listener,
                "NIST.800.53.R5-ELBv2ACMCertificateRequired",
                "The listener passes TLS through to MySQL, which refuses a connection without it.");
        routes.add(new Route(targets.getRef(), replicas));
        listeners.add(listener);
        healthy.add(Metric.minimum(
                "AWS/NetworkELB",
                "HealthyHostCount",
                Map.of("LoadBalancer", fullName, "TargetGroup", targets.getAttrTargetGroupFullName())));
    }

    private NodeFunction function() {
        NodeFunction follower = new NodeFunction(
                this,
                "Follow",
                context,
                new NodeFunction.Props(
                        "replica-targets",
                        "Keeps the replicas' load balancer in step with RDS",
                        TIMEOUT_SECONDS,
                        new TreeMap<>(Map.of(
                                "TARGET_GROUPS",
                                routes.stream()
                                        .map(ReplicaLoadBalancer::json)
                                        .collect(Collectors.joining(",", "[", "]")),
                                "MAXIMUM_LAG_SECONDS",
                                String.valueOf(MAXIMUM_LAG_SECONDS),
                                "MINIMUM_TARGETS",
                                "1",
                                "METRIC_NAMESPACE",
                                Aws.STACK_NAME)),
                        permissions(),
                        BROKEN_RUNS));
        follower.accept(
                "Resource::*", "DescribeTargetHealth and GetMetricData know no narrower resource, and change nothing.");
        return follower;
    }

    /** Starts following the replicas, and makes the deploy wait until one replica of each database answers. */
    private CfnCustomResource follow() {
        CfnRule schedule = CfnRule.Builder.create(this, "EachMinute")
                .description("Starts the function that follows the replicas")
                .scheduleExpression("rate(1 minute)")
                .state("ENABLED")
                .targets(List.of(TargetProperty.builder()
                        .id("follow")
                        .arn(function.arn())
                        .retryPolicy(RetryPolicyProperty.builder()
                                .maximumRetryAttempts(0)
                                .build())
                        .build()))
                .build();
        CfnPermission permission = CfnPermission.Builder.create(this, "EachMinutePermission")
                .action("lambda:InvokeFunction")
                .functionName(function.arn())
                .principal("events.amazonaws.com")
                .sourceArn(schedule.getAttrArn())
                .build();
        CfnCustomResource answering = CfnCustomResource.Builder.create(this, "Serving")
                .serviceToken(function.arn())
                .serviceTimeout(TIMEOUT_SECONDS + 60)
                .build();
        answering.addOverride("Type", "Custom::ReplicasServing");
        answering.addPropertyOverride(
                "TargetGroups", routes.stream().map(Route::targetGroupArn).toList());
        // The function gets names instead of references, so that it exists before the replicas.
        answering
                .getNode()
                .addDependency(Stream.of(
                                listeners,
                                securityGroup.rules(),
                                List.<IDependable>of(permission),
                                routes.stream()
                                        .flatMap(route -> route.replicas.replicas().stream())
                                        .toList())
                        .flatMap(List::stream)
                        .toArray(IDependable[]::new));
        // Missing data counts as bad, so the alarm is created only when there is something to watch.
        context.alarms()
                .defineForWorst(
                        this,
                        "NoReplicaAlarm",
                        healthy.stream()
                                .map(count -> count.below(1).forMinutes(3).missingIsBreaching())
                                .toList(),
                        "No replica of a database answers reads: what is not cached cannot be read. Look at the"
                                + " replicas' lag and state.")
                .forEach(alarm -> alarm.addResourceDependency(answering));
        return answering;
    }

    /** Lets a kind of server read from replicas, configures their address, and starts it only when they answer. */
    public void allowConnectionsFrom(ServerSetup server) {
        server.startAfter(serving);
        securityGroup.allowConnectionsFrom(server, Ports.DATABASE, Ports.DATABASE + routes.size() - 1);
        server.configure("REPLICAS_HOST", dnsName);
        server.configure("REPLICAS_PORT", String.valueOf(Ports.DATABASE));
    }

    /** The port behind which the replicas of a shard are. */
    public static int port(int shard) {
        return Ports.DATABASE + shard;
    }

    /** The function that follows the replicas. */
    public WatchedFunction follower() {
        return function.watched();
    }

    /** The load balancer's DNS name. */
    public String dnsName() {
        return dnsName;
    }

    private List<Statement> permissions() {
        return List.of(
                Statement.allow(
                        List.of("elasticloadbalancing:DeregisterTargets", "elasticloadbalancing:RegisterTargets"),
                        routes.stream().map(Route::targetGroupArn).toList()),
                Statement.allow(
                        List.of("rds:DescribeDBInstances"),
                        routes.stream()
                                .flatMap(route -> route.replicas.arns().stream())
                                .toList()),
                Statement.allow(
                        List.of("cloudwatch:GetMetricData", "elasticloadbalancing:DescribeTargetHealth"),
                        List.of("*")));
    }

    private static String json(Route route) {
        return "{\"targetGroupArn\":\"" + route.targetGroupArn + "\",\"port\":" + Ports.DATABASE + ",\"replicas\":["
                + route.replicas.identifiers().stream()
                        .map(identifier -> '"' + identifier + '"')
                        .collect(Collectors.joining(","))
                + "]}";
    }
}
