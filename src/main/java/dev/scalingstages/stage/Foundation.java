package dev.scalingstages.stage;

import dev.scalingstages.monitoring.Alarms;
import dev.scalingstages.network.Network;
import dev.scalingstages.network.ServiceEndpoints;
import dev.scalingstages.network.ServiceEndpoints.Service;
import dev.scalingstages.network.ServiceEndpoints.Use;
import dev.scalingstages.runtime.BootScripts;
import dev.scalingstages.runtime.FunctionAlarms;
import dev.scalingstages.runtime.PartContext;
import dev.scalingstages.runtime.ServerContext;
import dev.scalingstages.runtime.WatchedFunction;
import dev.scalingstages.runtime.WorkloadArchive;
import dev.scalingstages.security.Keys;
import dev.scalingstages.security.Suppressions;
import dev.scalingstages.servers.DataVolume;
import dev.scalingstages.settings.Settings;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.services.ec2.AmazonLinux2023ImageSsmParameterProps;
import software.amazon.awscdk.services.ec2.AmazonLinuxCpuType;
import software.amazon.awscdk.services.ec2.MachineImage;
import software.constructs.Construct;

/**
 * The parts that all six stages share, down to the logical ids: keys, alarms, the network, the endpoints of AWS
 * services, the boot scripts and the first server's data volume.
 */
final class Foundation extends Construct {
    private final PartContext context;
    private final ServiceEndpoints endpoints;
    private final DataVolume dataVolume;
    private final ServerContext servers;

    /**
     * @param services what this stage's servers call, besides S3 and DynamoDB
     * @param use what they use AWS-owned buckets for
     * @param endpointZones in how many zones the endpoints are
     */
    Foundation(Construct scope, String id, StageProps props, List<Service> services, Set<Use> use, int endpointZones) {
        super(scope, id);
        Settings settings = props.settings();
        Keys keys = new Keys(this, "Keys");
        Alarms alarms = new Alarms(
                this, "Alarms", new Alarms.Props(keys.operations(), settings.alarmEmail(), settings.incidentUrl()));
        List<String> zones = settings.zones(() -> Stack.of(this).getAvailabilityZones());
        if (settings.availabilityZones().isPresent()) {
            // The CDK accepts the same on the same stack where it looks zones up.
            Suppressions.accept(
                    Stack.of(this),
                    "CloudFormation-Validate::W3010",
                    "The user names the zones, since subnets keep theirs for good: they must not follow what a region"
                            + " has.");
        }
        Network network = new Network(this, "Network", new Network.Props(settings.vpcCidr(), zones, keys.operations()));
        context = new PartContext(network, keys.data(), keys.operations(), alarms);
        endpoints = new ServiceEndpoints(
                this,
                "Endpoints",
                new ServiceEndpoints.Props(network, settings.environment().region(), services, use, endpointZones));
        dataVolume = new DataVolume(
                this,
                "DataVolume",
                new DataVolume.Props(network.zones().get(0), props.sizes().dataVolumeGiB(), keys.data()));
        servers = new ServerContext(
                settings.system(),
                props.stage().number(),
                props.stage().slug(),
                imageId(),
                context,
                endpoints,
                new BootScripts(this, "BootScripts"),
                new WorkloadArchive(this));
        Components.tag("foundation", this);
    }

    /** What every part is built on. */
    PartContext context() {
        return context;
    }

    /** Defines the one alarm on a stage's functions, so it takes all of them. */
    void watch(Stream<WatchedFunction> functions) {
        FunctionAlarms.define(this, functions.toList(), context.alarms());
    }

    ServiceEndpoints endpoints() {
        return endpoints;
    }

    DataVolume dataVolume() {
        return dataVolume;
    }

    /** What every server is built on. */
    ServerContext servers() {
        return servers;
    }

    /**
     * The image id, looked up once and then pinned in cdk.context.json: a new image must not replace a server by
     * itself.
     */
    private String imageId() {
        return MachineImage.latestAmazonLinux2023(AmazonLinux2023ImageSsmParameterProps.builder()
                        .cpuType(AmazonLinuxCpuType.ARM_64)
                        .cachedInContext(true)
                        .build())
                .getImage(this)
                .getImageId();
    }
}
