package dev.scalingstages.requirements.everystage;

import static dev.scalingstages.stage.ScalingStage.DATA_PLATFORM;
import static dev.scalingstages.stage.ScalingStage.LOAD_BALANCED;
import static dev.scalingstages.stage.ScalingStage.REPLICATED_READS;
import static dev.scalingstages.stage.ScalingStage.SEPARATE_STORAGE;
import static dev.scalingstages.stage.ScalingStage.SINGLE_SERVER;
import static dev.scalingstages.testing.Edits.remove;
import static dev.scalingstages.testing.Edits.set;
import static dev.scalingstages.testing.StageMutant.firstOf;

import dev.scalingstages.testing.CloudTemplate.Resource;
import dev.scalingstages.testing.Configuration;
import dev.scalingstages.testing.EachConfiguration;
import dev.scalingstages.testing.Edits.Edit;
import dev.scalingstages.testing.Mutants;
import dev.scalingstages.testing.ReadsTemplates;
import dev.scalingstages.testing.Row;
import dev.scalingstages.testing.StageMutant;
import dev.scalingstages.testing.Variant;
import dev.scalingstages.testing.rules.EncryptionInTransit;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Stream;

@ReadsTemplates
class EveryStageTransitTest {
    private static final String WITHOUT_TLS = "accepts connections without TLS";
    private static final String PLAIN = "answers plain HTTP";
    private static final String PARAMETERS = "AWS::RDS::DBParameterGroup";
    private static final String BUCKETS = "AWS::S3::BucketPolicy";
    private static final String CDN = "AWS::CloudFront::Distribution";
    private static final String OLD = "old version of TLS";

    @EachConfiguration
    @Row("X3")
    void everythingThatListensRequiresTls(Configuration configuration) {
        configuration.meets(EncryptionInTransit::violations);
    }

    @Mutants
    @Row("X3")
    void theCheckInTransitObjects(StageMutant mutant) {
        mutant.assertCaughtBy(EncryptionInTransit::violations);
    }

    static Stream<StageMutant> theCheckInTransitObjects() {
        Predicate<Resource> https =
                resource -> resource.at("/Protocol").asText().equals("HTTPS");
        return Stream.of(
                firstOf(
                        SEPARATE_STORAGE,
                        PARAMETERS,
                        WITHOUT_TLS,
                        set("/Properties/Parameters/require_secure_transport", "OFF")),
                firstOf(
                        SEPARATE_STORAGE,
                        PARAMETERS,
                        WITHOUT_TLS,
                        remove("/Properties/Parameters/require_secure_transport")),
                firstOf(
                        SEPARATE_STORAGE,
                        PARAMETERS,
                        OLD,
                        set("/Properties/Parameters/tls_version", "TLSv1.1,TLSv1.2")),
                firstOf(SEPARATE_STORAGE, BUCKETS, PLAIN, remove("/Properties/PolicyDocument/Statement/0")),
                firstOf(
                        SEPARATE_STORAGE,
                        BUCKETS,
                        PLAIN,
                        set("/Properties/PolicyDocument/Statement/0/Principal", Map.of("AWS", "arn:aws:iam::1:root"))),
                firstOf(SEPARATE_STORAGE, BUCKETS, PLAIN, remove("/Properties/PolicyDocument/Statement/0/Resource/1")),
                firstOf(SINGLE_SERVER, "AWS::SNS::TopicPolicy", "takes messages without TLS", withoutDenial()),
                firstOf(DATA_PLATFORM, "AWS::SQS::QueuePolicy", "takes requests without TLS", withoutDenial()),
                new StageMutant(
                        "alarms sent by plain HTTP",
                        Variant.EVERY_OPTION,
                        SINGLE_SERVER,
                        "sends messages by http",
                        template -> template.mutate(
                                template.first(
                                        "AWS::SNS::Subscription",
                                        each -> each.at("/Protocol").asText().equals("https")),
                                set("/Properties/Protocol", "http"))),
                firstOf(
                        REPLICATED_READS,
                        "AWS::ElastiCache::ReplicationGroup",
                        WITHOUT_TLS,
                        set("/Properties/TransitEncryptionMode", "preferred")),
                firstOf(
                        REPLICATED_READS,
                        "AWS::ElastiCache::ReplicationGroup",
                        "lets everybody in",
                        remove("/Properties/UserGroupIds")),
                firstOf(
                        REPLICATED_READS,
                        "AWS::ElastiCache::User",
                        "signs in without proof",
                        set("/Properties/AuthenticationMode/Type", "no-password-required")),
                firstOf(
                        DATA_PLATFORM,
                        "AWS::RedshiftServerless::Workgroup",
                        WITHOUT_TLS,
                        remove("/Properties/ConfigParameters")),
                firstOf(
                        LOAD_BALANCED,
                        "AWS::ElasticLoadBalancingV2::Listener",
                        https,
                        "no current TLS policy",
                        set("/Properties/SslPolicy", "ELBSecurityPolicy-2016-08")),
                firstOf(
                        LOAD_BALANCED,
                        "AWS::ElasticLoadBalancingV2::Listener",
                        https,
                        PLAIN,
                        set("/Properties/Protocol", "HTTP")),
                firstOf(
                        LOAD_BALANCED,
                        "AWS::ElasticLoadBalancingV2::TargetGroup",
                        "is sent requests by",
                        set("/Properties/Protocol", "HTTP")),
                firstOf(
                        LOAD_BALANCED,
                        CDN,
                        "answers plain HTTP for",
                        set("/Properties/DistributionConfig/CacheBehaviors/0/ViewerProtocolPolicy", "allow-all")),
                firstOf(
                        LOAD_BALANCED,
                        CDN,
                        OLD,
                        set("/Properties/DistributionConfig/ViewerCertificate/MinimumProtocolVersion", "TLSv1")),
                firstOf(
                        LOAD_BALANCED,
                        CDN,
                        "by plain HTTP",
                        set(
                                "/Properties/DistributionConfig/Origins/1/CustomOriginConfig/OriginProtocolPolicy",
                                "http-only")),
                new StageMutant(
                        "plain HTTP from the world behind CloudFront",
                        Variant.WITHOUT_DOMAIN,
                        LOAD_BALANCED,
                        "from others than CloudFront",
                        template -> template.mutate(
                                template.first(
                                        "AWS::EC2::SecurityGroupIngress",
                                        rule -> rule.properties().has("SourcePrefixListId")),
                                remove("/Properties/SourcePrefixListId"))),
                new StageMutant(
                        "plain HTTP without the secret",
                        Variant.WITHOUT_DOMAIN,
                        LOAD_BALANCED,
                        "forwards plain HTTP",
                        template -> template.mutate(
                                template.first(
                                        "AWS::ElasticLoadBalancingV2::ListenerRule",
                                        rule -> rule.at("/Conditions/0/Field")
                                                .asText()
                                                .equals("http-header")),
                                set("/Properties/Conditions/0/HttpHeaderConfig/Values/0", "guessed"))));
    }

    private static Edit withoutDenial() {
        return set("/Properties/PolicyDocument/Statement/0/Effect", "Allow");
    }
}
