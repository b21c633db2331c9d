package dev.scalingstages.stage;

import java.util.List;
import java.util.stream.Stream;
import software.amazon.awscdk.TagProps;
import software.amazon.awscdk.Tags;
import software.constructs.Construct;

/** The tags that split a bill: system, stage and component. */
public final class Components {
    /**
     * Types for which the CDK writes tags that CloudFormation's schemas don't contain; they cost nothing themselves.
     */
    private static final List<String> UNTAGGABLE = List.of(
            "AWS::CloudWatch::Dashboard",
            "AWS::ElasticLoadBalancingV2::Listener",
            "AWS::ElasticLoadBalancingV2::ListenerRule",
            "AWS::SSM::Association");

    /** A launch template is replaced when its own tags change, and this one changes with every stage. */
    private static final List<String> UNTAGGABLE_BY_STAGE = Stream.concat(
                    UNTAGGABLE.stream(), Stream.of("AWS::EC2::LaunchTemplate"))
            .toList();

    private Components() {}

    /** Tags a part and everything in it with its name, such as {@code write-api}. */
    static <T extends Construct> T tag(String name, T part) {
        add(part, "component", name, UNTAGGABLE);
        return part;
    }

    /** Tags everything in a stage with the system's name and the stage's. */
    public static void tagAll(Construct construct, String system, ScalingStage stage) {
        add(construct, "system", system, UNTAGGABLE);
        add(construct, "stage", stage.slug(), UNTAGGABLE_BY_STAGE);
    }

    private static void add(Construct scope, String name, String value, List<String> untaggable) {
        Tags.of(scope)
                .add(
                        name,
                        value,
                        TagProps.builder().excludeResourceTypes(untaggable).build());
    }
}
