package dev.scalingstages.requirements.stage3;

import static dev.scalingstages.testing.TemplateMatchers.component;
import static dev.scalingstages.testing.TemplateMatchers.with;
import static dev.scalingstages.testing.TemplateValues.attribute;
import static dev.scalingstages.testing.TemplateValues.object;
import static dev.scalingstages.testing.TemplateValues.ref;
import static java.util.Map.entry;

import com.fasterxml.jackson.databind.JsonNode;
import dev.scalingstages.testing.CloudTemplate;
import dev.scalingstages.testing.CloudTemplate.Resource;
import dev.scalingstages.testing.RolePermissions;
import dev.scalingstages.testing.RolePermissions.Statement;
import dev.scalingstages.testing.TemplateText;
import dev.scalingstages.testing.Violations;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import software.amazon.awscdk.assertions.Match;
import software.amazon.awscdk.assertions.Template;

/** CloudFront as the way to content and to cacheable answers (S3.6). */
final class LoadBalancedDeliveryCheck {
    /** AWS's managed cache policy that caches nothing. */
    private static final String CACHING_DISABLED = "4135ea2d-6df8-44a3-9df3-4b5a84be39ad";

    /** AWS's managed cache policy that caches for a day, whether the origin says so or not. */
    static final String CACHING_OPTIMIZED = "658327ea-f89d-4fab-a63d-7e88639e58f6";

    private static final List<String> CONTENT = List.of("static/*", "uploads/*", "photos/*");

    /** What the API answers alike to everybody, and says so; one path, since a pattern would also cover likes. */
    private static final String CACHEABLE = "api/posts/popular";

    private static final String DISTRIBUTION = "AWS::CloudFront::Distribution";

    private static final String CLOUDFRONT = "cloudfront.amazonaws.com";

    private LoadBalancedDeliveryCheck() {}

    static Resource distribution(CloudTemplate template) {
        return template.only(DISTRIBUTION);
    }

    static Resource bucket(CloudTemplate template) {
        return template.only("AWS::S3::Bucket", "content");
    }

    static Resource bucketPolicy(CloudTemplate template) {
        return template.resources("AWS::S3::BucketPolicy").stream()
                .filter(policy -> template.target(policy.at("/Bucket")).equals(bucket(template)))
                .findFirst()
                .orElseThrow(() -> new AssertionError("the content bucket has no policy"));
    }

    /** S3.6: content comes from the bucket by origin access control, and what is cached besides is alike for all. */
    static void servesContent(Template template) {
        String bucket = template.getResourceId(
                "AWS::S3::Bucket",
                object(
                        entry("Properties/Tags", component("content")),
                        entry("Properties/PublicAccessBlockConfiguration/BlockPublicAcls", true),
                        entry("Properties/PublicAccessBlockConfiguration/BlockPublicPolicy", true),
                        entry("Properties/PublicAccessBlockConfiguration/IgnorePublicAcls", true),
                        entry("Properties/PublicAccessBlockConfiguration/RestrictPublicBuckets", true)));
        String signing = template.getResourceId("AWS::CloudFront::OriginAccessControl");
        template.hasResourceProperties(
                "AWS::CloudFront::OriginAccessControl",
                object(
                        entry("OriginAccessControlConfig/OriginAccessControlOriginType", "s3"),
                        entry("OriginAccessControlConfig/SigningBehavior", "always"),
                        entry("OriginAccessControlConfig/SigningProtocol", "sigv4")));
        // Nothing is cached that the origin does not say, and nothing of a viewer's request reaches it.
        String toldByOrigin = template.getResourceId("AWS::CloudFront::CachePolicy");
        template.hasResourceProperties(
                "AWS::CloudFront::CachePolicy",
                object(
                        entry("CachePolicyConfig/DefaultTTL", 0),
                        entry("CachePolicyConfig/MinTTL", 0),
                        entry(
                                "CachePolicyConfig/ParametersInCacheKeyAndForwardedToOrigin/QueryStringsConfig/QueryStringBehavior",
                                "none"),
                        entry(
                                "CachePolicyConfig/ParametersInCacheKeyAndForwardedToOrigin/HeadersConfig/HeaderBehavior",
                                "none"),
                        entry(
                                "CachePolicyConfig/ParametersInCacheKeyAndForwardedToOrigin/CookiesConfig/CookieBehavior",
                                "none")));
        List<Map<String, Object>> behaviors = new ArrayList<>();
        CONTENT.forEach(path -> behaviors.add(behavior(path, "content", CACHING_OPTIMIZED, List.of("GET", "HEAD"))));
        Map<String, Object> cacheable = new HashMap<>(
                behavior(CACHEABLE, "load-balancer", ref(toldByOrigin), List.of("GET", "HEAD", "OPTIONS")));
        cacheable.put("OriginRequestPolicyId", Match.absent());
        behaviors.add(cacheable);
        template.resourceCountIs(DISTRIBUTION, 1);
        template.hasResourceProperties(
                DISTRIBUTION,
                object(
                        entry(
                                "DistributionConfig/Origins",
                                with(
                                        object(
                                                entry("Id", "content"),
                                                entry("DomainName", attribute(bucket, "RegionalDomainName")),
                                                entry("OriginAccessControlId", attribute(signing, "Id"))),
                                        object(
                                                entry("Id", "load-balancer"),
                                                entry("CustomOriginConfig", Match.anyValue())))),
                        entry("DistributionConfig/DefaultCacheBehavior/CachePolicyId", CACHING_DISABLED),
                        entry("DistributionConfig/DefaultCacheBehavior/ViewerProtocolPolicy", "redirect-to-https"),
                        entry("DistributionConfig/CacheBehaviors", behaviors)));
    }

    /** What differs where there is a domain: its names, its certificates, and TLS on the way to the load balancer. */
    static void usesDomain(Template template, String domain) {
        template.hasResourceProperties(
                DISTRIBUTION,
                object(
                        entry("DistributionConfig/Aliases", List.of("static." + domain)),
                        entry(
                                "DistributionConfig/ViewerCertificate/AcmCertificateArn",
                                Match.stringLikeRegexp("^arn:aws:acm:us-east-1:")),
                        entry(
                                "DistributionConfig/ViewerCertificate/MinimumProtocolVersion",
                                Match.stringLikeRegexp("^TLSv1\\.2_")),
                        entry(
                                "DistributionConfig/Origins",
                                with(object(
                                        entry("Id", "load-balancer"),
                                        entry("DomainName", domain),
                                        entry("CustomOriginConfig/OriginProtocolPolicy", "https-only"),
                                        entry("CustomOriginConfig/OriginSSLProtocols", List.of("TLSv1.2")))))));
        String door = LoadBalancedDoorCheck.loadBalancer(template, "internet-facing");
        leadsTo(template, domain, attribute(door, "DNSName"));
        leadsTo(template, "static." + domain, attribute(template.getResourceId(DISTRIBUTION), "DomainName"));
    }

    private static void leadsTo(Template template, String name, Map<String, Object> target) {
        template.hasResourceProperties(
                "AWS::Route53::RecordSet", Map.of("Name", name, "AliasTarget", Map.of("DNSName", target)));
    }

    private static Map<String, Object> behavior(String path, String origin, Object policy, List<String> methods) {
        return Map.ofEntries(
                entry("PathPattern", path),
                entry("TargetOriginId", origin),
                entry("CachePolicyId", policy),
                entry("AllowedMethods", methods),
                entry("ViewerProtocolPolicy", "redirect-to-https"));
    }

    /** S3.6: who reads the content bucket besides the distribution, and what keeps the distribution from reading it. */
    static List<String> readers(CloudTemplate template) {
        Resource bucket = bucket(template);
        Violations violations = new Violations();
        boolean read = false;
        for (Statement statement :
                RolePermissions.inDocument(bucketPolicy(template).at("/PolicyDocument"))) {
            if (!statement.allows()) {
                continue;
            }
            boolean ours = statement.actions().equals(Set.of("s3:GetObject"))
                    && statement.allowsService(CLOUDFRONT, "s3:GetObject")
                    && isForDistribution(template, statement.condition());
            violations
                    .unless(ours, "the bucket's policy admits others than the distribution")
                    .unless(
                            !statement.resources().contains("${" + bucket.logicalId() + ".Arn}/*"),
                            "the distribution may read more than it serves");
            read |= ours
                    && CONTENT.stream()
                            .allMatch(path ->
                                    statement.resources().contains("${" + bucket.logicalId() + ".Arn}/" + path));
        }
        Resource key = template.target(bucket.at(
                "/BucketEncryption/ServerSideEncryptionConfiguration/0/ServerSideEncryptionByDefault/KMSMasterKeyID"));
        return violations
                .unless(read, "the bucket's policy does not admit the distribution")
                .unless(
                        RolePermissions.inDocument(key.at("/KeyPolicy")).stream()
                                .anyMatch(statement -> statement.allowsService(CLOUDFRONT, "kms:Decrypt")
                                        && statement.condition().size() > 0),
                        "CloudFront may not decrypt what it serves");
    }

    private static boolean isForDistribution(CloudTemplate template, JsonNode condition) {
        String distribution = "arn:${AWS::Partition}:cloudfront::${AWS::AccountId}:distribution/${"
                + distribution(template).logicalId() + "}";
        for (String operator : List.of("StringEquals", "ArnEquals")) {
            for (var entry : condition.path(operator).properties()) {
                if (entry.getKey().equalsIgnoreCase("aws:SourceArn")
                        && TemplateText.of(entry.getValue()).equals(distribution)) {
                    return true;
                }
            }
        }
        return false;
    }
}
