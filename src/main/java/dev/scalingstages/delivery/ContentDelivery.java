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
import software.amazon.awscdk.services.cloudfront.CachePolicy;
import software.amazon.awscdk.services.cloudfront.CfnCachePolicy;
import software.amazon.awscdk.services.cloudfront.CfnCachePolicy.CachePolicyConfigProperty;
import software.amazon.awscdk.services.cloudfront.CfnCachePolicy.CookiesConfigProperty;
import software.amazon.awscdk.services.cloudfront.CfnCachePolicy.HeadersConfigProperty;
import software.amazon.awscdk.services.cloudfront.CfnCachePolicy.ParametersInCacheKeyAndForwardedToOriginProperty;
import software.amazon.awscdk.services.cloudfront.CfnCachePolicy.QueryStringsConfigProperty;
import software.amazon.awscdk.services.cloudfront.CfnDistribution;
import software.amazon.awscdk.services.cloudfront.CfnDistribution.CacheBehaviorProperty;
import software.amazon.awscdk.services.cloudfront.CfnDistribution.CustomOriginConfigProperty;
import software.amazon.awscdk.services.cloudfront.CfnDistribution.DistributionConfigProperty;
import software.amazon.awscdk.services.cloudfront.CfnDistribution.LoggingProperty;
import software.amazon.awscdk.services.cloudfront.CfnDistribution.OriginCustomHeaderProperty;
import software.amazon.awscdk.services.cloudfront.CfnDistribution.OriginProperty;
import software.amazon.awscdk.services.cloudfront.CfnDistribution.S3OriginConfigProperty;
import software.amazon.awscdk.services.cloudfront.CfnDistribution.ViewerCertificateProperty;
import software.amazon.awscdk.services.cloudfront.CfnOriginAccessControl;
import software.amazon.awscdk.services.cloudfront.CfnOriginAccessControl.OriginAccessControlConfigProperty;
import software.amazon.awscdk.services.cloudfront.ResponseHeadersPolicy;
import software.constructs.Construct;

/**
 * CloudFront in front of the system: static content and photos from S3 by origin access control, and the cacheable part
 * of the dynamic content ({@code /api/posts/popular}) from the load balancer with the cache time that the application
 * sets. Without a domain, CloudFront also serves everything else, uncached, so that its own name works as the public
 * address; with one, it redirects everything else to the domain.
 */
public final class ContentDelivery extends Construct {
    /** The hosted zone of every CloudFront distribution's name, as Route 53's documentation gives it. */
    public static final String HOSTED_ZONE_ID = "Z2FDTNDATAQYW2";

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
     * There is no domain: CloudFront reaches the load balancer by its own name and identifies itself with a secret.
     *
     * @param secret what the distribution sends in each request
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
                .originAccessControlConfig(OriginAccessControlConfigProperty.builder()
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
                .distributionConfig(DistributionConfigProperty.builder()
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
                                        originControlledCaching().getRef())))
                        .logging(LoggingProperty.builder()
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

    /** The distribution, for resources that rely on the headers it adds and so wait for it. */
    CfnResource resource() {
        return distribution;
    }

    /** Defines the alarm on errors. CloudFront's metrics are in us-east-1 alone, so there is an alarm only there. */
    public void defineAlarm(Alarms alarms) {
        Map<String, String> dimensions = Map.of("DistributionId", distributionId, "Region", "Global");
        alarms.define(
                this,
                "ErrorsAlarm",
                Metric.average("AWS/CloudFront", "5xxErrorRate", dimensions)
                        .above(5)
                        .forMinutes(5)
                        .missingIsNotBreaching(),
                "CloudFront answers more than one request in twenty with 5xx.");
    }

    private static OriginProperty contentOrigin(ContentStore content, CfnOriginAccessControl accessControl) {
        return OriginProperty.builder()
                .id(CONTENT)
                .domainName(content.domainName())
                .originAccessControlId(accessControl.getAttrId())
                .s3OriginConfig(S3OriginConfigProperty.builder()
                        .originAccessIdentity("")
                        .build())
                .build();
    }

    private static OriginProperty loadBalancerOrigin(Props props) {
        OriginProperty.Builder origin = OriginProperty.builder().id(LOAD_BALANCER);
        if (props.route() instanceof ByDomain domain) {
            return origin.domainName(domain.domainName())
                    .customOriginConfig(CustomOriginConfigProperty.builder()
                            .originProtocolPolicy("https-only")
                            .originSslProtocols(List.of("TLSv1.2"))
                            .build())
                    .build();
        }
        ByOwnName ownName = (ByOwnName) props.route();
        return origin.domainName(props.loadBalancer().dnsName())
                .customOriginConfig(CustomOriginConfigProperty.builder()
                        .originProtocolPolicy("http-only")
                        .originSslProtocols(List.of("TLSv1.2"))
                        .build())
                .originCustomHeaders(List.of(OriginCustomHeaderProperty.builder()
                        .headerName(OriginSecret.HEADER)
                        .headerValue(ownName.secret().reference())
                        .build()))
                .build();
    }

    private static ViewerCertificateProperty viewerCertificate(Route route) {
        ViewerCertificateProperty.Builder certificate = ViewerCertificateProperty.builder();
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
     * Caches for as long as the application says, at most a day, and for all viewers alike: nothing that a viewer
     * sends, not even a query, reaches the origin or makes it answer again.
     */
    private CfnCachePolicy originControlledCaching() {
        return CfnCachePolicy.Builder.create(this, "PublicApiCachePolicy")
                .cachePolicyConfig(CachePolicyConfigProperty.builder()
                        .name(Aws.STACK_NAME + "-public-api")
                        .minTtl(0)
                        .defaultTtl(0)
                        .maxTtl(86_400)
                        .parametersInCacheKeyAndForwardedToOrigin(
                                ParametersInCacheKeyAndForwardedToOriginProperty.builder()
                                        .cookiesConfig(CookiesConfigProperty.builder()
                                                .cookieBehavior("none")
                                                .build())
                                        .headersConfig(HeadersConfigProperty.builder()
                                                .headerBehavior("none")
                                                .build())
                                        .queryStringsConfig(QueryStringsConfigProperty.builder()
                                                .queryStringBehavior("none")
                                                .build())
                                        .enableAcceptEncodingGzip(true)
                                        .enableAcceptEncodingBrotli(true)
                                        .build())
                        .build())
                .build();
    }

    private static CacheBehaviorProperty cacheableDynamicContent(String path, String cachePolicyId) {
        return CacheBehaviorProperty.builder()
                .pathPattern(path)
                .targetOriginId(LOAD_BALANCER)
                .viewerProtocolPolicy("redirect-to-https")
                .allowedMethods(READ_METHODS)
                .compress(true)
                .cachePolicyId(cachePolicyId)
                .build();
    }

    private static CacheBehaviorProperty behavior(String path) {
        return CacheBehaviorProperty.builder()
                .pathPattern(path)
                .targetOriginId(CONTENT)
                .viewerProtocolPolicy("redirect-to-https")
                .allowedMethods(List.of("GET", "HEAD"))
                .compress(true)
                .cachePolicyId(CachePolicy.CACHING_OPTIMIZED.getCachePolicyId())
                .responseHeadersPolicyId(ResponseHeadersPolicy.SECURITY_HEADERS.getResponseHeadersPolicyId())
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
