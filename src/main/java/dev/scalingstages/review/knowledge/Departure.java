package dev.scalingstages.review.knowledge;

import dev.scalingstages.review.template.Resource;
import java.util.List;

/**
 * A resource that may leave the stack on the way up. On the way down any stateless resource may, since the template
 * creates it again.
 *
 * @param type the type of resource
 * @param logicalIds the prefix of the logical ids; empty for any
 * @param stage the stage whose step allows it; 0 for any deploy
 * @param reason why nothing is lost
 */
public record Departure(String type, String logicalIds, int stage, String reason) {
    private static final int ANY_DEPLOY = 0;

    private static final List<Departure> ALL = List.of(
            anytime("AWS::CloudFormation::WaitCondition", "a wait for one boot; each boot has its own"),
            anytime("AWS::CloudFormation::WaitConditionHandle", "the address for one wait's signals"),
            anytime("AWS::CloudWatch::Alarm", "is removed with what it watches, or another one watches that"),
            anytime("AWS::EC2::SecurityGroupEgress", "a connection that is no longer used"),
            anytime("AWS::EC2::SecurityGroupIngress", "a connection that is no longer used"),
            anytime("AWS::IAM::ManagedPolicy", "permissions that are no longer needed"));

    /** Every departure that is allowed in any application's templates. */
    public static List<Departure> all() {
        return ALL;
    }

    /** Whether it applies to a resource, at any step. */
    public boolean isOf(Resource resource) {
        return type.equals(resource.type()) && resource.logicalId().startsWith(logicalIds);
    }

    /** Whether it is allowed at a step. */
    public boolean isAllowedAt(Step step) {
        return stage == ANY_DEPLOY || step.enters(stage);
    }

    private static Departure anytime(String type, String reason) {
        return new Departure(type, "", ANY_DEPLOY, reason);
    }
}
