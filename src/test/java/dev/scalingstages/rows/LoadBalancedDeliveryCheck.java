package dev.scalingstages.rows;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.scalingstages.testing.CloudTemplate;
import dev.scalingstages.testing.CloudTemplate.Resource;
import dev.scalingstages.testing.RolePermissions;
import dev.scalingstages.testing.RolePermissions.Statement;
import dev.scalingstages.testing.TemplateText;
import dev.scalingstages.testing.Violations;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** What is wrong with CloudFront as the way to content and to cacheable answers (S3.6). */
final class LoadBalancedDeliveryCheck {
    /** AWS's managed cache policy that caches nothing. */
    static final String CACHING_DISABLED = "4135ea2d-6df8-44a3-9df3-4b5a84be39ad";

    /** AWS's managed cache policy that caches for a day, whether the origin says so or not. */
    static final String CACHING_OPTIMIZED = "658327ea-f89d-4fab-a63d-7e88639e58f6";

    private static final List<String> CONTENT = List.of("static/*", "uploads/*");
    /** What the API answers alike to everybody, and says so; one path, since a pattern would also cover likes. */
    private static final List<String> CACHEABLE = List.of("api/posts/popular");

    private static final String CLOUDFRONT = "cloudfront.amazonaws.com";

    private LoadBalancedDeliveryCheck() {}

    static Resource distribution(CloudTemplate template) {
        return template.only("AWS::CloudFront::Distribution");
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

    static List<String> violations(CloudTemplate template) {
        return new Violations()
                .and(contentComesFromBucket(template))
                .and(bucketAnswersDistributionOnly(template))
                .and(dynamicContent(template))
                .found();
    }

    /** What differs where there is a domain: its certificates, and TLS on the way to the load balancer. */
    static List<String> domainViolations(CloudTemplate template, String domain) {
        JsonNode config = distribution(template).at("/DistributionConfig");
        JsonNode origin = origin(config, config.at("/DefaultCacheBehavior/TargetOriginId"));
        JsonNode certificate = config.path("ViewerCertificate");
        boolean leadsToLoadBalancer = template.resources("AWS::Route53::RecordSet").stream()
                .filter(set -> TemplateText.of(set.at("/Name")).equals(TemplateText.of(origin.path("DomainName"))))
                .anyMatch(set -> CloudTemplate.references(set.at("/AliasTarget/DNSName"))
                        .contains(LoadBalancedDoorCheck.publicLoadBalancer(template)
                                .logicalId()));
        boolean hasName = template.resources("AWS::Route53::RecordSet").stream()
                .filter(set -> set.at("/Name").asText().equals("static." + domain))
                .anyMatch(set -> CloudTemplate.references(set.at("/AliasTarget/DNSName"))
                        .contains(distribution(template).logicalId()));
        return new Violations()
                .unless(
                        origin.at("/CustomOriginConfig/OriginProtocolPolicy")
                                .asText()
                                .equals("https-only"),
                        "CloudFront calls the load balancer by plain HTTP")
                .unless(
                        TemplateText.each(origin.at("/CustomOriginConfig/OriginSSLProtocols"))
                                .equals(List.of("TLSv1.2")),
                        "CloudFront calls the load balancer by old TLS")
                .unless(leadsToLoadBalancer, "the origin's name does not lead to the load balancer")
                .unless(
                        TemplateText.each(config.path("Aliases")).equals(List.of("static." + domain)) && hasName,
                        "the distribution has no name in the domain")
                .unless(
                        certificate.path("AcmCertificateArn").asText().startsWith("arn:aws:acm:us-east-1:")
                                && certificate
                                        .path("MinimumProtocolVersion")
                                        .asText()
                                        .startsWith("TLSv1.2_"),
                        "viewers may use old TLS")
                .found();
    }

    private static List<String> contentComesFromBucket(CloudTemplate template) {
        JsonNode config = distribution(template).at("/DistributionConfig");
        Violations violations = new Violations();
        for (String path : CONTENT) {
            JsonNode behavior = behavior(config, path);
            JsonNode origin = origin(config, behavior.path("TargetOriginId"));
            violations
                    .unless(
                            CloudTemplate.references(origin.path("DomainName"))
                                    .equals(List.of(bucket(template).logicalId())),
                            path + " does not come from the content bucket")
                    .unless(isSigned(template, origin), path + " is fetched without origin access control")
                    .unless(behavior.path("CachePolicyId").asText().equals(CACHING_OPTIMIZED), path + " is not cached");
        }
        List<JsonNode> behaviors = new ArrayList<>();
        behaviors.add(config.path("DefaultCacheBehavior"));
        config.path("CacheBehaviors").forEach(behaviors::add);
        violations.unless(
                behaviors.stream()
                        .allMatch(behavior -> Set.of("redirect-to-https", "https-only")
                                .contains(behavior.path("ViewerProtocolPolicy").asText())),
                "viewers may use plain HTTP");
        return violations.found();
    }

    private static boolean isSigned(CloudTemplate template, JsonNode origin) {
        List<String> controls = CloudTemplate.references(origin.path("OriginAccessControlId"));
        if (controls.size() != 1) {
            return false;
        }
        JsonNode config = template.resource(controls.get(0)).at("/OriginAccessControlConfig");
        return config.path("OriginAccessControlOriginType").asText().equals("s3")
                && config.path("SigningBehavior").asText().equals("always")
                && config.path("SigningProtocol").asText().equals("sigv4");
    }

    private static List<String> bucketAnswersDistributionOnly(CloudTemplate template) {
        Resource bucket = bucket(template);
        JsonNode block = bucket.at("/PublicAccessBlockConfiguration");
        Violations violations = new Violations()
                .unless(
                        block.size() == 4
                                && block.properties().stream()
                                        .allMatch(entry -> entry.getValue().asBoolean()),
                        "the bucket may become public");
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
                        "CloudFront may not decrypt what it serves")
                .found();
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

    /** Whether nothing is cached that the origin does not say, and nothing of one viewer is shown to another. */
    private static boolean isToldByOrigin(CloudTemplate template, JsonNode policyId) {
        if (CloudTemplate.references(policyId).isEmpty()) {
            return false;
        }
        JsonNode policy = template.target(policyId).at("/CachePolicyConfig");
        JsonNode key = policy.path("ParametersInCacheKeyAndForwardedToOrigin");
        return policy.path("DefaultTTL").asInt(-1) == 0
                && policy.path("MinTTL").asInt(-1) == 0
                && key.at("/QueryStringsConfig/QueryStringBehavior").asText().equals("all");
    }

    private static List<String> dynamicContent(CloudTemplate template) {
        JsonNode config = distribution(template).at("/DistributionConfig");
        JsonNode everything = config.path("DefaultCacheBehavior");
        List<String> cached = new ArrayList<>();
        boolean toldByOrigin = true;
        for (JsonNode behavior : config.path("CacheBehaviors")) {
            if (behavior.path("TargetOriginId").equals(everything.path("TargetOriginId"))) {
                cached.add(behavior.path("PathPattern").asText());
                toldByOrigin &= isToldByOrigin(template, behavior.path("CachePolicyId"))
                        && !TemplateText.each(behavior.path("AllowedMethods")).contains("POST");
            }
        }
        return new Violations()
                .unless(
                        !origin(config, everything.path("TargetOriginId"))
                                .path("CustomOriginConfig")
                                .isMissingNode(),
                        "dynamic content does not come from the load balancer")
                .unless(
                        everything.path("CachePolicyId").asText().equals(CACHING_DISABLED),
                        "answers are cached that nobody said are cacheable")
                .unless(!cached.isEmpty(), "no dynamic content is cached")
                .unless(CACHEABLE.containsAll(cached), "more is cached than what is alike for all viewers")
                .unless(toldByOrigin, "dynamic content is cached for longer than the application says")
                .found();
    }

    private static JsonNode behavior(JsonNode config, String path) {
        for (JsonNode behavior : config.path("CacheBehaviors")) {
            if (behavior.path("PathPattern").asText().equals(path)) {
                return behavior;
            }
        }
        return MissingNode.getInstance();
    }

    private static JsonNode origin(JsonNode config, JsonNode id) {
        for (JsonNode origin : config.path("Origins")) {
            if (origin.path("Id").equals(id)) {
                return origin;
            }
        }
        return MissingNode.getInstance();
    }
}
