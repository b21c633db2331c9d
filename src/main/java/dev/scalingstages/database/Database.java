package dev.scalingstages.database;

import dev.scalingstages.network.ComponentSecurityGroup;
import dev.scalingstages.network.Connectable;
import dev.scalingstages.network.Ports;
import dev.scalingstages.runtime.ServerSetup;
import dev.scalingstages.runtime.WatchedFunction;
import dev.scalingstages.security.Suppressions;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import software.amazon.awscdk.Aws;
import software.amazon.awscdk.RemovalPolicy;
import software.amazon.awscdk.services.logs.CfnLogGroup;
import software.amazon.awscdk.services.rds.CfnDBInstance;
import software.constructs.Construct;

/**
 * One RDS for MySQL database in the data subnets. It refuses connections without TLS, its credentials are made and
 * rotated by AWS, and it outlives the stack. Every property that RDS accepts only at creation is written out here, and
 * is the same in every stage; what changes between stages (class, storage, standby) changes in place.
 */
public final class Database extends Construct implements Connectable {
    /** The schema that RDS creates; create-only. */
    public static final String SCHEMA = "scaling";

    /** The most storage that RDS for MySQL allows, in GiB. */
    static final int LARGEST_STORAGE_GIB = 65_536;

    /** How long automatic backups reach back, in days. */
    private static final int BACKUP_DAYS = 7;

    private final DatabaseTier tier;
    private final ComponentSecurityGroup securityGroup;
    private final DatabaseCredentials credentials;
    private final String identifier;
    private final String host;
    private final String arn;
    private final String instanceClass;
    private final int storageGiB;
    private final DatabaseParameters parameters;
    private final WatchedFunction rotation;

    /**
     * @param component the database's name, such as {@code database}
     * @param identifier the suffix that follows the stack's name in the RDS identifier, such as {@code database};
     *     create-only
     * @param instanceClass such as {@code db.r7g.large}
     * @param storageGiB storage in GiB; it can never shrink
     * @param standby whether a standby in another zone takes over when the primary fails
     * @param ownParameters the parameters of a database other than content's; empty for the tier's
     * @param sharedSecurityGroup the security group of databases that form one component; empty for a separate one
     */
    public record Props(
            DatabaseTier tier,
            String component,
            String identifier,
            String instanceClass,
            int storageGiB,
            boolean standby,
            Optional<DatabaseParameters> ownParameters,
            Optional<ComponentSecurityGroup> sharedSecurityGroup) {
        public Props {
            Objects.requireNonNull(tier, "tier");
            Objects.requireNonNull(identifier, "identifier");
            Objects.requireNonNull(instanceClass, "instanceClass");
        }
    }

    public Database(Construct scope, String id, Props props) {
        super(scope, id);
        tier = props.tier();
        String component = props.component();
        String chosenIdentifier = Aws.STACK_NAME + "-" + props.identifier();
        securityGroup = props.sharedSecurityGroup()
                .orElseGet(() -> new ComponentSecurityGroup(
                                this, "SecurityGroup", component, tier.context().network())
                        .keep());
        instanceClass = props.instanceClass();
        storageGiB = props.storageGiB();
        parameters = props.ownParameters().orElse(tier.parameters());
        credentials = new DatabaseCredentials(
                this, "Credentials", component, tier.context().dataKey());
        if (props.sharedSecurityGroup().isEmpty()) {
            securityGroup.allowConnectionsFrom(tier.rotation(), Ports.DATABASE);
        }
        List<CfnLogGroup> logGroups = tier.logGroups(this, "LogGroup", chosenIdentifier);
        CfnDBInstance instance = CfnDBInstance.Builder.create(this, "Instance")
                .dbInstanceIdentifier(chosenIdentifier)
                .dbName(SCHEMA)
                .engine("mysql")
                .engineVersion(tier.engineVersion())
                .masterUsername(DatabaseCredentials.USER)
                .masterUserPassword(credentials.passwordReference())
                .port(String.valueOf(Ports.DATABASE))
                .dbSubnetGroupName(tier.subnetGroupName())
                .vpcSecurityGroups(List.of(securityGroup.groupId()))
                .publiclyAccessible(false)
                .networkType("IPV4")
                .storageEncrypted(true)
                .kmsKeyId(tier.context().dataKey().arn())
                .dbInstanceClass(props.instanceClass())
                .storageType("gp3")
                .allocatedStorage(String.valueOf(props.storageGiB()))
                .maxAllocatedStorage(Math.min(LARGEST_STORAGE_GIB, 2 * props.storageGiB()))
                .iops(Storage.iops(props.storageGiB()))
                .storageThroughput(Storage.throughput(props.storageGiB()))
                .multiAz(props.standby())
                .dbParameterGroupName(parameters.name())
                .caCertificateIdentifier("rds-ca-rsa2048-g1")
                .enableIamDatabaseAuthentication(true)
                .backupRetentionPeriod(BACKUP_DAYS)
                .preferredBackupWindow(DatabaseTier.BACKUP_WINDOW)
                .preferredMaintenanceWindow(DatabaseTier.maintenanceWindow("sun"))
                .copyTagsToSnapshot(true)
                .deleteAutomatedBackups(false)
                .autoMinorVersionUpgrade(true)
                .allowMajorVersionUpgrade(false)
                .deletionProtection(true)
                .enableCloudwatchLogsExports(DatabaseTier.EXPORTED_LOGS)
                .monitoringInterval(60)
                .monitoringRoleArn(tier.monitoringRoleArn())
                .build();
        instance.applyRemovalPolicy(RemovalPolicy.RETAIN);
        identifier = instance.getRef();
        host = instance.getAttrEndpointAddress();
        arn = instance.getAttrDbInstanceArn();
        logGroups.forEach(instance::addResourceDependency);
        rotation = credentials.rotate(instance, props.identifier(), tier);
        Suppressions.accept(instance, DatabaseTier.LOGS_LEFT_OUT, DatabaseTier.LOGS_LEFT_OUT_REASON);
        if (!props.standby()) {
            String reason = "Stage 2 buys separation, not a standby: stage 3 turns it on in place. Backups of seven"
                    + " days are on.";
            Suppressions.accept(instance, List.of("AwsSolutions-RDS3", "NIST.800.53.R5-RDSMultiAZSupport"), reason);
        }
    }

    @Override
    public ComponentSecurityGroup securityGroup() {
        return securityGroup;
    }

    /** The RDS identifier. */
    public String identifier() {
        return identifier;
    }

    /** The host name of the primary. */
    public String host() {
        return host;
    }

    /** The ARN of the secret with the credentials. */
    public String secretArn() {
        return credentials.secretArn();
    }

    /** The ARN of the database, for backups. */
    public String arn() {
        return arn;
    }

    /** The function that rotates its password. */
    public WatchedFunction rotation() {
        return rotation;
    }

    /** Defines the alarms of this database alone. */
    public void defineAlarms() {
        defineAlarms(List.of(this));
    }

    /** Defines alarms on the worst of several databases. */
    void defineAlarms(List<Database> databases) {
        new DatabaseAlarms(
                this,
                "Alarms",
                "a database",
                databases.stream().map(Database::watched).toList(),
                tier.context().alarms());
    }

    private DatabaseAlarms.Instance watched() {
        return new DatabaseAlarms.Instance(identifier, parameters, instanceClass, storageGiB);
    }

    /** Lets a kind of server use the database: opens the port, grants the secret, and configures host and schema. */
    public void allowConnectionsFrom(ServerSetup server) {
        allowConnectionsFrom(server, "DATABASE");
    }

    /**
     * The same under another name in the environment file.
     *
     * @param prefix such as {@code SHARD_2}, which gives {@code SHARD_2_HOST} and {@code SHARD_2_SECRET_ARN}
     */
    public void allowConnectionsFrom(ServerSetup server, String prefix) {
        securityGroup.allowConnectionsFrom(server, Ports.DATABASE);
        allowUseBy(server, prefix);
    }

    /** Lets a kind of server use the database when the port to its security group is already open. */
    void allowUseBy(ServerSetup server, String prefix) {
        server.configure(prefix + "_HOST", host());
        server.configure("DATABASE_PORT", String.valueOf(Ports.DATABASE));
        allowSignIn(server, prefix);
    }

    /**
     * Lets a kind of server sign in to the replicas, which have the same users, without a connection to the primary.
     *
     * @param prefix such as {@code DATABASE}, which gives {@code DATABASE_SECRET_ARN}
     */
    public void allowSignIn(ServerSetup server, String prefix) {
        credentials.allowReadsFrom(server);
        server.configure(prefix + "_SECRET_ARN", secretArn());
        server.configure("DATABASE_NAME", SCHEMA);
    }
}
