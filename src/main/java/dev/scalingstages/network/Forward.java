package dev.scalingstages.network;

import software.amazon.awscdk.services.elasticloadbalancingv2.CfnListener;
import software.amazon.awscdk.services.elasticloadbalancingv2.CfnListenerRule;

/** The action of a load balancer that sends requests to a target group. */
public final class Forward {
    private static final String TYPE = "forward";

    private Forward() {}

    /** The action for a listener. */
    public static CfnListener.ActionProperty to(String targetGroupArn) {
        return CfnListener.ActionProperty.builder()
                .type(TYPE)
                .targetGroupArn(targetGroupArn)
                .build();
    }

    /** The action for a listener's rule. */
    public static CfnListenerRule.ActionProperty byRuleTo(String targetGroupArn) {
        return CfnListenerRule.ActionProperty.builder()
                .type(TYPE)
                .targetGroupArn(targetGroupArn)
                .build();
    }
}
