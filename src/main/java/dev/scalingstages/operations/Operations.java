package dev.scalingstages.operations;

import dev.scalingstages.monitoring.Metric;
import dev.scalingstages.operations.Dashboard.Graph;
import dev.scalingstages.runtime.PartContext;
import dev.scalingstages.storage.AccessLogs;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import software.amazon.awscdk.Aws;
import software.amazon.awscdk.CfnResource;
import software.amazon.awscdk.services.cloudwatch.CfnAlarm;
import software.constructs.Construct;

/**
 * The automated operations of stages 5 and 6. Monitoring has five levels: hosts (each fleet's own alarms), the whole
 * (the dashboard), logs (saved queries, error reporting, the audit trail), outside (the probe), and people (the alarm
 * topic with email and incident tool).
 */
public final class Operations extends Construct {
    private final Dashboard dashboard;
    private final DeploymentGuard guard;

    /**
     * A fleet as operations see it.
     *
     * @param name its name in metrics and queries, such as {@code read-api}
     * @param groupName its Auto Scaling group
     * @param logGroup the name of the log group that its servers write to
     * @param requests its load balancer's metrics: requests, latency, errors; empty for workers
     */
    public record Watched(String name, String groupName, String logGroup, List<Metric> requests) {}

    /**
     * @param url the system's public address
     * @param open resources that are complete once the address answers
     * @param usersHurt alarms that go off when users get errors, slow answers or none
     * @param databases the RDS identifiers of the primaries
     * @param cache the cache's hits and misses
     */
    public record Props(
            PartContext context,
            AccessLogs accessLogs,
            String url,
            List<CfnResource> open,
            List<CfnAlarm> usersHurt,
            List<Watched> fleets,
            List<String> databases,
            List<Metric> cache) {
        public Props {
            Objects.requireNonNull(context, "context");
            Objects.requireNonNull(accessLogs, "accessLogs");
            open = List.copyOf(open);
            usersHurt = List.copyOf(usersHurt);
            fleets = List.copyOf(fleets);
            databases = List.copyOf(databases);
            cache = List.copyOf(cache);
        }
    }

    public Operations(Construct scope, String id, Props props) {
        super(scope, id);
        PartContext context = props.context();
        dashboard = new Dashboard(this, "Dashboard", graphs(props));
        Map<String, String> logs = new LinkedHashMap<>();
        props.fleets().forEach(fleet -> logs.put(fleet.name(), fleet.logGroup()));
        new ErrorReporting(this, "ErrorReporting", logs, context.alarms());
        new AuditTrail(this, "AuditTrail", context.operationsKey(), props.accessLogs());
        ExternalProbe probe = new ExternalProbe(
                this, "ExternalProbe", new ExternalProbe.Props(context, props.url(), props.open(), props.accessLogs()));
        new Patching(
                this,
                "Patching",
                props.fleets().stream().map(Watched::groupName).toList());
        guard = new DeploymentGuard(
                this,
                "DeploymentGuard",
                Stream.concat(props.usersHurt().stream(), Stream.of(probe.alarm()))
                        .toList(),
                context.alarms().topicArn());
    }

    /** The dashboard's address in the console. */
    public String dashboardUrl() {
        return dashboard.url();
    }

    /** The alarm that a deploy's rollback triggers name. */
    public String deploymentAlarmArn() {
        return guard.arn();
    }

    private static List<Graph> graphs(Props props) {
        List<Graph> graphs = new ArrayList<>();
        for (Watched fleet : props.fleets()) {
            if (!fleet.requests().isEmpty()) {
                graphs.add(new Graph(fleet.name() + ": requests, latency, errors", fleet.requests()));
            }
            Map<String, String> group = Map.of("AutoScalingGroupName", fleet.groupName());
            graphs.add(new Graph(
                    fleet.name() + ": servers and their load",
                    List.of(
                            Metric.average("AWS/AutoScaling", "GroupInServiceInstances", group),
                            Metric.average("AWS/EC2", "CPUUtilization", group),
                            Metric.average(Aws.STACK_NAME, "mem_used_percent", group))));
        }
        graphs.add(perDatabase("Databases: CPU", "CPUUtilization", props));
        graphs.add(perDatabase("Databases: connections", "DatabaseConnections", props));
        graphs.add(perDatabase("Databases: write latency", "WriteLatency", props));
        graphs.add(new Graph("Cache: hits and misses", props.cache()));
        return graphs;
    }

    private static Graph perDatabase(String title, String metric, Props props) {
        return new Graph(
                title,
                props.databases().stream()
                        .map(database -> Metric.average("AWS/RDS", metric, Map.of("DBInstanceIdentifier", database)))
                        .toList());
    }
}
