package dev.scalingstages.requirements.stage3;

import static dev.scalingstages.requirements.stage3.LoadBalancedDeliveryCheck.bucket;
import static dev.scalingstages.requirements.stage3.LoadBalancedDeliveryCheck.bucketPolicy;
import static dev.scalingstages.requirements.stage3.LoadBalancedDeliveryCheck.distribution;
import static dev.scalingstages.stage.ScalingStage.LOAD_BALANCED;
import static dev.scalingstages.testing.Edits.remove;
import static dev.scalingstages.testing.Edits.set;
import static dev.scalingstages.testing.Mutant.caughtBy;
import static dev.scalingstages.testing.Mutant.mutant;
import static dev.scalingstages.testing.TemplateValues.attribute;
import static dev.scalingstages.testing.TemplateValues.joined;

import dev.scalingstages.stage.ScalingStage;
import dev.scalingstages.testing.CdkTemplates;
import dev.scalingstages.testing.Configuration;
import dev.scalingstages.testing.Edits.Edit;
import dev.scalingstages.testing.Mutant;
import dev.scalingstages.testing.Row;
import dev.scalingstages.testing.StagesFrom;
import dev.scalingstages.testing.Variant;
import java.util.List;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.TestFactory;

/** S3.6: CloudFront serves content from S3, and what is cacheable of the rest. */
class LoadBalancedDeliveryTest {
    private static final String CONFIG = "DistributionConfig";

    /** The statement that admits the distribution; the one before it refuses plain HTTP. */
    private static final String STATEMENT = "PolicyDocument/Statement/1";

    @StagesFrom(3)
    @Row("S3.6")
    void cloudFrontServesContentAndCacheableAnswers(ScalingStage stage) {
        for (Variant variant : Variant.values()) {
            LoadBalancedDeliveryCheck.servesContent(CdkTemplates.of(variant, stage));
            new Configuration(variant, stage).meets(LoadBalancedDeliveryCheck::readers);
        }
        LoadBalancedDeliveryCheck.usesDomain(CdkTemplates.of(stage), "example.com");
    }

    @TestFactory
    @Row("S3.6")
    DynamicNode objectsToOtherContent() {
        return caughtBy(
                CdkTemplates.check(LoadBalancedDeliveryCheck::servesContent),
                LOAD_BALANCED,
                onDistribution(remove(CONFIG + "/Origins/0/OriginAccessControlId"), "'OriginAccessControlId'"),
                mutant(
                        "AWS::CloudFront::OriginAccessControl",
                        set("OriginAccessControlConfig/SigningBehavior", "never"),
                        "Expected always but received never"),
                mutant(
                        all -> bucket(all),
                        set("PublicAccessBlockConfiguration/RestrictPublicBuckets", false),
                        "true but received false"),
                onDistribution(
                        set(CONFIG + "/CacheBehaviors/0/ViewerProtocolPolicy", "allow-all"),
                        "Expected redirect-to-https but received allow-all"),
                onDistribution(
                        set(
                                CONFIG + "/DefaultCacheBehavior/CachePolicyId",
                                LoadBalancedDeliveryCheck.CACHING_OPTIMIZED),
                        "but received " + LoadBalancedDeliveryCheck.CACHING_OPTIMIZED),
                onDistribution(set(CONFIG + "/CacheBehaviors/3/PathPattern", "api/*"), "but received api/*"),
                mutant("AWS::CloudFront::CachePolicy", set("CachePolicyConfig/MinTTL", 60), "but received 60"),
                mutant(
                        "AWS::CloudFront::CachePolicy",
                        set(
                                "CachePolicyConfig/ParametersInCacheKeyAndForwardedToOrigin"
                                        + "/QueryStringsConfig/QueryStringBehavior",
                                "all"),
                        "Expected none but received all"),
                onDistribution(
                        set(CONFIG + "/CacheBehaviors/3/OriginRequestPolicyId", "b689b0a8-53d0-40ab-baf2-68738e2966ac"),
                        "but key should be absent"),
                onDistribution(set(CONFIG + "/CacheBehaviors", List.of()), "Not enough elements in array"));
    }

    @TestFactory
    @Row("S3.6")
    DynamicNode objectsToOtherReaders() {
        return caughtBy(
                LoadBalancedDeliveryCheck::readers,
                LOAD_BALANCED,
                onPolicy(set(STATEMENT + "/Principal", "*"), "admits others"),
                onPolicy(remove(STATEMENT + "/Condition"), "admits others"),
                onPolicy(set(STATEMENT + "/Action", List.of("s3:GetObject", "s3:PutObject")), "admits others"),
                new Mutant(
                        "the whole bucket is served",
                        all -> all.mutate(
                                bucketPolicy(all),
                                set(STATEMENT + "/Resource", joined(attribute(bucket(all), "Arn"), "/*"))),
                        "read more than it serves"));
    }

    @TestFactory
    @Row("S3.6")
    DynamicNode domainCheckObjectsTo() {
        return caughtBy(
                CdkTemplates.check(template -> LoadBalancedDeliveryCheck.usesDomain(template, "example.com")),
                LOAD_BALANCED,
                onDistribution(
                        set(CONFIG + "/Origins/1/CustomOriginConfig/OriginProtocolPolicy", "http-only"),
                        "Expected https-only but received http-only"),
                onDistribution(set(CONFIG + "/ViewerCertificate/MinimumProtocolVersion", "TLSv1"), "'TLSv1' did not"));
    }

    private static Mutant onDistribution(Edit change, String objection) {
        return mutant(all -> distribution(all), change, objection);
    }

    private static Mutant onPolicy(Edit change, String objection) {
        return mutant(all -> bucketPolicy(all), change, objection);
    }
}
