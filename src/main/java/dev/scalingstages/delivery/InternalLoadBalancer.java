package dev.scalingstages.delivery;

import dev.scalingstages.network.ComponentSecurityGroup;
import dev.scalingstages.network.Connectable;
import dev.scalingstages.network.Forward;
import dev.scalingstages.network.Network;
import dev.scalingstages.network.Ports;
import dev.scalingstages.runtime.ServerSetup;
import dev.scalingstages.security.Suppressions;
import dev.scalingstages.storage.AccessLogs;
import java.util.List;
import java.util.Objects;
import software.amazon.awscdk.services.elasticloadbalancingv2.CfnListener;
import software.amazon.awscdk.services.elasticloadbalancingv2.CfnListener.CertificateProperty;
import software.amazon.awscdk.services.elasticloadbalancingv2.CfnListenerRule;
import software.amazon.awscdk.services.elasticloadbalancingv2.CfnListenerRule.HttpRequestMethodConfigProperty;
import software.amazon.awscdk.services.elasticloadbalancingv2.CfnListenerRule.RuleConditionProperty;
import software.amazon.awscdk.services.elasticloadbalancingv2.CfnLoadBalancer;
import software.constructs.Construct;

/**
 * The single entry point to the application servers. It routes by method: requests that may change something go to the
 * write API, those that only read go to the read API, anything else is refused.
 */
public final class InternalLoadBalancer extends Construct implements Connectable {
    private static final List<String> WRITES = List.of("POST", "PUT", "PATCH", "DELETE");
    private static final List<String> READS = List.of("GET", "HEAD", "OPTIONS");
    private static final String LOG_PREFIX = "internal-load-balancer";

    private final ComponentSecurityGroup securityGroup;
    private final String dnsName;
    private final String fullName;
    private final InternalCertificate certificate;
    private final ServerTargetGroup writeApi;
    private final ServerTargetGroup readApi;
    private final CfnListener listener;

    /**
     * @param accessLogs where requests are recorded
     * @param certificate what the listener presents
     */
    public record Props(Network network, AccessLogs accessLogs, InternalCertificate certificate) {
        public Props {
            Objects.requireNonNull(network, "network");
            Objects.requireNonNull(accessLogs, "accessLogs");
            Objects.requireNonNull(certificate, "certificate");
        }
    }

    public InternalLoadBalancer(Construct scope, String id, Props props) {
        super(scope, id);
        certificate = props.certificate();
        securityGroup = new ComponentSecurityGroup(this, "SecurityGroup", "internal load balancer", props.network());
        CfnLoadBalancer loadBalancer = LoadBalancers.application(
                this,
                "Resource",
                new LoadBalancers.Props(
                        "internal", props.network().appSubnetIds(), securityGroup, props.accessLogs(), LOG_PREFIX));
        Suppressions.accept(
                loadBalancer,
                "NIST.800.53.R5-ALBWAFEnabled",
                "Only the web servers reach it, by security group, and their requests have passed the firewall at the"
                        + " public load balancer.");
        dnsName = loadBalancer.getAttrDnsName();
        fullName = loadBalancer.getAttrLoadBalancerFullName();
        listener = CfnListener.Builder.create(this, "Https")
                .loadBalancerArn(loadBalancer.getRef())
                .protocol("HTTPS")
                .port(Ports.HTTPS)
                .sslPolicy(PublicLoadBalancer.TLS_POLICY)
                .certificates(List.of(CertificateProperty.builder()
                        .certificateArn(certificate.arn())
                        .build()))
                .defaultActions(List.of(
                        Answer.with(405, "application/json", "{\"title\":\"Method not allowed\",\"status\":405}")))
                .build();
        writeApi = servers("WriteApi", props.network(), group -> route("Writes", 10, WRITES, group));
        readApi = servers("ReadApi", props.network(), group -> route("Reads", 20, READS, group));
    }

    @Override
    public ComponentSecurityGroup securityGroup() {
        return securityGroup;
    }

    /** The target group of the write API. */
    public ServerTargetGroup writeApi() {
        return writeApi;
    }

    /** The target group of the read API. */
    public ServerTargetGroup readApi() {
        return readApi;
    }

    /** The load balancer's DNS name. */
    public String dnsName() {
        return dnsName;
    }

    /** Lets a kind of server send requests, and configures the address and the certificate to trust. */
    public void allowConnectionsFrom(ServerSetup server) {
        securityGroup.allowConnectionsFrom(server, Ports.HTTPS);
        server.configure("INTERNAL_HOST", dnsName());
        server.configure("INTERNAL_CERTIFICATE", certificate.certificateBase64());
        server.startAfter(listener);
    }

    private ServerTargetGroup servers(String id, Network network, ServerTargetGroup.Routing routing) {
        return new ServerTargetGroup(
                this, id, new ServerTargetGroup.Props(network, this, fullName, Ports.APPLICATION, routing));
    }

    private CfnListenerRule route(String id, int priority, List<String> methods, String targetGroupArn) {
        return CfnListenerRule.Builder.create(this, id)
                .listenerArn(listener.getRef())
                .priority(priority)
                .conditions(List.of(RuleConditionProperty.builder()
                        .field("http-request-method")
                        .httpRequestMethodConfig(HttpRequestMethodConfigProperty.builder()
                                .values(methods)
                                .build())
                        .build()))
                .actions(List.of(Forward.byRuleTo(targetGroupArn)))
                .build();
    }
}
