package dev.scalingstages.stage;

import dev.scalingstages.delivery.ContentDelivery;
import dev.scalingstages.delivery.DomainCertificate;
import dev.scalingstages.delivery.DomainRecord;
import dev.scalingstages.delivery.OriginSecret;
import dev.scalingstages.delivery.PublicLoadBalancer;
import dev.scalingstages.delivery.ServerTargetGroup;
import dev.scalingstages.delivery.WebApplicationFirewall;
import dev.scalingstages.servers.Fleet;
import dev.scalingstages.settings.Settings;
import dev.scalingstages.storage.CdnLogs;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import software.amazon.awscdk.CfnResource;
import software.amazon.awscdk.services.cloudwatch.CfnAlarm;
import software.constructs.Construct;

/**
 * The public entry point from stage 3 on: the domain leads to the load balancer and {@code static.<domain>} to
 * CloudFront; without a domain, CloudFront's own name leads to everything.
 */
final class FrontDoor extends Construct {
    private final PublicLoadBalancer loadBalancer;
    private final ContentDelivery contentDelivery;
    private final Optional<DomainRecord> record;
    private final String url;
    private final String contentUrl;

    /**
     * @param stage the stage's construct, in which the domain's record has been since stage 1
     */
    FrontDoor(Construct stage, String id, StageProps props, Foundation foundation, Buckets buckets) {
        super(stage, id);
        Settings settings = props.settings();
        Optional<Settings.Domain> domain = settings.domain();
        PublicLoadBalancer.Access access;
        ContentDelivery.Route route;
        if (domain.isPresent()) {
            String name = domain.get().name();
            access = new PublicLoadBalancer.World(settings.certificateArn()
                    .orElseGet(() -> new DomainCertificate(
                                    this, "Certificate", name, domain.get().hostedZoneId())
                            .arn()));
            route = new ContentDelivery.ByDomain(name, settings.cdnCertificateArn());
        } else {
            OriginSecret secret =
                    new OriginSecret(this, "OriginSecret", foundation.context().dataKey());
            access = new PublicLoadBalancer.CloudFrontOnly(secret);
            route = new ContentDelivery.ByOwnName(secret);
        }
        loadBalancer = new PublicLoadBalancer(
                this, "LoadBalancer", new PublicLoadBalancer.Props(foundation.context(), buckets.accessLogs(), access));
        WebApplicationFirewall firewall = new WebApplicationFirewall(
                this, "Firewall", loadBalancer, foundation.context().operationsKey());
        contentDelivery = new ContentDelivery(
                this,
                "ContentDelivery",
                new ContentDelivery.Props(
                        loadBalancer, buckets.content(), new CdnLogs(this, "CdnLogs", buckets.accessLogs()), route));
        if (domain.isEmpty()) {
            firewall.trustViewerAddressAfter(contentDelivery);
        }
        if (settings.environment().region().equals("us-east-1")) {
            contentDelivery.defineAlarm(foundation.context().alarms());
        }
        record = domain.map(each -> DomainRecord.toAlias(
                stage,
                "Domain",
                each.name(),
                each.hostedZoneId(),
                loadBalancer.dnsName(),
                loadBalancer.hostedZoneId()));
        if (settings.cdnCertificateArn().isPresent()) {
            domain.ifPresent(each -> DomainRecord.toAlias(
                    this,
                    "StaticDomain",
                    "static." + each.name(),
                    each.hostedZoneId(),
                    contentDelivery.ownName(),
                    ContentDelivery.HOSTED_ZONE_ID));
        }
        url = "https://" + domain.map(Settings.Domain::name).orElse(contentDelivery.domainName());
        contentUrl = "https://" + contentDelivery.domainName();
    }

    /** The public load balancer. */
    PublicLoadBalancer loadBalancer() {
        return loadBalancer;
    }

    /** The CDN, which is the public entry point itself where there is no domain. */
    ContentDelivery contentDelivery() {
        return contentDelivery;
    }

    /** The target group of the web servers. */
    ServerTargetGroup webServers() {
        return loadBalancer.webServers();
    }

    /** The system's public address. */
    String url() {
        return url;
    }

    /** The address of content for browsers: CloudFront, under the domain's name for it or under its own. */
    String contentUrl() {
        return contentUrl;
    }

    /** The alarm on requests that reached no server. */
    CfnAlarm errorsAlarm() {
        return loadBalancer.errorsAlarm();
    }

    /** Moves the domain here only when the load balancer answers and these fleets serve. */
    void pointDomainAfter(List<Fleet> fleets) {
        record.ifPresent(each -> answering(fleets).forEach(each::moveAfter));
    }

    /** The resources that are complete once users get answers here, for the external probe. */
    List<CfnResource> openWith(List<Fleet> fleets) {
        return record.map(each -> List.<CfnResource>of(each.resource())).orElseGet(() -> answering(fleets));
    }

    private List<CfnResource> answering(List<Fleet> fleets) {
        List<CfnResource> answering = new ArrayList<>(List.of(loadBalancer.listener()));
        fleets.forEach(fleet -> answering.add(fleet.resource()));
        return answering;
    }
}
