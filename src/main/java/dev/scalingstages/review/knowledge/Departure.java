package dev.scalingstages.review.knowledge;

import dev.scalingstages.review.template.Resource;
import java.util.List;
import java.util.Optional;

/**
 * What may leave the stack on the way up. On the way down anything may that holds no data, since the template makes it
 * again.
 *
 * @param type the type of resource
 * @param logicalIds how the logical ids begin, empty for any
 * @param stage only on a step that enters this stage; 0 at any deploy
 * @param reason why nothing is lost
 */
public record Departure(String type, String logicalIds, int stage, String reason) {
    private static final int ANY_DEPLOY = 0;
    private static final int LOAD_BALANCED = 3;

    private static final List<Departure> ALL = List.of(
            ofServer(
                    "AWS::EC2::Instance", "fleets serve in its place; its data is on a volume of its own, which stays"),
            ofServer("AWS::EC2::EIP", "the domain leads to the load balancer by then"),
            ofServer("AWS::EC2::EIPAssociation", "goes with the address"),
            ofServer("AWS::EC2::VolumeAttachment", "the volume stays in the stack, attached to nothing"),
            ofServer("AWS::EC2::SecurityGroup", "the single server's, which nothing else uses"),
            ofServer("AWS::IAM::InstanceProfile", "goes with the single server"),
            ofServer("AWS::IAM::Role", "the single server's"),
            ofServer("AWS::Logs::LogGroup", "the single server's, kept outside the stack until its logs expire"),
            anytime("AWS::CloudFormation::WaitCondition", "a wait for one boot; another boot has another"),
            anytime("AWS::CloudFormation::WaitConditionHandle", "the address of one wait's signal"),
            anytime("AWS::CloudWatch::Alarm", "goes with what it watches, or another watches that"),
            new Departure(
                    "AWS::EC2::VPCEndpoint",
                    "FoundationEndpointsEC2MESSAGES",
                    ANY_DEPLOY,
                    "the channel by which Systems Manager's agents before 3.3.40 took commands; later ones take ssmmessages"),
            policy("ReadApiScalingNetworkIn"),
            policy("ReadApiScalingNetworkOut"),
            policy("WebScalingNetworkIn"),
            policy("WebScalingNetworkOut"),
            policy("WorkerScalingPhotos"),
            policy("WriteApiScalingNetworkIn"),
            policy("WriteApiScalingNetworkOut"),
            anytime("AWS::EC2::SecurityGroupEgress", "a way that nobody takes any more"),
            anytime("AWS::EC2::SecurityGroupIngress", "a way that nobody takes any more"),
            anytime("AWS::IAM::ManagedPolicy", "permissions that nobody needs any more"));

    /** Every departure that is allowed. */
    public static List<Departure> all() {
        return ALL;
    }

    /** The allowance for a resource that leaves at a step, if there is one. */
    public static Optional<Departure> of(Resource resource, Step step) {
        return ALL.stream()
                .filter(departure -> departure.isOf(resource))
                .filter(departure -> departure.stage == ANY_DEPLOY || step.enters(departure.stage))
                .findFirst();
    }

    /** Whether it is about a resource, at whatever step. */
    public boolean isOf(Resource resource) {
        return type.equals(resource.type()) && resource.logicalId().startsWith(logicalIds);
    }

    private static Departure ofServer(String type, String reason) {
        return new Departure(type, "Server", LOAD_BALANCED, reason);
    }

    private static Departure policy(String logicalIds) {
        return new Departure(
                "AWS::AutoScaling::ScalingPolicy",
                logicalIds,
                ANY_DEPLOY,
                "another policy of the fleet follows the same metric and one more");
    }

    private static Departure anytime(String type, String reason) {
        return new Departure(type, "", ANY_DEPLOY, reason);
    }
}
