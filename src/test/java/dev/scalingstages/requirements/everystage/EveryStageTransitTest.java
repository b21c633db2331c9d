package dev.scalingstages.requirements.everystage;

import static dev.scalingstages.stage.ScalingStage.DATA_PLATFORM;
import static dev.scalingstages.stage.ScalingStage.LOAD_BALANCED;
import static dev.scalingstages.stage.ScalingStage.REPLICATED_READS;
import static dev.scalingstages.stage.ScalingStage.SEPARATE_STORAGE;
import static dev.scalingstages.stage.ScalingStage.SINGLE_SERVER;
import static dev.scalingstages.testing.Edits.remove;
import static dev.scalingstages.testing.Edits.set;
import static dev.scalingstages.testing.StageMutant.mutant;

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
                mutant(SEPARATE_STORAGE, PARAMETERS, set("Parameters/require_secure_transport", "OFF"), WITHOUT_TLS),
                mutant(SEPARATE_STORAGE, PARAMETERS, remove("Parameters/require_secure_transport"), WITHOUT_TLS),
                mutant(SEPARATE_STORAGE, PARAMETERS, set("Parameters/tls_version", "TLSv1.1,TLSv1.2"), OLD),
                mutant(SEPARATE_STORAGE, BUCKETS, remove("PolicyDocument/Statement/0"), PLAIN),
                mutant(
                        SEPARATE_STORAGE,
                        BUCKETS,
                        set("PolicyDocument/Statement/0/Principal", Map.of("AWS", "arn:aws:iam::1:root")),
                        PLAIN),
                mutant(SEPARATE_STORAGE, BUCKETS, remove("PolicyDocument/Statement/0/Resource/1"), PLAIN),
                mutant(SINGLE_SERVER, "AWS::SNS::TopicPolicy", withoutDenial(), "takes messages without TLS"),
                mutant(DATA_PLATFORM, "AWS::SQS::QueuePolicy", withoutDenial(), "takes requests without TLS"),
                new StageMutant(
                        "alarms sent by plain HTTP",
                        Variant.EVERY_OPTION,
                        SINGLE_SERVER,
                        "sends messages by http",
                        template -> template.mutate(
                                template.first(
                                        "AWS::SNS::Subscription",
                                        each -> each.at("/Protocol").asText().equals("https")),
                                set("Protocol", "http"))),
                mutant(
                        REPLICATED_READS,
                        "AWS::ElastiCache::ReplicationGroup",
                        set("TransitEncryptionMode", "preferred"),
                        WITHOUT_TLS),
                mutant(
                        REPLICATED_READS,
                        "AWS::ElastiCache::ReplicationGroup",
                        remove("UserGroupIds"),
                        "lets everybody in"),
                mutant(
                        REPLICATED_READS,
                        "AWS::ElastiCache::User",
                        set("AuthenticationMode/Type", "no-password-required"),
                        "signs in without proof"),
                mutant(DATA_PLATFORM, "AWS::RedshiftServerless::Workgroup", remove("ConfigParameters"), WITHOUT_TLS),
                mutant(
                        LOAD_BALANCED,
                        all -> all.first("AWS::ElasticLoadBalancingV2::Listener", https),
                        set("SslPolicy", "ELBSecurityPolicy-2016-08"),
                        "no current TLS policy"),
                mutant(
                        LOAD_BALANCED,
                        all -> all.first("AWS::ElasticLoadBalancingV2::Listener", https),
                        set("Protocol", "HTTP"),
                        PLAIN),
                mutant(
                        LOAD_BALANCED,
                        "AWS::ElasticLoadBalancingV2::TargetGroup",
                        set("Protocol", "HTTP"),
                        "is sent requests by"),
                mutant(
                        LOAD_BALANCED,
                        CDN,
                        set("DistributionConfig/CacheBehaviors/0/ViewerProtocolPolicy", "allow-all"),
                        "answers plain HTTP for"),
                mutant(
                        LOAD_BALANCED,
                        CDN,
                        set("DistributionConfig/ViewerCertificate/MinimumProtocolVersion", "TLSv1"),
                        OLD),
                mutant(
                        LOAD_BALANCED,
                        CDN,
                        set("DistributionConfig/Origins/1/CustomOriginConfig/OriginProtocolPolicy", "http-only"),
                        "by plain HTTP"),
                new StageMutant(
                        "plain HTTP from the world behind CloudFront",
                        Variant.WITHOUT_DOMAIN,
                        LOAD_BALANCED,
                        "from others than CloudFront",
                        template -> template.mutate(
                                template.first(
                                        "AWS::EC2::SecurityGroupIngress",
                                        rule -> rule.properties().has("SourcePrefixListId")),
                                remove("SourcePrefixListId"))),
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
                                set("Conditions/0/HttpHeaderConfig/Values/0", "guessed"))));
    }

    private static Edit withoutDenial() {
        return set("PolicyDocument/Statement/0/Effect", "Allow");
    }
}
