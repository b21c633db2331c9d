package dev.scalingstages.delivery;

import dev.scalingstages.monitoring.Alarms;
import dev.scalingstages.monitoring.Metric;
import dev.scalingstages.security.Suppressions;
import dev.scalingstages.security.Suppressions.Accepted;
import dev.scalingstages.storage.CdnLogs;
import dev.scalingstages.storage.ContentStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import software.amazon.awscdk.Aws;
import software.amazon.awscdk.CfnResource;
import software.amazon.awscdk.services.cloudfront.CfnCachePolicy;
import software.amazon.awscdk.services.cloudfront.CfnDistribution;
import software.amazon.awscdk.services.cloudfront.CfnOriginAccessControl;
import software.constructs.Construct;

/**
 * CloudFront in front of the system: static content and photos from S3 by origin access control, and the cacheable part
 * of the dynamic content ({@code /api/posts/popular}) from the load balancer with the cache time that the application
 * says. Where there is no domain, also everything else, uncached, so that CloudFront's own name works as the door; where
 * there is one, everything else is led to it.
 */
public final class ContentDelivery extends Construct {
    /** The hosted zone of every CloudFront distribution's name, as Route 53's documentation gives it. */
    public static final String HOSTED_ZONE_ID = "Z2FDTNDATAQYW2";

    // CloudFront's managed policies, by the identifiers that its developer guide lists.
    private static final String CACHING_OPTIMIZED = "658327ea-f89d-4fab-a63d-7e88639e58f6";
    private static final String SECURITY_HEADERS = "67f7725c-6f97-4210-82d7-5512b31e9d03";

    private static final List<String> READ_METHODS = List.of("GET", "HEAD", "OPTIONS");

    static final String CONTENT = "content";
    static final String LOAD_BALANCER = "load-balancer";

    private final CfnDistribution distribution;
    private final String distributionId;
    private final String ownName;
    private final String domainName;

    /** How CloudFront reaches the load balancer and viewers reach CloudFront. */
    public sealed interface Route permits ByDomain, ByOwnName {}

    /**
     * The load balancer answers to the domain over TLS.
     *
     * @param domainName the domain, which resolves to the load balancer
     * @param certificateArn the certificate, in us-east-1, for {@code static.<domainName>}; empty: CloudFront's name
     */
    public record ByDomain(String domainName, Optional<String> certificateArn) implements Route {}

    /**
     * There is no domain: the load balancer is reached by its own name and knows us by a secret.
     *
     * @param secret what we say in each request
     */
    public record ByOwnName(OriginSecret secret) implements Route {}

    /**
     * @param content the bucket of static content and photos
     * @param logs where requests are recorded
     */
    public record Props(PublicLoadBalancer loadBalancer, ContentStore content, CdnLogs logs, Route route) {
        public Props {
            Objects.requireNonNull(loadBalancer, "loadBalancer");
            Objects.requireNonNull(content, "content");
            Objects.requireNonNull(logs, "logs");
            Objects.requireNonNull(route, "route");
        }
    }

    public ContentDelivery(Construct scope, String id, Props props) {
        super(scope, id);
        CfnOriginAccessControl accessControl = CfnOriginAccessControl.Builder.create(this, "OriginAccessControl")
                .originAccessControlConfig(CfnOriginAccessControl.OriginAccessControlConfigProperty.builder()
                        .name(Aws.STACK_NAME + "-content")
                        .originAccessControlOriginType("s3")
                        .signingBehavior("always")
                        .signingProtocol("sigv4")
                        .build())
                .build();
        Optional<String> alias = props.route() instanceof ByDomain domain
                        && domain.certificateArn().isPresent()
                ? Optional.of("static." + domain.domainName())
                : Optional.empty();
        distribution = CfnDistribution.Builder.create(this, "Resource")
                .distributionConfig(CfnDistribution.DistributionConfigProperty.builder()
                        .enabled(true)
                        .comment("Content and, without a domain, the door of " + Aws.STACK_NAME)
                        .httpVersion("http2and3")
                        .ipv6Enabled(true)
                        .priceClass("PriceClass_100")
                        .aliases(alias.map(List::of).orElse(List.of()))
                        .viewerCertificate(viewerCertificate(props.route()))
                        .origins(List.of(contentOrigin(props.content(), accessControl), loadBalancerOrigin(props)))
                        .defaultCacheBehavior(new ViewerRequests(this, "ViewerRequests", props.route()).behavior())
                        .cacheBehaviors(List.of(
                                behavior(ContentStore.STATIC + "*"),
                                behavior(ContentStore.UPLOADS + "*"),
                                behavior(ContentStore.PHOTOS + "*"),
                                cacheableDynamicContent(
                                        "api/posts/popular",
                                        asTheApplicationSays().getRef())))
                        .logging(CfnDistribution.LoggingProperty.builder()
                                .bucket(props.logs().domainName())
                                .prefix("cdn/")
                                .includeCookies(false)
                                .build())
                        .build())
                .build();
        distribution.addResourceDependency(props.loadBalancer().listener());
        distributionId = distribution.getRef();
        ownName = distribution.getAttrDomainName();
        domainName = alias.orElse(ownName);
        props.content().allowReadsFromDistribution(distributionId);
        acceptFindings(distribution, props.route());
    }

    /** The name that viewers use. */
    public String domainName() {
        return domainName;
    }

    /** CloudFront's own name for the distribution. */
    public String ownName() {
        return ownName;
    }

    /** The distribution's identifier, for an operator who must invalidate what is cached. */
    public String distributionId() {
        return distributionId;
    }

    /** The distribution, for what must wait until its viewers' requests are as it makes them. */
    CfnResource resource() {
        return distribution;
    }

    /** Raises the alarm on errors. CloudFront's metrics are in us-east-1 alone, so it can be raised only there. */
    public void raiseAlarm(Alarms alarms) {
        alarms.raise(
                this,
                "ErrorsAlarm",
                "CloudFront answers more than one request in twenty with 5xx.",
                Metric.average(
                        "AWS/CloudFront", "5xxErrorRate", Map.of("DistributionId", distributionId, "Region", "Global")),
                Alarms.Bad.ABOVE,
                5,
                5,
                Alarms.Missing.IS_FINE);
    }

    private static CfnDistribution.OriginProperty contentOrigin(
            ContentStore content, CfnOriginAccessControl accessControl) {
        return CfnDistribution.OriginProperty.builder()
                .id(CONTENT)
                .domainName(content.domainName())
                .originAccessControlId(accessControl.getAttrId())
                .s3OriginConfig(CfnDistribution.S3OriginConfigProperty.builder()
                        .originAccessIdentity("")
                        .build())
                .build();
    }

    private static CfnDistribution.OriginProperty loadBalancerOrigin(Props props) {
        CfnDistribution.OriginProperty.Builder origin =
                CfnDistribution.OriginProperty.builder().id(LOAD_BALANCER);
        if (props.route() instanceof ByDomain domain) {
            return origin.domainName(domain.domainName())
                    .customOriginConfig(CfnDistribution.CustomOriginConfigProperty.builder()
                            .originProtocolPolicy("https-only")
                            .originSslProtocols(List.of("TLSv1.2"))
                            .build())
                    .build();
        }
        ByOwnName ownName = (ByOwnName) props.route();
        return origin.domainName(props.loadBalancer().dnsName())
                .customOriginConfig(CfnDistribution.CustomOriginConfigProperty.builder()
                        .originProtocolPolicy("http-only")
                        .originSslProtocols(List.of("TLSv1.2"))
                        .build())
                .originCustomHeaders(List.of(CfnDistribution.OriginCustomHeaderProperty.builder()
                        .headerName(OriginSecret.HEADER)
                        .headerValue(ownName.secret().reference())
                        .build()))
                .build();
    }

    private static CfnDistribution.ViewerCertificateProperty viewerCertificate(Route route) {
        CfnDistribution.ViewerCertificateProperty.Builder certificate =
                CfnDistribution.ViewerCertificateProperty.builder();
        if (route instanceof ByDomain domain && domain.certificateArn().isPresent()) {
            return certificate
                    .acmCertificateArn(domain.certificateArn().get())
                    .sslSupportMethod("sni-only")
                    .minimumProtocolVersion("TLSv1.2_2021")
                    .build();
        }
        return certificate.cloudFrontDefaultCertificate(true).build();
    }

    /**
     * Caches for as long as the application says, at most a day, and alike for all viewers: nothing that one of them
     * sends, a query included, reaches the origin or makes it answer once more.
     */
    private CfnCachePolicy asTheApplicationSays() {
        return CfnCachePolicy.Builder.create(this, "PublicApiCachePolicy")
                .cachePolicyConfig(CfnCachePolicy.CachePolicyConfigProperty.builder()
                        .name(Aws.STACK_NAME + "-public-api")
                        .minTtl(0)
                        .defaultTtl(0)
                        .maxTtl(86_400)
                        .parametersInCacheKeyAndForwardedToOrigin(
                                CfnCachePolicy.ParametersInCacheKeyAndForwardedToOriginProperty.builder()
                                        .cookiesConfig(CfnCachePolicy.CookiesConfigProperty.builder()
                                                .cookieBehavior("none")
                                                .build())
                                        .headersConfig(CfnCachePolicy.HeadersConfigProperty.builder()
                                                .headerBehavior("none")
                                                .build())
                                        .queryStringsConfig(CfnCachePolicy.QueryStringsConfigProperty.builder()
                                                .queryStringBehavior("none")
                                                .build())
                                        .enableAcceptEncodingGzip(true)
                                        .enableAcceptEncodingBrotli(true)
                                        .build())
                        .build())
                .build();
    }

    private static CfnDistribution.CacheBehaviorProperty cacheableDynamicContent(String path, String cachePolicyId) {
        return CfnDistribution.CacheBehaviorProperty.builder()
                .pathPattern(path)
                .targetOriginId(LOAD_BALANCER)
                .viewerProtocolPolicy("redirect-to-https")
                .allowedMethods(READ_METHODS)
                .compress(true)
                .cachePolicyId(cachePolicyId)
                .build();
    }

    private static CfnDistribution.CacheBehaviorProperty behavior(String path) {
        return CfnDistribution.CacheBehaviorProperty.builder()
                .pathPattern(path)
                .targetOriginId(CONTENT)
                .viewerProtocolPolicy("redirect-to-https")
                .allowedMethods(List.of("GET", "HEAD"))
                .compress(true)
                .cachePolicyId(CACHING_OPTIMIZED)
                .responseHeadersPolicyId(SECURITY_HEADERS)
                .build();
    }

    private static void acceptFindings(CfnDistribution distribution, Route route) {
        List<Accepted> findings = new ArrayList<>();
        findings.add(new Accepted("AwsSolutions-CFR1", "The system serves users everywhere; no country is shut out."));
        findings.add(new Accepted(
                "AwsSolutions-CFR2",
                "The firewall stands at the load balancer, which every dynamic request passes; objects in S3 need"
                        + " none. One at CloudFront must live in us-east-1, outside this stack."));
        boolean ownCertificate =
                route instanceof ByDomain domain && domain.certificateArn().isPresent();
        if (!ownCertificate) {
            findings.add(new Accepted(
                    "AwsSolutions-CFR4",
                    "CloudFront's own certificate fixes the protocol versions. The settings domainName and"
                            + " cdnCertificateArn bring TLS 1.2 as the least."));
        }
        if (route instanceof ByOwnName) {
            findings.add(new Accepted(
                    "AwsSolutions-CFR5",
                    "Without a domain no certificate can be had for the load balancer. It is reached from"
                            + " CloudFront's addresses only and wants a secret header. See decision 0005."));
        }
        Suppressions.accept(distribution, findings.toArray(Accepted[]::new));
    }
}
