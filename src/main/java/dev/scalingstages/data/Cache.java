package dev.scalingstages.data;

import dev.scalingstages.monitoring.Alarms;
import dev.scalingstages.monitoring.LogGroups;
import dev.scalingstages.monitoring.Metric;
import dev.scalingstages.network.ComponentSecurityGroup;
import dev.scalingstages.network.Connectable;
import dev.scalingstages.network.Network;
import dev.scalingstages.network.Ports;
import dev.scalingstages.runtime.PartContext;
import dev.scalingstages.runtime.ServerSetup;
import dev.scalingstages.security.Arns;
import dev.scalingstages.security.Suppressions;
import dev.scalingstages.versions.PinnedVersion;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import software.amazon.awscdk.Aws;
import software.amazon.awscdk.CfnUpdatePolicy;
import software.amazon.awscdk.RemovalPolicy;
import software.amazon.awscdk.services.elasticache.CfnParameterGroup;
import software.amazon.awscdk.services.elasticache.CfnReplicationGroup;
import software.amazon.awscdk.services.elasticache.CfnReplicationGroup.CloudWatchLogsDestinationDetailsProperty;
import software.amazon.awscdk.services.elasticache.CfnReplicationGroup.DestinationDetailsProperty;
import software.amazon.awscdk.services.elasticache.CfnReplicationGroup.LogDeliveryConfigurationRequestProperty;
import software.amazon.awscdk.services.elasticache.CfnSubnetGroup;
import software.amazon.awscdk.services.elasticache.CfnUser;
import software.amazon.awscdk.services.elasticache.CfnUserGroup;
import software.amazon.awscdk.services.logs.CfnLogGroup;
import software.constructs.Construct;

/**
 * An ElastiCache for Valkey cluster (the open continuation of Redis; the same protocol). Servers sign in as an IAM user
 * over TLS, so no password exists; servers that only read sign in as a user without access to sessions. It starts with
 * one shard in cluster mode and gets more in place.
 */
public final class Cache extends Construct implements Connectable {
    private static final String ENGINE = "valkey";
    private static final String PARAMETER_FAMILY = "valkey8";

    private static final double BUSY_PERCENT = 80;

    private static final double FULL_PERCENT = 85;

    /**
     * Sessions are lost with the cache, so snapshots are kept, in days; NIST 800-53 CP-9 is read as 15 at the least.
     */
    private static final int SNAPSHOT_DAYS = 15;

    /** The commands by which a client discovers the cluster's topology. */
    private static final String CLUSTER = "+info +cluster|slots +cluster|shards +cluster|nodes";

    /** For servers that also keep sessions. */
    private static final String EVERYTHING = "on ~* &* +@all -@admin -@dangerous " + CLUSTER;

    /** The keys and commands by which the read API fills in what it has read, and those alone. */
    private static final String CONTENT =
            "on ~health ~post:* ~page:* ~recent:* ~likes:* ~popular:* ~lock:* -@all +get +mget +set +del +eval"
                    + " +eval_ro +evalsha_ro +lrange +ping +readonly +asking +client|setname " + CLUSTER;

    private final ComponentSecurityGroup securityGroup;
    private final String name;
    private final String host;
    private final CfnUser writer;
    private final CfnUser reader;
    private final CfnUserGroup users;
    private final int shards;

    /**
     * @param nodeType such as {@code cache.r7g.large}
     * @param shards how many parts the keys are spread over; more are added in place
     * @param replicasPerShard copies of each part in other zones, at least 1 so that a failover has a target
     */
    public record Props(PartContext context, String nodeType, int shards, int replicasPerShard) {
        public Props {
            Objects.requireNonNull(context, "context");
            Objects.requireNonNull(nodeType, "nodeType");
            if (shards < 1 || replicasPerShard < 1) {
                throw new IllegalArgumentException("the cache needs a shard with a replica at least");
            }
        }
    }

    public Cache(Construct scope, String id, Props props) {
        super(scope, id);
        PartContext context = props.context();
        securityGroup = new ComponentSecurityGroup(this, "SecurityGroup", "cache", context.network());
        shards = props.shards();
        writer = user("User", "app", EVERYTHING);
        reader = user("Reader", "read", CONTENT);
        users = userGroup(List.of(writer.getRef(), reader.getRef()));
        CfnReplicationGroup cluster = cluster(props, users, subnetGroup(context.network()), parameterGroup());
        name = cluster.getRef();
        host = cluster.getAttrConfigurationEndPointAddress();
        defineAlarms(context.alarms());
    }

    @Override
    public ComponentSecurityGroup securityGroup() {
        return securityGroup;
    }

    /** The host name of the cluster's configuration endpoint. */
    public String host() {
        return host;
    }

    /** Lets a kind of server use the cache: opens the port, allows it to sign in, and configures the endpoint. */
    public void allowConnectionsFrom(ServerSetup server) {
        allowConnectionsFrom(server, writer);
    }

    /** The same for a server that only reads: it keeps copies of content in the cache, and cannot touch sessions. */
    public void allowReadsFrom(ServerSetup server) {
        allowConnectionsFrom(server, reader);
        // A user is known to the cluster once its group has it.
        server.startAfter(users);
    }

    private void allowConnectionsFrom(ServerSetup server, CfnUser user) {
        securityGroup.allowConnectionsFrom(server, Ports.CACHE);
        server.allow(
                List.of("elasticache:Connect"),
                List.of(Arns.of("elasticache", "replicationgroup:" + Aws.STACK_NAME + "-cache"), user.getAttrArn()));
        server.configure("CACHE_HOST", host());
        server.configure("CACHE_PORT", String.valueOf(Ports.CACHE));
        server.configure("CACHE_USER", user.getRef());
        server.configure("CACHE_NAME", name);
    }

    private CfnUser user(String id, String suffix, String access) {
        // ElastiCache takes 40 characters. For a user that signs in by IAM, name and identifier must be the same.
        String name = Aws.STACK_NAME + "-" + suffix;
        return CfnUser.Builder.create(this, id)
                .engine(ENGINE)
                .userId(name)
                .userName(name)
                .accessString(access)
                .authenticationMode(Map.of("Type", "iam"))
                .build();
    }

    private CfnUserGroup userGroup(List<String> userIds) {
        return CfnUserGroup.Builder.create(this, "UserGroup")
                .engine(ENGINE)
                .userGroupId(Aws.STACK_NAME + "-users")
                .userIds(userIds)
                .build();
    }

    private CfnSubnetGroup subnetGroup(Network network) {
        return CfnSubnetGroup.Builder.create(this, "SubnetGroup")
                .cacheSubnetGroupName(Aws.STACK_NAME + "-cache")
                .description("Data subnets of all three zones")
                .subnetIds(network.dataSubnetIds())
                .build();
    }

    private CfnParameterGroup parameterGroup() {
        return CfnParameterGroup.Builder.create(this, "ParameterGroup")
                .cacheParameterGroupFamily(PARAMETER_FAMILY)
                .description("Parameters of the cache")
                // Sessions and rows all have a lifetime; when memory runs out, the least used of them go first.
                .properties(new TreeMap<>(Map.of("cluster-enabled", "yes", "maxmemory-policy", "volatile-lru")))
                .build();
    }

    private CfnReplicationGroup cluster(
            Props props, CfnUserGroup userGroup, CfnSubnetGroup subnetGroup, CfnParameterGroup parameterGroup) {
        CfnLogGroup slowLog =
                LogGroups.create(this, "SlowLogGroup", props.context().operationsKey());
        CfnReplicationGroup result = CfnReplicationGroup.Builder.create(this, "Cluster")
                .replicationGroupId(Aws.STACK_NAME + "-cache")
                .replicationGroupDescription("Sessions and hot rows")
                .engine(ENGINE)
                .engineVersion(PinnedVersion.VALKEY.value())
                .cacheNodeType(props.nodeType())
                .clusterMode("enabled")
                .numNodeGroups(props.shards())
                .replicasPerNodeGroup(props.replicasPerShard())
                .multiAzEnabled(true)
                .automaticFailoverEnabled(true)
                .port(Ports.CACHE)
                .cacheSubnetGroupName(subnetGroup.getRef())
                .cacheParameterGroupName(parameterGroup.getRef())
                .securityGroupIds(List.of(securityGroup.groupId()))
                .networkType("ipv4")
                .ipDiscovery("ipv4")
                .atRestEncryptionEnabled(true)
                .kmsKeyId(props.context().dataKey().arn())
                .transitEncryptionEnabled(true)
                .transitEncryptionMode("required")
                .userGroupIds(List.of(userGroup.getRef()))
                .snapshotRetentionLimit(SNAPSHOT_DAYS)
                .snapshotWindow("05:00-06:00")
                .preferredMaintenanceWindow("sun:06:30-sun:07:30")
                .autoMinorVersionUpgrade(true)
                .logDeliveryConfigurations(List.of(LogDeliveryConfigurationRequestProperty.builder()
                        .logType("slow-log")
                        .logFormat("json")
                        .destinationType("cloudwatch-logs")
                        .destinationDetails(DestinationDetailsProperty.builder()
                                .cloudWatchLogsDetails(CloudWatchLogsDestinationDetailsProperty.builder()
                                        .logGroup(slowLog.getRef())
                                        .build())
                                .build())
                        .build()))
                .build();
        result.applyRemovalPolicy(RemovalPolicy.SNAPSHOT);
        // Without it CloudFormation would replace the cluster when the number of shards changes.
        result.getCfnOptions()
                .setUpdatePolicy(
                        CfnUpdatePolicy.builder().useOnlineResharding(true).build());
        Suppressions.accept(
                result,
                "AwsSolutions-AEC6",
                "Servers sign in as an IAM user of a user group, which is stronger than one shared token.");
        return result;
    }

    private void defineAlarms(Alarms alarms) {
        alarms.defineForWorst(
                this,
                "TooSmallAlarm",
                Stream.concat(
                                metrics("EngineCPUUtilization", "Average").stream()
                                        .map(cpu -> cpu.above(BUSY_PERCENT)),
                                metrics("DatabaseMemoryUsagePercentage", "Average").stream()
                                        .map(memory -> memory.above(FULL_PERCENT)))
                        .map(condition -> condition.forMinutes(10))
                        .toList(),
                "The cache is too small: its engine is busy, or it is nearly full and drops rows early; the graph has"
                        + " which. Add a shard (cacheShards), in place; one that is full may have a bigger node type"
                        + " instead.");
        alarms.defineForWorst(
                this,
                "EvictionsAlarm",
                metrics("Evictions", "Sum").stream()
                        .map(evictions -> evictions.above(1_000).forMinutes(10).missingIsNotBreaching())
                        .toList(),
                "The cache drops rows that are still wanted: add a shard or a bigger node type.");
    }

    /**
     * A metric of each shard's first node.
     *
     * @param name such as {@code CacheHits}
     */
    public List<Metric> metrics(String name, String statistic) {
        // ElastiCache names nodes <group>-<shard>-<node>, with four digits for the shard and three for the node.
        return IntStream.rangeClosed(1, shards)
                .mapToObj(shard -> new Metric(
                        "AWS/ElastiCache",
                        name,
                        statistic,
                        60,
                        Map.of("CacheClusterId", Aws.STACK_NAME + "-cache-%04d-001".formatted(shard))))
                .toList();
    }
}
