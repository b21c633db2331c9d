package dev.scalingstages.stage;

import dev.scalingstages.delivery.InternalLoadBalancer;
import dev.scalingstages.servers.Fleet;
import dev.scalingstages.storage.ContentStore;
import software.amazon.awscdk.CfnOutput;
import software.constructs.Construct;

/** The outputs of a stack: what an operator needs to reach each component. */
final class Outputs {
    private final Construct scope;

    Outputs(Construct scope) {
        this.scope = scope;
    }

    /** Adds an output; it returns itself, so that a stage's outputs read as one list. */
    Outputs add(String name, String description, String value) {
        CfnOutput.Builder.create(scope, name)
                .description(description)
                .value(value)
                .build();
        return this;
    }

    /** Adds what leads to the door, the web tier, the application tier and the content, in stages 3 to 6. */
    Outputs addTiers(
            FrontDoor door,
            Fleet web,
            InternalLoadBalancer internal,
            Fleet writeApi,
            Fleet readApi,
            ContentStore content) {
        return add("Url", "The system's address", door.url())
                .add(
                        "LoadBalancerName",
                        "The public load balancer",
                        door.loadBalancer().dnsName())
                .add(
                        "DistributionId",
                        "The CDN, for an invalidation",
                        door.contentDelivery().distributionId())
                .add(
                        "ContentUrl",
                        "Static content and photos",
                        "https://" + door.contentDelivery().domainName())
                .add("WebGroup", "The web servers", web.groupName())
                .add("WriteApiGroup", "The write API's servers", writeApi.groupName())
                .add("ReadApiGroup", "The read API's servers", readApi.groupName())
                .add("InternalLoadBalancerName", "The application servers' load balancer", internal.dnsName())
                .add("ContentBucket", "Static content and user files", content.bucketName());
    }

    /** Adds what leads to the first server's volume and to the alarms, in every stage. */
    Outputs addFoundation(Foundation foundation) {
        return add(
                        "DataVolumeId",
                        "The first server's volume",
                        foundation.dataVolume().volumeId())
                .add("AlarmTopicArn", "Where alarms go", foundation.alarms().topicArn());
    }
}
