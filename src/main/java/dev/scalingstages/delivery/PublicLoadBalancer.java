package dev.scalingstages.delivery;

import dev.scalingstages.monitoring.Alarms;
import dev.scalingstages.monitoring.Metric;
import dev.scalingstages.network.ComponentSecurityGroup;
import dev.scalingstages.network.Connectable;
import dev.scalingstages.network.Forward;
import dev.scalingstages.network.Network;
import dev.scalingstages.network.Ports;
import dev.scalingstages.runtime.PartContext;
import dev.scalingstages.security.Suppressions;
import dev.scalingstages.storage.AccessLogs;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import software.amazon.awscdk.CfnResource;
import software.amazon.awscdk.services.cloudwatch.CfnAlarm;
import software.amazon.awscdk.services.ec2.PrefixList;
import software.amazon.awscdk.services.ec2.PrefixListLookupOptions;
import software.amazon.awscdk.services.elasticloadbalancingv2.CfnListener;
import software.amazon.awscdk.services.elasticloadbalancingv2.CfnListener.CertificateProperty;
import software.amazon.awscdk.services.elasticloadbalancingv2.CfnListenerRule;
import software.amazon.awscdk.services.elasticloadbalancingv2.CfnListenerRule.HttpHeaderConfigProperty;
import software.amazon.awscdk.services.elasticloadbalancingv2.CfnListenerRule.RuleConditionProperty;
import software.amazon.awscdk.services.elasticloadbalancingv2.CfnLoadBalancer;
import software.constructs.Construct;

/**
 * The public entry point of stages 3 to 6, in three zones. With a domain it terminates TLS and redirects 80 to 443;
 * without one it answers CloudFront only: its security group admits CloudFront's addresses, and its listener requires
 * the header that the system's own distribution sends. The web application firewall stands in front of it either way.
 */
public final class PublicLoadBalancer extends Construct implements Connectable {
    /** TLS 1.2 and 1.3 with forward secrecy, and post-quantum key exchange where the client has it. */
    static final String TLS_POLICY = "ELBSecurityPolicy-TLS13-1-2-Res-PQ-2025-09";

    private static final String DOOR =
            "The public load balancer is the door of the system: 80 (to redirect) and 443 are its purpose.";

    private static final String LOG_PREFIX = "public-load-balancer";

    private final ComponentSecurityGroup securityGroup;
    private final String arn;
    private final String dnsName;
    private final String hostedZoneId;
    private final ServerTargetGroup webServers;
    private final CfnResource listener;
    private final String fullName;
    private final boolean behindCloudFront;
    private final CfnAlarm errorsAlarm;

    /** Who may come in. */
    public sealed interface Access permits World, CloudFrontOnly {}

    /**
     * The world, over TLS.
     *
     * @param certificateArn the certificate of the domain, in the stack's region
     */
    public record World(String certificateArn) implements Access {}

    /**
     * The system's own CloudFront distribution.
     *
     * @param secret what the distribution sends in each request
     */
    public record CloudFrontOnly(OriginSecret secret) implements Access {}

    /**
     * @param accessLogs where requests are recorded
     * @param access who may come in
     */
    public record Props(PartContext context, AccessLogs accessLogs, Access access) {
        public Props {
            Objects.requireNonNull(context, "context");
            Objects.requireNonNull(accessLogs, "accessLogs");
            Objects.requireNonNull(access, "access");
        }
    }

    public PublicLoadBalancer(Construct scope, String id, Props props) {
        super(scope, id);
        Network network = props.context().network();
        behindCloudFront = props.access() instanceof CloudFrontOnly;
        securityGroup = new ComponentSecurityGroup(this, "SecurityGroup", "public load balancer", network);
        CfnLoadBalancer loadBalancer = LoadBalancers.application(
                this,
                "Resource",
                new LoadBalancers.Props(
                        "internet-facing", network.publicSubnetIds(), securityGroup, props.accessLogs(), LOG_PREFIX));
        loadBalancer.addResourceDependency(network.internetRoute());
        arn = loadBalancer.getRef();
        dnsName = loadBalancer.getAttrDnsName();
        hostedZoneId = loadBalancer.getAttrCanonicalHostedZoneId();
        fullName = loadBalancer.getAttrLoadBalancerFullName();
        if (props.access() instanceof World world) {
            webServers = webServers(network, group -> admitWorld(world, group));
            listener = webServers.route();
        } else if (props.access() instanceof CloudFrontOnly cloudFront) {
            CfnListener refusing = refuseAll();
            webServers = webServers(network, group -> admitCloudFront(refusing, cloudFront, group));
            listener = refusing;
        } else {
            throw new IllegalArgumentException("unknown access " + props.access());
        }
        errorsAlarm = errorsAlarm(props.context().alarms());
    }

    @Override
    public ComponentSecurityGroup securityGroup() {
        return securityGroup;
    }

    /** Whether clients come through CloudFront alone, so that their address is in a header. */
    boolean isBehindCloudFront() {
        return behindCloudFront;
    }

    /** The target group of the web servers. */
    public ServerTargetGroup webServers() {
        return webServers;
    }

    /** The load balancer's own DNS name. */
    public String dnsName() {
        return dnsName;
    }

    /** The hosted zone of that name, for an alias record. */
    public String hostedZoneId() {
        return hostedZoneId;
    }

    /** The ARN, for a firewall. */
    public String arn() {
        return arn;
    }

    /** The name in metrics, such as {@code app/…}. */
    public String fullName() {
        return fullName;
    }

    /** The listener, for resources that must wait until requests are answered. */
    public CfnResource listener() {
        return listener;
    }

    /** The alarm on answers that the load balancer gives because no server could. */
    public CfnAlarm errorsAlarm() {
        return errorsAlarm;
    }

    private CfnAlarm errorsAlarm(Alarms alarms) {
        return alarms.define(
                this,
                "ErrorsAlarm",
                Metric.sum("AWS/ApplicationELB", "HTTPCode_ELB_5XX_Count", Map.of("LoadBalancer", fullName))
                        .above(10)
                        .forMinutes(3)
                        .missingIsNotBreaching(),
                "The load balancer answers with 5xx itself: no web server could be reached.");
    }

    private ServerTargetGroup webServers(Network network, ServerTargetGroup.Routing routing) {
        return new ServerTargetGroup(
                this, "WebServers", new ServerTargetGroup.Props(network, this, fullName, Ports.HTTPS, routing));
    }

    private CfnListener admitWorld(World world, String targetGroupArn) {
        securityGroup.allowFromAnywhere(Ports.HTTP, DOOR);
        securityGroup.allowFromAnywhere(Ports.HTTPS, DOOR);
        CfnListener redirect = CfnListener.Builder.create(this, "Http")
                .loadBalancerArn(arn)
                .protocol("HTTP")
                .port(Ports.HTTP)
                .defaultActions(List.of(Redirect.toHttps()))
                .build();
        Suppressions.accept(
                redirect,
                "NIST.800.53.R5-ELBv2ACMCertificateRequired",
                "The listener on port 80 answers with a redirect to HTTPS and forwards nothing.");
        return CfnListener.Builder.create(this, "Https")
                .loadBalancerArn(arn)
                .protocol("HTTPS")
                .port(Ports.HTTPS)
                .sslPolicy(TLS_POLICY)
                .certificates(List.of(CertificateProperty.builder()
                        .certificateArn(world.certificateArn())
                        .build()))
                .defaultActions(List.of(Forward.to(targetGroupArn)))
                .build();
    }

    /** The listener open to CloudFront's addresses, which refuses every request until a rule accepts some. */
    private CfnListener refuseAll() {
        String prefixListId = PrefixList.fromLookup(
                        this,
                        "CloudFrontPrefixList",
                        PrefixListLookupOptions.builder()
                                .prefixListName("com.amazonaws.global.cloudfront.origin-facing")
                                .build())
                .getPrefixListId();
        securityGroup.allowFromPrefixList("CloudFront", prefixListId, Ports.HTTP);
        CfnListener http = CfnListener.Builder.create(this, "Http")
                .loadBalancerArn(arn)
                .protocol("HTTP")
                .port(Ports.HTTP)
                .defaultActions(List.of(Answer.with(403, "text/plain", "Use the system's CloudFront address")))
                .build();
        String reason = "Without a domain no certificate can be had for this hop. It is reached from CloudFront's"
                + " addresses only and wants a secret header; the setting domainName brings TLS. See decision 0005.";
        Suppressions.accept(
                http,
                List.of("NIST.800.53.R5-ELBv2ACMCertificateRequired", "NIST.800.53.R5-ALBHttpToHttpsRedirection"),
                reason);
        return http;
    }

    private CfnListenerRule admitCloudFront(CfnListener http, CloudFrontOnly cloudFront, String targetGroupArn) {
        return CfnListenerRule.Builder.create(this, "FromOurDistribution")
                .listenerArn(http.getRef())
                .priority(1)
                .conditions(List.of(RuleConditionProperty.builder()
                        .field("http-header")
                        .httpHeaderConfig(HttpHeaderConfigProperty.builder()
                                .httpHeaderName(OriginSecret.HEADER)
                                .values(List.of(cloudFront.secret().reference()))
                                .build())
                        .build()))
                .actions(List.of(Forward.byRuleTo(targetGroupArn)))
                .build();
    }
}
