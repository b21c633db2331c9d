package dev.scalingstages.rows;

import static dev.scalingstages.rows.LoadBalancedDeliveryCheck.bucket;
import static dev.scalingstages.rows.LoadBalancedDeliveryCheck.bucketPolicy;
import static dev.scalingstages.rows.LoadBalancedDeliveryCheck.distribution;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.scalingstages.stage.ScalingStage;
import dev.scalingstages.testing.CloudTemplate;
import dev.scalingstages.testing.Mutant;
import dev.scalingstages.testing.Row;
import dev.scalingstages.testing.StagesFrom;
import dev.scalingstages.testing.Templates;
import dev.scalingstages.testing.Variant;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** S3.6: CloudFront serves content from S3, and what is cacheable of the rest. */
class LoadBalancedDeliveryTest {
    private static final String CONFIG = "/Properties/DistributionConfig";
    private static final String STATEMENTS = "/Properties/PolicyDocument/Statement";

    @StagesFrom(3)
    @Row("S3.6")
    @DisplayName("CloudFront serves content from S3 by origin access control, and caches what it may")
    void cloudFrontServesContentAndCacheableAnswers(ScalingStage stage) {
        for (Variant variant : Variant.values()) {
            assertThat(LoadBalancedDeliveryCheck.violations(Templates.of(variant, stage)))
                    .as("%s", variant)
                    .isEmpty();
        }
        assertThat(LoadBalancedDeliveryCheck.domainViolations(Templates.of(stage), "example.com"))
                .as("with a domain")
                .isEmpty();
    }

    @ParameterizedTest
    @MethodSource
    @Row("S3.6")
    @DisplayName("the check objects to content that is not behind CloudFront alone")
    void checkObjectsTo(Mutant mutant) {
        mutant.assertCaught(
                () -> Templates.of(Variant.WITHOUT_DOMAIN, ScalingStage.LOAD_BALANCED),
                LoadBalancedDeliveryCheck::violations);
    }

    static Stream<Mutant> checkObjectsTo() {
        return Stream.of(
                new Mutant(
                        "origin access control removed",
                        template -> Mutant.remove(
                                template,
                                distribution(template),
                                CONFIG + "/Origins/" + contentOrigin(template) + "/OriginAccessControlId"),
                        "without origin access control"),
                new Mutant(
                        "origin access control signs nothing",
                        template -> Mutant.put(
                                template,
                                template.only("AWS::CloudFront::OriginAccessControl"),
                                "/Properties/OriginAccessControlConfig/SigningBehavior",
                                "\"never\""),
                        "without origin access control"),
                new Mutant(
                        "bucket policy opened to everybody",
                        template -> Mutant.put(
                                template,
                                bucketPolicy(template),
                                STATEMENTS + "/" + distributionStatement(template) + "/Principal",
                                "\"*\""),
                        "admits others"),
                new Mutant(
                        "bucket policy opened to every distribution",
                        template -> Mutant.remove(
                                template,
                                bucketPolicy(template),
                                STATEMENTS + "/" + distributionStatement(template) + "/Condition"),
                        "admits others"),
                new Mutant(
                        "the distribution may write",
                        template -> Mutant.put(
                                template,
                                bucketPolicy(template),
                                STATEMENTS + "/" + distributionStatement(template) + "/Action",
                                "[\"s3:GetObject\",\"s3:PutObject\"]"),
                        "admits others"),
                new Mutant(
                        "the whole bucket is served",
                        template -> Mutant.put(
                                template,
                                bucketPolicy(template),
                                STATEMENTS + "/" + distributionStatement(template) + "/Resource",
                                "{\"Fn::Join\":[\"\",[{\"Fn::GetAtt\":[\""
                                        + bucket(template).logicalId() + "\",\"Arn\"]},\"/*\"]]}"),
                        "read more than it serves"),
                new Mutant(
                        "public access block off",
                        template -> Mutant.put(
                                template,
                                bucket(template),
                                "/Properties/PublicAccessBlockConfiguration/RestrictPublicBuckets",
                                "false"),
                        "may become public"),
                new Mutant(
                        "viewers of content may use plain HTTP",
                        template -> Mutant.put(
                                template,
                                distribution(template),
                                CONFIG + "/CacheBehaviors/0/ViewerProtocolPolicy",
                                "\"allow-all\""),
                        "plain HTTP"),
                new Mutant(
                        "every answer is cached for a day",
                        template -> Mutant.put(
                                template,
                                distribution(template),
                                CONFIG + "/DefaultCacheBehavior/CachePolicyId",
                                "\"" + LoadBalancedDeliveryCheck.CACHING_OPTIMIZED + "\""),
                        "nobody said"),
                new Mutant(
                        "every path of the API is cached",
                        template -> Mutant.put(
                                template,
                                distribution(template),
                                CONFIG + "/CacheBehaviors/3/PathPattern",
                                "\"api/*\""),
                        "alike for all viewers"),
                new Mutant(
                        "no behaviour but the default one",
                        template -> Mutant.put(template, distribution(template), CONFIG + "/CacheBehaviors", "[]"),
                        "no dynamic content is cached"));
    }

    @ParameterizedTest
    @MethodSource
    @Row("S3.6")
    @DisplayName("with a domain the check objects to weaker TLS")
    void domainCheckObjectsTo(Mutant mutant) {
        mutant.assertCaught(
                () -> Templates.of(ScalingStage.LOAD_BALANCED),
                template -> LoadBalancedDeliveryCheck.domainViolations(template, "example.com"));
    }

    static Stream<Mutant> domainCheckObjectsTo() {
        return Stream.of(
                new Mutant(
                        "plain HTTP to the load balancer",
                        template -> Mutant.put(
                                template,
                                distribution(template),
                                CONFIG + "/Origins/" + (1 - contentOrigin(template))
                                        + "/CustomOriginConfig/OriginProtocolPolicy",
                                "\"http-only\""),
                        "by plain HTTP"),
                new Mutant(
                        "viewers may use TLS 1.0",
                        template -> Mutant.put(
                                template,
                                distribution(template),
                                CONFIG + "/ViewerCertificate/MinimumProtocolVersion",
                                "\"TLSv1\""),
                        "old TLS"));
    }

    private static int contentOrigin(CloudTemplate template) {
        JsonNode origins = distribution(template).at("/DistributionConfig/Origins");
        return origins.get(0).has("S3OriginConfig") ? 0 : 1;
    }

    private static int distributionStatement(CloudTemplate template) {
        JsonNode statements = bucketPolicy(template).at("/PolicyDocument/Statement");
        for (int index = 0; index < statements.size(); index++) {
            if (statements.get(index).path("Effect").asText().equals("Allow")) {
                return index;
            }
        }
        throw new AssertionError("the content bucket's policy allows nothing");
    }
}
