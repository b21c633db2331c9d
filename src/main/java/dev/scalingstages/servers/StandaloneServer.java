package dev.scalingstages.servers;

import static dev.scalingstages.monitoring.Metric.average;
import static dev.scalingstages.monitoring.Metric.maximum;
import static dev.scalingstages.monitoring.Metric.sum;

import dev.scalingstages.monitoring.Alarms;
import dev.scalingstages.network.ComponentSecurityGroup;
import dev.scalingstages.network.Connectable;
import dev.scalingstages.network.Ports;
import dev.scalingstages.runtime.ClasspathFile;
import dev.scalingstages.runtime.ServerAccess;
import dev.scalingstages.runtime.ServerContext;
import dev.scalingstages.runtime.ServerIdentity;
import dev.scalingstages.runtime.ServerKind;
import dev.scalingstages.security.Suppressions;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import software.amazon.awscdk.Aws;
import software.amazon.awscdk.CfnResource;
import software.amazon.awscdk.Fn;
import software.amazon.awscdk.RemovalPolicy;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.services.cloudformation.CfnWaitCondition;
import software.amazon.awscdk.services.cloudformation.CfnWaitConditionHandle;
import software.amazon.awscdk.services.cloudwatch.CfnAlarm;
import software.amazon.awscdk.services.ec2.CfnEIP;
import software.amazon.awscdk.services.ec2.CfnEIPAssociation;
import software.amazon.awscdk.services.ec2.CfnInstance;
import software.amazon.awscdk.services.ec2.CfnInstance.BlockDeviceMappingProperty;
import software.amazon.awscdk.services.ec2.CfnInstance.EbsProperty;
import software.amazon.awscdk.services.ec2.CfnInstance.MetadataOptionsProperty;
import software.amazon.awscdk.services.ec2.CfnVolumeAttachment;
import software.constructs.Construct;
import software.constructs.IConstruct;

/**
 * One server in the public tier with a fixed address and a data volume. Changing the instance type happens in place (it
 * stops and starts); the image is pinned, so a later deploy never replaces it.
 */
public final class StandaloneServer extends Construct implements Connectable {
    /** The operating system's disk, in GiB: Amazon Linux needs 2, packages, logs and caches the rest. */
    private static final int SYSTEM_DISK_GIB = 16;

    private static final String DOOR =
            "The single server is the door of the system in its first two stages: 80 and 443 are its purpose.";

    private static final ServerKind KIND = new ServerKind("server", "single-server");

    private final ServerIdentity identity;
    private final ServerContext context;
    private final CfnInstance instance;
    private final String address;
    private final String instanceId;
    private final CfnWaitCondition serving;

    /**
     * @param instanceType an arm64 type, such as {@code t4g.small}
     * @param dataVolume the volume that the server keeps its data on, in the zone of the first subnet
     * @param ssh who may connect by SSH and with which key; nobody by default
     * @param serverName the domain name that the web server answers to; any by default
     * @param movesDataAfter everything else in the stack, for a server whose first boot moves its data to other parts.
     *     After the move the data on the server itself takes no writes, so nothing may fail after it: everything else
     *     is complete before the server boots, and the deploy waits for the boot last. Empty for a server that keeps
     *     its data
     * @param access what the server may use
     */
    public record Props(
            ServerContext context,
            String instanceType,
            DataVolume dataVolume,
            Optional<SecureShell> ssh,
            Optional<String> serverName,
            List<? extends IConstruct> movesDataAfter,
            List<ServerAccess> access) {
        public Props {
            movesDataAfter = List.copyOf(movesDataAfter);
            access = List.copyOf(access);
            Objects.requireNonNull(context, "context");
            Objects.requireNonNull(instanceType, "instanceType");
            Objects.requireNonNull(dataVolume, "dataVolume");
        }
    }

    /**
     * @param networks the CIDR ranges that may connect
     * @param keyPairName the EC2 key pair; create-only, so decide on it with the first deploy: setting it later
     *     replaces the server, which fails while its data volume is attached
     */
    public record SecureShell(List<String> networks, String keyPairName) {}

    public StandaloneServer(Construct scope, String id, Props props) {
        super(scope, id);
        context = props.context();
        List<ServerAccess> access = new ArrayList<>();
        access.add(server -> {
            server.configure("DATA_VOLUME_ID", props.dataVolume().volumeId());
            server.configure("SERVER_NAME", props.serverName().orElse("_"));
        });
        access.addAll(props.access());
        identity = new ServerIdentity(this, "Identity", context, KIND, access);
        securityGroup().allowFromAnywhere(Ports.HTTP, DOOR);
        securityGroup().allowFromAnywhere(Ports.HTTPS, DOOR);
        props.ssh()
                .ifPresent(ssh ->
                        ssh.networks().forEach(network -> securityGroup().allowFromNetwork(network, Ports.SSH)));
        CfnInstance.Builder builder = CfnInstance.Builder.create(this, "Instance")
                .imageId(context.imageId())
                .instanceType(props.instanceType())
                .availabilityZone(context.network().zones().get(0))
                .subnetId(context.network().publicSubnetIds().get(0))
                .securityGroupIds(List.of(securityGroup().groupId()))
                .iamInstanceProfile(identity.instanceProfileName())
                .ebsOptimized(true)
                .monitoring(true)
                .metadataOptions(MetadataOptionsProperty.builder()
                        .httpTokens("required")
                        .httpEndpoint("enabled")
                        .httpPutResponseHopLimit(1)
                        .build())
                .blockDeviceMappings(List.of(BlockDeviceMappingProperty.builder()
                        .deviceName("/dev/xvda")
                        .ebs(EbsProperty.builder()
                                .volumeSize(SYSTEM_DISK_GIB)
                                .volumeType("gp3")
                                .encrypted(true)
                                .deleteOnTermination(true)
                                .build())
                        .build()))
                .propagateTagsToVolumeOnCreation(true);
        props.ssh().ifPresent(ssh -> builder.keyName(ssh.keyPairName()));
        instance = builder.build();
        instanceId = instance.getRef();
        Suppressions.accept(
                instance,
                "AwsSolutions-EC29",
                "Termination protection would block growth: at stage 3 the server leaves after the fleets serve. Its"
                        + " data is on a volume that is kept.");
        Suppressions.accept(
                instance,
                "CloudFormation-Validate::W9010",
                "The image is pinned on purpose: cdk.context.json holds it, so that a redeploy replaces no server.");

        CfnVolumeAttachment attachment = CfnVolumeAttachment.Builder.create(this, "DataVolumeAttachment")
                .instanceId(instanceId)
                .volumeId(props.dataVolume().volumeId())
                .device("/dev/sdf")
                .build();
        // Kept when it leaves the template: a mounted volume can't be detached, and becomes free with the server.
        attachment.applyRemovalPolicy(RemovalPolicy.RETAIN);
        CfnEIP elasticIp = CfnEIP.Builder.create(this, "Address").domain("vpc").build();
        elasticIp.addResourceDependency(context.network().internetRoute());
        CfnEIPAssociation.Builder.create(this, "AddressAssociation")
                .allocationId(elasticIp.getAttrAllocationId())
                .instanceId(instanceId)
                .build();
        // Once the server boots, only resources that refer to it can still fail.
        instance.addResourceDependency(elasticIp);
        address = elasticIp.getRef();
        defineAlarms(props.dataVolume().volumeId());
        serving = waitUntilServing(props);
    }

    @Override
    public ComponentSecurityGroup securityGroup() {
        return identity.securityGroup();
    }

    /** The server's role, log group and environment. */
    public ServerIdentity identity() {
        return identity;
    }

    /** The fixed address. */
    public String address() {
        return address;
    }

    /** The instance's identifier, for Session Manager. */
    public String instanceId() {
        return instanceId;
    }

    /**
     * Writes the user data and makes the deploy wait until the server signals that it serves. A wait condition can be
     * used only once and never changed, so its logical id depends on everything that makes the server boot again, and
     * on how long that may take. It is signalled through S3, which needs no endpoint.
     */
    private CfnWaitCondition waitUntilServing(Props props) {
        props.movesDataAfter().forEach(other -> instance.getNode().addDependency(other));
        int seconds = props.movesDataAfter().isEmpty()
                ? MoveTime.BOOT_SECONDS
                : MoveTime.timeoutSeconds(props.dataVolume().sizeGiB());
        String hardware = props.instanceType() + context.imageId() + props.ssh().map(SecureShell::keyPairName);
        IConstruct[] server = getNode().getChildren().toArray(IConstruct[]::new);
        // Resolved, because a token's number depends on what else the app creates.
        Map<?, ?> environment = (Map<?, ?>) Stack.of(this).resolve(identity.environment());
        String generation = "Stage" + context.stage()
                + ClasspathFile.fingerprint(
                        context.bootScripts().fingerprint()
                                + context.workload().fingerprint()
                                + hardware
                                + new TreeMap<>(environment)
                                + seconds,
                        8);
        CfnWaitConditionHandle handle = CfnWaitConditionHandle.Builder.create(this, "ServingHandle" + generation)
                .build();
        instance.getNode().addDependency(identity.needs());
        Map<String, String> lines = new LinkedHashMap<>(identity.environment());
        lines.put("SIGNAL_URL_BASE64", Fn.base64(handle.getRef()));
        instance.setUserData(Fn.base64(context.bootScripts().userData(lines)));
        CfnWaitCondition condition = CfnWaitCondition.Builder.create(this, "Serving" + generation)
                .handle(handle.getRef())
                .count(1)
                .timeout(Integer.toString(seconds))
                .build();
        condition.getNode().addDependency(server);
        return condition;
    }

    /** The resource that is complete once the server serves at its address, for those that lead users there. */
    public CfnResource serving() {
        return serving;
    }

    private void defineAlarms(String dataVolumeId) {
        Alarms alarms = context.alarms();
        Map<String, String> server = Map.of("InstanceId", instanceId);
        String own = Aws.STACK_NAME;
        alarms.define(
                this,
                "CpuAlarm",
                average("AWS/EC2", "CPUUtilization", server).above(80).forMinutes(15),
                "The server's CPU is busy for 15 minutes: choose a bigger serverInstanceType, or the next stage.");
        alarms.define(
                this,
                "MemoryAlarm",
                average(own, "mem_used_percent", server).above(85).forMinutes(15),
                "The server's memory is nearly full: choose a bigger serverInstanceType, or the next stage.");
        alarms.define(
                this,
                "DataDiskAlarm",
                maximum(own, "disk_used_percent", Map.of("InstanceId", instanceId, "path", "/data"))
                        .above(80)
                        .forMinutes(5),
                "The data volume is nearly full: raise dataVolumeGiB and grow the file system.");
        alarms.define(
                this,
                "SystemDiskAlarm",
                maximum(own, "disk_used_percent", Map.of("InstanceId", instanceId, "path", "/"))
                        .above(85)
                        .forMinutes(5),
                "The operating system's disk is nearly full: look for logs that are not rotated.");
        CfnAlarm diskQueue = alarms.define(
                this,
                "DiskQueueAlarm",
                average("AWS/EBS", "VolumeQueueLength", Map.of("VolumeId", dataVolumeId))
                        .above(8)
                        .forMinutes(15),
                "Reads and writes wait for the data volume: its IOPS are used up.");
        instance.addResourceDependency(diskQueue);
        alarms.define(
                this,
                "NetworkAlarm",
                sum("AWS/EC2", "NetworkOut", server).above(20d * 60 * 1_000_000).forMinutes(15),
                "The server sends more than 20 MB/s for 15 minutes: let a CDN serve static content (stage 3).");
        alarms.define(
                this,
                "StatusCheckAlarm",
                maximum("AWS/EC2", "StatusCheckFailed", server)
                        .above(0)
                        .forMinutes(2)
                        .missingIsBreaching(),
                "The server or its host fails its status checks: restart it, or let EC2 recover it.");
    }
}
