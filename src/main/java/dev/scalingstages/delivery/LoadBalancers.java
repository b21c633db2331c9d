package dev.scalingstages.delivery;

import dev.scalingstages.network.Attribute;
import dev.scalingstages.network.ComponentSecurityGroup;
import dev.scalingstages.security.Suppressions;
import dev.scalingstages.storage.AccessLogs;
import java.util.List;
import software.amazon.awscdk.services.elasticloadbalancingv2.CfnLoadBalancer;
import software.constructs.Construct;

/** Creates both application load balancers the same way. Scheme and type can be set only at creation. */
final class LoadBalancers {
    private LoadBalancers() {}

    record Props(
            String scheme,
            List<String> subnetIds,
            ComponentSecurityGroup securityGroup,
            AccessLogs accessLogs,
            String logPrefix) {}

    static CfnLoadBalancer application(Construct scope, String id, Props props) {
        props.accessLogs().allowLoadBalancers(props.logPrefix());
        CfnLoadBalancer loadBalancer = CfnLoadBalancer.Builder.create(scope, id)
                .type("application")
                .scheme(props.scheme())
                .ipAddressType("ipv4")
                .subnets(props.subnetIds())
                .securityGroups(List.of(props.securityGroup().groupId()))
                .loadBalancerAttributes(List.of(
                        Attribute.ofLoadBalancer("access_logs.s3.enabled", "true"),
                        Attribute.ofLoadBalancer(
                                "access_logs.s3.bucket", props.accessLogs().bucketName()),
                        Attribute.ofLoadBalancer("access_logs.s3.prefix", props.logPrefix()),
                        Attribute.ofLoadBalancer("routing.http.drop_invalid_header_fields.enabled", "true"),
                        Attribute.ofLoadBalancer("routing.http.desync_mitigation_mode", "defensive"),
                        Attribute.ofLoadBalancer("deletion_protection.enabled", "false"),
                        Attribute.ofLoadBalancer("idle_timeout.timeout_seconds", "60")))
                .build();
        loadBalancer.addResourceDependency(props.accessLogs().policy());
        Suppressions.accept(
                loadBalancer,
                "NIST.800.53.R5-ELBDeletionProtectionEnabled",
                "It holds no data and CloudFormation makes it again; protected, it would wedge the way down a stage.");
        return loadBalancer;
    }
}
