package dev.scalingstages.stage;

import dev.scalingstages.monitoring.Alarms;
import dev.scalingstages.network.Network;
import dev.scalingstages.network.ServiceEndpoints;
import dev.scalingstages.network.ServiceEndpoints.Service;
import dev.scalingstages.network.ServiceEndpoints.Use;
import dev.scalingstages.runtime.BootScripts;
import dev.scalingstages.runtime.FunctionAlarms;
import dev.scalingstages.runtime.ServerContext;
import dev.scalingstages.runtime.WorkloadArchive;
import dev.scalingstages.security.Keys;
import dev.scalingstages.security.Suppressions;
import dev.scalingstages.servers.DataVolume;
import dev.scalingstages.settings.Settings;
import java.util.List;
import java.util.Set;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.services.ec2.AmazonLinux2023ImageSsmParameterProps;
import software.amazon.awscdk.services.ec2.AmazonLinuxCpuType;
import software.amazon.awscdk.services.ec2.MachineImage;
import software.constructs.Construct;

/**
 * What all six stages have, the same to the logical id: keys, alarms, the network, the way to AWS services, the boot
 * scripts and the first server's data volume.
 */
final class Foundation extends Construct {
    private final Keys keys;
    private final Alarms alarms;
    private final FunctionAlarms functions;
    private final Network network;
    private final ServiceEndpoints endpoints;
    private final DataVolume dataVolume;
    private final ServerContext servers;

    /**
     * @param services what this stage's servers call, besides S3 and DynamoDB
     * @param use what they use of AWS's own buckets
     * @param endpointZones in how many zones they call it
     */
    Foundation(Construct scope, String id, StageProps props, List<Service> services, Set<Use> use, int endpointZones) {
        super(scope, id);
        Settings settings = props.settings();
        keys = new Keys(this, "Keys");
        alarms = new Alarms(
                this, "Alarms", new Alarms.Props(keys.operationsArn(), settings.alarmEmail(), settings.incidentUrl()));
        functions = new FunctionAlarms(this, alarms);
        List<String> zones = settings.zones(() -> Stack.of(this).getAvailabilityZones());
        if (settings.availabilityZones().isPresent()) {
            // The CDK accepts the same on the same stack where it looks zones up.
            Suppressions.accept(
                    Stack.of(this),
                    "CloudFormation-Validate::W3010",
                    "The user names the zones, since subnets keep theirs for good: they must not follow what a region has.");
        }
        network = new Network(this, "Network", new Network.Props(settings.vpcCidr(), zones, keys.operationsArn()));
        endpoints = new ServiceEndpoints(
                this,
                "Endpoints",
                new ServiceEndpoints.Props(network, settings.environment().region(), services, use, endpointZones));
        dataVolume = new DataVolume(
                this,
                "DataVolume",
                new DataVolume.Props(network.zones().get(0), props.sizes().dataVolumeGiB(), keys.dataArn()));
        servers = new ServerContext(
                settings.system(),
                props.stage().number(),
                props.stage().slug(),
                imageId(),
                network,
                endpoints,
                keys,
                alarms,
                new BootScripts(this, "BootScripts"),
                new WorkloadArchive(this));
    }

    Keys keys() {
        return keys;
    }

    Alarms alarms() {
        return alarms;
    }

    /** The alarm on functions that fail: each part names its own, and the stage raises it when all are made. */
    FunctionAlarms functions() {
        return functions;
    }

    Network network() {
        return network;
    }

    ServiceEndpoints endpoints() {
        return endpoints;
    }

    DataVolume dataVolume() {
        return dataVolume;
    }

    /** What every server stands on. */
    ServerContext servers() {
        return servers;
    }

    /** Looked up once and then pinned in cdk.context.json: a newer image must not replace a server by itself. */
    private String imageId() {
        return MachineImage.latestAmazonLinux2023(AmazonLinux2023ImageSsmParameterProps.builder()
                        .cpuType(AmazonLinuxCpuType.ARM_64)
                        .cachedInContext(true)
                        .build())
                .getImage(this)
                .getImageId();
    }
}
