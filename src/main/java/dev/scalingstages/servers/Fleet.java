package dev.scalingstages.servers;

import dev.scalingstages.delivery.ServerTargetGroup;
import dev.scalingstages.monitoring.Metric;
import dev.scalingstages.network.ComponentSecurityGroup;
import dev.scalingstages.network.Connectable;
import dev.scalingstages.runtime.ServerAccess;
import dev.scalingstages.runtime.ServerContext;
import dev.scalingstages.runtime.ServerIdentity;
import dev.scalingstages.runtime.ServerKind;
import dev.scalingstages.runtime.ServerSetup;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import software.amazon.awscdk.Aws;
import software.amazon.awscdk.CfnAutoScalingRollingUpdate;
import software.amazon.awscdk.CfnAutoScalingScheduledAction;
import software.amazon.awscdk.CfnCreationPolicy;
import software.amazon.awscdk.CfnResourceSignal;
import software.amazon.awscdk.CfnTag;
import software.amazon.awscdk.CfnUpdatePolicy;
import software.amazon.awscdk.Fn;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.services.autoscaling.CfnAutoScalingGroup;
import software.amazon.awscdk.services.autoscaling.CfnAutoScalingGroup.LaunchTemplateSpecificationProperty;
import software.amazon.awscdk.services.autoscaling.CfnAutoScalingGroup.MetricsCollectionProperty;
import software.amazon.awscdk.services.autoscaling.CfnAutoScalingGroup.NotificationConfigurationProperty;
import software.amazon.awscdk.services.cloudwatch.CfnAlarm;
import software.amazon.awscdk.services.ec2.CfnLaunchTemplate;
import software.amazon.awscdk.services.ec2.CfnLaunchTemplate.BlockDeviceMappingProperty;
import software.amazon.awscdk.services.ec2.CfnLaunchTemplate.EbsProperty;
import software.amazon.awscdk.services.ec2.CfnLaunchTemplate.IamInstanceProfileProperty;
import software.amazon.awscdk.services.ec2.CfnLaunchTemplate.LaunchTemplateDataProperty;
import software.amazon.awscdk.services.ec2.CfnLaunchTemplate.MetadataOptionsProperty;
import software.amazon.awscdk.services.ec2.CfnLaunchTemplate.MonitoringProperty;
import software.amazon.awscdk.services.ec2.CfnLaunchTemplate.TagSpecificationProperty;
import software.constructs.Construct;

/**
 * Equal servers in the app tier of all three zones. A failed server is replaced; a new version rolls out in small
 * batches, and rolls back when a new server doesn't signal that it serves. The desired number is never in the template,
 * so that a deploy changes no running capacity.
 */
public final class Fleet extends Construct implements Connectable {
    private static final int DISK_GIB = 16;
    private static final String BOOT_TIMEOUT = "PT15M";
    private static final int GRACE_SECONDS = 300;

    /** A deploy replaces a tenth of the largest fleet at a time, so that it ends within the hour. */
    private static final int BATCHES = 10;

    private final ServerContext context;
    private final ServerIdentity identity;
    private final CfnLaunchTemplate launchTemplate;
    private final CfnAutoScalingGroup group;
    private final Optional<ServerTargetGroup> targets;
    private final ServerKind kind;
    private final int minimum;
    private final String groupName;
    private final List<CfnAlarm> servingAlarms;

    /**
     * @param instanceType an arm64 type, such as {@code t4g.small}
     * @param minimum the least number of servers
     * @param maximum the greatest number of servers; above the minimum, so that a deploy can replace one at a time
     *     while the minimum serves
     * @param targets the target group in which a load balancer finds the servers; empty for servers that take work from
     *     a queue
     * @param facesUsers whether this fleet has its own alarms on errors and latency, not shared with other fleets
     * @param access what the servers may use
     */
    public record Props(
            ServerContext context,
            ServerKind kind,
            String instanceType,
            int minimum,
            int maximum,
            Optional<ServerTargetGroup> targets,
            boolean facesUsers,
            List<ServerAccess> access) {
        public Props {
            Objects.requireNonNull(context, "context");
            Objects.requireNonNull(kind, "kind");
            access = List.copyOf(access);
            if (minimum < 1 || maximum <= minimum) {
                throw new IllegalArgumentException("a fleet needs 1 <= minimum < maximum, not " + minimum + " and "
                        + maximum + " for the " + kind.component());
            }
        }
    }

    public Fleet(Construct scope, String id, Props props) {
        super(scope, id);
        context = props.context();
        targets = props.targets();
        minimum = props.minimum();
        kind = props.kind();
        List<ServerAccess> access = new ArrayList<>(List.of(this::serve));
        access.addAll(props.access());
        identity = new ServerIdentity(this, "Identity", context, kind, access);
        launchTemplate = launchTemplate(props.instanceType());
        group = group(props.maximum());
        groupName = group.getRef();
        group.getNode().addDependency(identity.needs());
        launchTemplate.addPropertyOverride("LaunchTemplateData.UserData", Fn.base64(userData()));
        servingAlarms = props.facesUsers()
                ? targets.map(target -> target.defineAlarms(context.alarms())).orElse(List.of())
                : List.of();
    }

    @Override
    public ComponentSecurityGroup securityGroup() {
        return identity.securityGroup();
    }

    /** The servers' role, log group and environment. */
    public ServerIdentity identity() {
        return identity;
    }

    /** The alarms on errors and slow answers that the load balancer gets from these servers. */
    public List<CfnAlarm> servingAlarms() {
        return servingAlarms;
    }

    /** The role of the servers, such as {@code read-api}. */
    public String serverRole() {
        return kind.role();
    }

    /** The name of the Auto Scaling group. */
    public String groupName() {
        return groupName;
    }

    /** The resource, for a dependency on servers that serve. */
    public CfnAutoScalingGroup resource() {
        return group;
    }

    /** The target group in which the load balancer finds the servers. */
    public Optional<ServerTargetGroup> targets() {
        return targets;
    }

    /**
     * Grants what servers need to be part of a fleet: they signal that they serve, and a load balancer checks their
     * health.
     */
    private void serve(ServerSetup server) {
        server.allow(List.of("cloudformation:SignalResource"), List.of(Aws.STACK_ID));
        targets.ifPresent(target -> {
            server.securityGroup().allowConnectionsFrom(target.loadBalancer(), target.port());
            server.startAfter(target.route());
        });
    }

    private String userData() {
        Map<String, String> environment = new LinkedHashMap<>(identity.environment());
        environment.put("SIGNAL_RESOURCE", Stack.of(this).getLogicalId(group));
        return context.bootScripts().userData(environment);
    }

    private CfnLaunchTemplate launchTemplate(String instanceType) {
        List<CfnTag> tags = List.of(
                CfnTag.builder()
                        .key("Name")
                        .value(Aws.STACK_NAME + "-" + kind.role())
                        .build(),
                CfnTag.builder().key("system").value(context.system()).build(),
                CfnTag.builder().key("stage").value(context.stageName()).build(),
                CfnTag.builder().key("component").value(kind.role()).build());
        return CfnLaunchTemplate.Builder.create(this, "LaunchTemplate")
                .launchTemplateData(LaunchTemplateDataProperty.builder()
                        .imageId(context.imageId())
                        .instanceType(instanceType)
                        .ebsOptimized(true)
                        .monitoring(MonitoringProperty.builder().enabled(true).build())
                        .iamInstanceProfile(IamInstanceProfileProperty.builder()
                                .arn(identity.instanceProfileArn())
                                .build())
                        .securityGroupIds(List.of(securityGroup().groupId()))
                        .metadataOptions(MetadataOptionsProperty.builder()
                                .httpTokens("required")
                                .httpEndpoint("enabled")
                                .httpPutResponseHopLimit(1)
                                // Servers read the name of their group there, for their metrics.
                                .instanceMetadataTags("enabled")
                                .build())
                        .blockDeviceMappings(List.of(BlockDeviceMappingProperty.builder()
                                .deviceName("/dev/xvda")
                                .ebs(EbsProperty.builder()
                                        .volumeSize(DISK_GIB)
                                        .volumeType("gp3")
                                        .encrypted(true)
                                        .deleteOnTermination(true)
                                        .build())
                                .build()))
                        .tagSpecifications(List.of(
                                TagSpecificationProperty.builder()
                                        .resourceType("instance")
                                        .tags(tags)
                                        .build(),
                                TagSpecificationProperty.builder()
                                        .resourceType("volume")
                                        .tags(tags)
                                        .build()))
                        .build())
                .build();
    }

    private CfnAutoScalingGroup group(int maximum) {
        CfnAutoScalingGroup.Builder builder = CfnAutoScalingGroup.Builder.create(this, "Group")
                .minSize(String.valueOf(minimum))
                .maxSize(String.valueOf(maximum))
                .vpcZoneIdentifier(context.network().appSubnetIds())
                .launchTemplate(LaunchTemplateSpecificationProperty.builder()
                        .launchTemplateId(launchTemplate.getRef())
                        .version(launchTemplate.getAttrLatestVersionNumber())
                        .build())
                .healthCheckType(targets.isPresent() ? "ELB" : "EC2")
                .healthCheckGracePeriod(GRACE_SECONDS)
                .metricsCollection(List.of(MetricsCollectionProperty.builder()
                        .granularity("1Minute")
                        .build()))
                .notificationConfigurations(List.of(NotificationConfigurationProperty.builder()
                        .topicArn(context.alarms().topicArn())
                        .notificationTypes(List.of(
                                "autoscaling:EC2_INSTANCE_LAUNCH",
                                "autoscaling:EC2_INSTANCE_LAUNCH_ERROR",
                                "autoscaling:EC2_INSTANCE_TERMINATE",
                                "autoscaling:EC2_INSTANCE_TERMINATE_ERROR"))
                        .build()));
        targets.ifPresent(target -> builder.targetGroupArns(List.of(target.arn())));
        CfnAutoScalingGroup result = builder.build();
        result.getCfnOptions()
                .setCreationPolicy(CfnCreationPolicy.builder()
                        .resourceSignal(CfnResourceSignal.builder()
                                .count(minimum)
                                .timeout(BOOT_TIMEOUT)
                                .build())
                        .build());
        // AlarmNotification stays on during an update: a fleet must be able to grow in the middle of a deploy.
        result.getCfnOptions()
                .setUpdatePolicy(CfnUpdatePolicy.builder()
                        .autoScalingRollingUpdate(CfnAutoScalingRollingUpdate.builder()
                                .minInstancesInService(minimum)
                                .maxBatchSize(Math.max(1, maximum / BATCHES))
                                .pauseTime(BOOT_TIMEOUT)
                                .waitOnResourceSignals(true)
                                .suspendProcesses(
                                        List.of("HealthCheck", "ReplaceUnhealthy", "AZRebalance", "ScheduledActions"))
                                .build())
                        .autoScalingScheduledAction(CfnAutoScalingScheduledAction.builder()
                                .ignoreUnmodifiedGroupSizeProperties(true)
                                .build())
                        .build());
        return result;
    }

    /** The least number of servers. */
    int minimum() {
        return minimum;
    }

    /** A metric of the fleet's servers, over each minute. */
    Metric metric(String namespace, String name, String statistic) {
        return new Metric(namespace, name, statistic, 60, Map.of("AutoScalingGroupName", groupName()));
    }
}
