package dev.scalingstages.database;

import dev.scalingstages.network.ComponentSecurityGroup;
import dev.scalingstages.network.Connectable;
import dev.scalingstages.network.Network;
import dev.scalingstages.network.Ports;
import dev.scalingstages.security.Arns;
import dev.scalingstages.security.Suppressions;
import dev.scalingstages.security.Suppressions.Accepted;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import software.amazon.awscdk.Aws;
import software.amazon.awscdk.RemovalPolicy;
import software.amazon.awscdk.services.logs.CfnLogGroup;
import software.amazon.awscdk.services.rds.CfnDBInstance;
import software.constructs.Construct;
import software.constructs.IDependable;

/**
 * Copies of one database that answer reads, each pinned to a different zone while there are zones left. They follow the
 * primary within a second or so; {@link ReplicaLoadBalancer} leaves out one that does not. They are encrypted with the
 * primary's key, which RDS doesn't let a template repeat. A deploy changes them one after another, so that reads go on.
 */
public final class ReadReplicas extends Construct implements Connectable {
    /** The alarm goes off at this many seconds of lag; the load balancer leaves a replica out earlier. */
    private static final int LAG_ALARM_SECONDS = 60;

    private static final List<String> MAINTENANCE_DAYS = List.of("mon", "tue", "wed", "thu", "fri");

    private final ComponentSecurityGroup securityGroup;
    private final List<String> references = new ArrayList<>();
    private final List<CfnDBInstance> replicas = new ArrayList<>();
    private final DatabaseTier tier;
    private final String instanceClass;
    private final int storageGiB;
    private final List<String> identifiers = new ArrayList<>();

    /**
     * @param source the database that is copied; removing this property would promote a replica to an independent
     *     database
     * @param component the name, such as {@code read replicas}
     * @param identifier the part of the RDS identifiers between the stack's name and the replica's number
     * @param instanceClass such as {@code db.r7g.large}
     * @param storageGiB as the source's, in GiB
     * @param count how many; at most one for each working day, since maintenance is spread over those
     * @param sharedSecurityGroup the security group of replicas that form one component; empty for a separate one
     */
    public record Props(
            DatabaseTier tier,
            Database source,
            String component,
            String identifier,
            String instanceClass,
            int storageGiB,
            int count,
            Optional<ComponentSecurityGroup> sharedSecurityGroup) {
        public Props {
            Objects.requireNonNull(tier, "tier");
            Objects.requireNonNull(source, "source");
            if (count < 1 || count > MAINTENANCE_DAYS.size()) {
                throw new IllegalArgumentException("1 to " + MAINTENANCE_DAYS.size() + " replicas, not " + count);
            }
        }
    }

    public ReadReplicas(Construct scope, String id, Props props) {
        super(scope, id);
        tier = props.tier();
        String component = props.component();
        instanceClass = props.instanceClass();
        storageGiB = props.storageGiB();
        securityGroup = props.sharedSecurityGroup()
                .orElseGet(() -> new ComponentSecurityGroup(
                                this, "SecurityGroup", component, tier.context().network())
                        .keep());
        CfnDBInstance previous = null;
        for (int number = 1; number <= props.count(); number++) {
            CfnDBInstance replica = replica(number, props);
            if (previous != null) {
                // One after another: a replica restarts for another class, and the others serve meanwhile.
                replica.addResourceDependency(previous);
            }
            references.add(replica.getRef());
            replicas.add(replica);
            previous = replica;
        }
    }

    @Override
    public ComponentSecurityGroup securityGroup() {
        return securityGroup;
    }

    /** The RDS identifiers, without the stack's name resolved. */
    public List<String> identifiers() {
        return List.copyOf(identifiers);
    }

    /** The ARNs of the replicas, for permissions to describe them. */
    public List<String> arns() {
        return identifiers.stream()
                .map(identifier -> Arns.of("rds", "db:" + identifier))
                .toList();
    }

    /** The host name of each replica, for callers that need a particular one; readers go through the load balancer. */
    public List<String> hosts() {
        return replicas.stream().map(CfnDBInstance::getAttrEndpointAddress).toList();
    }

    /** The replicas, for resources that wait for them without referring to them. */
    List<IDependable> replicas() {
        return List.copyOf(replicas);
    }

    /** Defines the alarms of these replicas. */
    public void defineAlarms() {
        defineAlarms(List.of(this));
    }

    /** Defines alarms on the worst of several groups of replicas. */
    void defineAlarms(List<ReadReplicas> all) {
        List<DatabaseAlarms.Instance> watched =
                all.stream().flatMap(ReadReplicas::watched).toList();
        new DatabaseAlarms(
                this, "Alarms", "a read replica", watched, tier.context().alarms());
        tier.context()
                .alarms()
                .defineForWorst(
                        this,
                        "LagAlarm",
                        watched.stream()
                                .map(replica -> replica.metric("ReplicaLag", "Maximum")
                                        .above(LAG_ALARM_SECONDS)
                                        .forMinutes(5)
                                        .missingIsBreaching())
                                .toList(),
                        "A read replica is a minute behind: look for long writes, then at its class.");
    }

    private Stream<DatabaseAlarms.Instance> watched() {
        return references.stream()
                .map(reference -> new DatabaseAlarms.Instance(reference, tier.parameters(), instanceClass, storageGiB));
    }

    private CfnDBInstance replica(int number, Props props) {
        String identifier = Aws.STACK_NAME + "-" + props.identifier() + "-" + number;
        identifiers.add(identifier);
        List<CfnLogGroup> logGroups = tier.logGroups(this, "LogGroup" + number, identifier);
        CfnDBInstance replica = CfnDBInstance.Builder.create(this, "Replica" + number)
                .dbInstanceIdentifier(identifier)
                .engine("mysql")
                .sourceDbInstanceIdentifier(props.source().identifier())
                // The primary is free to be in any zone; starting with the second spreads the first replicas best.
                .availabilityZone(tier.context().network().zones().get(number % Network.ZONES))
                .dbInstanceClass(props.instanceClass())
                .port(String.valueOf(Ports.DATABASE))
                .vpcSecurityGroups(List.of(securityGroup.groupId()))
                .publiclyAccessible(false)
                .networkType("IPV4")
                .storageType("gp3")
                // Written out, so that it grows together with its source: a smaller volume has fewer IOPS, and lags.
                .allocatedStorage(String.valueOf(props.storageGiB()))
                .maxAllocatedStorage(Math.min(Database.LARGEST_STORAGE_GIB, 3 * props.storageGiB()))
                .iops(Storage.iops(props.storageGiB()))
                .storageThroughput(Storage.throughput(props.storageGiB()))
                .multiAz(false)
                .dbParameterGroupName(tier.parameters().name())
                .caCertificateIdentifier("rds-ca-rsa2048-g1")
                .enableIamDatabaseAuthentication(true)
                .backupRetentionPeriod(1)
                .preferredBackupWindow(DatabaseTier.BACKUP_WINDOW)
                // Each on a different day, and all before the primary: a replica may be newer than its source, not
                // older.
                .preferredMaintenanceWindow(DatabaseTier.maintenanceWindow(MAINTENANCE_DAYS.get(number - 1)))
                .copyTagsToSnapshot(true)
                .autoMinorVersionUpgrade(true)
                .deletionProtection(true)
                .enableCloudwatchLogsExports(DatabaseTier.EXPORTED_LOGS)
                .monitoringInterval(60)
                .monitoringRoleArn(tier.monitoringRoleArn())
                .build();
        replica.applyRemovalPolicy(RemovalPolicy.RETAIN);
        logGroups.forEach(replica::addResourceDependency);
        String reason = "A replica is itself the spare: the load balancer leaves out one that fails, and the primary"
                + " has a standby.";
        Suppressions.accept(
                replica,
                new Accepted(
                        List.of("AwsSolutions-RDS2", "NIST.800.53.R5-RDSStorageEncrypted"),
                        "A replica is encrypted with its source's key; RDS refuses StorageEncrypted beside the source's"
                                + " name."),
                new Accepted(
                        "NIST.800.53.R5-RDSInBackupPlan",
                        "A replica holds nothing that its source does not; the source is in the plan."),
                new Accepted(DatabaseTier.LOGS_LEFT_OUT, DatabaseTier.LOGS_LEFT_OUT_REASON),
                new Accepted(List.of("AwsSolutions-RDS3", "NIST.800.53.R5-RDSMultiAZSupport"), reason));
        return replica;
    }
}
