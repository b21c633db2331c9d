package dev.scalingstages.database;

import dev.scalingstages.monitoring.LogGroups;
import dev.scalingstages.network.ComponentSecurityGroup;
import dev.scalingstages.network.Connectable;
import dev.scalingstages.network.ServiceEndpoints;
import dev.scalingstages.runtime.PartContext;
import dev.scalingstages.security.ServiceRole;
import java.util.List;
import java.util.Objects;
import software.amazon.awscdk.RemovalPolicy;
import software.amazon.awscdk.services.logs.CfnLogGroup;
import software.amazon.awscdk.services.rds.CfnDBSubnetGroup;
import software.constructs.Construct;

/**
 * What all databases of the system share: the subnets, the parameters of those that hold content, the functions that
 * rotate passwords, and the role for Enhanced Monitoring of the operating system.
 */
public final class DatabaseTier extends Construct {
    /** When RDS makes its own backup, each day: at night in the United States, UTC. */
    static final String BACKUP_WINDOW = "07:00-08:00";

    /** The logs that databases export. */
    static final List<String> EXPORTED_LOGS = List.of("error", "slowquery");

    /** The logs that databases do not export. */
    static final List<String> LOGS_LEFT_OUT = List.of(
            "NIST.800.53.R5-RDSLoggingEnabled[LogExport::general]",
            "NIST.800.53.R5-RDSLoggingEnabled[LogExport::audit]");

    static final String LOGS_LEFT_OUT_REASON =
            "The general log holds every statement with its values, users' content included, and is written for each"
                    + " of them. Errors and slow statements are exported, CloudTrail records administration, and who"
                    + " may connect is decided by security group and secret.";

    private final PartContext context;
    private final String engineVersion;
    private final String subnetGroupName;
    private final DatabaseParameters parameters;
    private final String monitoringRoleArn;
    private final Rotation rotation;

    private record Rotation(ComponentSecurityGroup securityGroup) implements Connectable {}

    /**
     * @param engineVersion the full version of MySQL, such as {@code 8.4.10}; replicas have their source's
     * @param bufferPoolPercent the share of memory that caches rows and indexes, in percent
     * @param maximumConnections how many connections a database accepts
     */
    public record Props(
            PartContext context,
            ServiceEndpoints endpoints,
            String engineVersion,
            int bufferPoolPercent,
            int maximumConnections) {
        public Props {
            Objects.requireNonNull(context, "context");
            Objects.requireNonNull(endpoints, "endpoints");
            Objects.requireNonNull(engineVersion, "engineVersion");
        }
    }

    public DatabaseTier(Construct scope, String id, Props props) {
        super(scope, id);
        context = props.context();
        engineVersion = props.engineVersion();
        CfnDBSubnetGroup subnetGroup = CfnDBSubnetGroup.Builder.create(this, "SubnetGroup")
                .dbSubnetGroupDescription("Data subnets of all three zones")
                .subnetIds(context.network().dataSubnetIds())
                .build();
        subnetGroup.applyRemovalPolicy(RemovalPolicy.RETAIN);
        parameters =
                new DatabaseParameters(this, "ParameterGroup", props.bufferPoolPercent(), props.maximumConnections());
        subnetGroupName = subnetGroup.getRef();
        monitoringRoleArn = monitoringRole().arn();
        rotation = new Rotation(
                new ComponentSecurityGroup(this, "RotationSecurityGroup", "password rotation", context.network()));
        props.endpoints().allowCallsFrom(rotation);
    }

    /**
     * When RDS may restart an instance for maintenance: after its own backup and before AWS Backup starts, since RDS
     * doesn't let them overlap.
     *
     * @param day such as {@code sun}
     */
    static String maintenanceWindow(String day) {
        return day + ":08:30-" + day + ":09:30";
    }

    /** The log groups that an instance exports to, created before RDS would create them without a retention. */
    List<CfnLogGroup> logGroups(Construct scope, String id, String identifier) {
        return EXPORTED_LOGS.stream()
                .map(log -> LogGroups.createForRetainedResource(
                        scope, id + "-" + log, context.operationsKey(), "/aws/rds/instance/" + identifier + "/" + log))
                .toList();
    }

    /** The network, keys and alarms that all databases use. */
    PartContext context() {
        return context;
    }

    /** The functions that rotate passwords: one component for all databases. */
    Connectable rotation() {
        return rotation;
    }

    String engineVersion() {
        return engineVersion;
    }

    String subnetGroupName() {
        return subnetGroupName;
    }

    DatabaseParameters parameters() {
        return parameters;
    }

    String monitoringRoleArn() {
        return monitoringRoleArn;
    }

    private ServiceRole monitoringRole() {
        return ServiceRole.withManagedPolicies(
                this,
                "MonitoringRole",
                new ServiceRole.Props("monitoring.rds.amazonaws.com", "Enhanced monitoring of the databases"),
                List.of("service-role/AmazonRDSEnhancedMonitoringRole"),
                "RDS writes this policy for its own monitoring: it may write to the log group RDSOSMetrics and nothing"
                        + " else, and only the monitoring service can assume the role.");
    }
}
