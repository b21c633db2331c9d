package dev.scalingstages.network;

import software.amazon.awscdk.services.elasticloadbalancingv2.CfnLoadBalancer.LoadBalancerAttributeProperty;
import software.amazon.awscdk.services.elasticloadbalancingv2.CfnTargetGroup.TargetGroupAttributeProperty;

/** The attributes by which Elastic Load Balancing takes most of its options, as names and values. */
public final class Attribute {
    private Attribute() {}

    /** An attribute of a load balancer. */
    public static LoadBalancerAttributeProperty ofLoadBalancer(String name, String value) {
        return LoadBalancerAttributeProperty.builder().key(name).value(value).build();
    }

    /** An attribute of a target group. */
    public static TargetGroupAttributeProperty ofTargetGroup(String name, String value) {
        return TargetGroupAttributeProperty.builder().key(name).value(value).build();
    }
}
