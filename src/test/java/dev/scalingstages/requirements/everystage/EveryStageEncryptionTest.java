package dev.scalingstages.requirements.everystage;

import static dev.scalingstages.stage.ScalingStage.AUTOSCALED;
import static dev.scalingstages.stage.ScalingStage.DATA_PLATFORM;
import static dev.scalingstages.stage.ScalingStage.LOAD_BALANCED;
import static dev.scalingstages.stage.ScalingStage.REPLICATED_READS;
import static dev.scalingstages.stage.ScalingStage.SEPARATE_STORAGE;
import static dev.scalingstages.stage.ScalingStage.SINGLE_SERVER;
import static dev.scalingstages.testing.Edits.remove;
import static dev.scalingstages.testing.Edits.set;
import static dev.scalingstages.testing.StageMutant.caughtBy;
import static dev.scalingstages.testing.StageMutant.mutant;

import dev.scalingstages.testing.CloudTemplate.Resource;
import dev.scalingstages.testing.Configuration;
import dev.scalingstages.testing.EachConfiguration;
import dev.scalingstages.testing.Edits.Edit;
import dev.scalingstages.testing.ReadsTemplates;
import dev.scalingstages.testing.Row;
import dev.scalingstages.testing.StageMutant;
import dev.scalingstages.testing.Variant;
import dev.scalingstages.testing.rules.DataTypes;
import dev.scalingstages.testing.rules.EncryptionAtRest;
import dev.scalingstages.testing.rules.EncryptionInTransit;
import java.util.Map;
import java.util.function.Predicate;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.TestFactory;

@ReadsTemplates
class EveryStageEncryptionTest {
    private static final String LISTENER = "AWS::ElasticLoadBalancingV2::Listener";
    private static final String CACHE = "AWS::ElastiCache::ReplicationGroup";
    private static final String WITHOUT_TLS = "accepts connections without TLS";
    private static final String PLAIN = "answers plain HTTP";
    private static final String PARAMETERS = "AWS::RDS::DBParameterGroup";
    private static final String BUCKETS = "AWS::S3::BucketPolicy";
    private static final String CDN = "AWS::CloudFront::Distribution";
    private static final String OLD = "old version of TLS";

    private static final String WITHOUT_KEY = "is not encrypted with a key";
    private static final String OFF = "switched on";

    @EachConfiguration
    @Row("X3")
    void itIsDecidedForEachTypeWhetherItHoldsData(Configuration configuration) {
        configuration.meets(DataTypes::violations);
    }

    @EachConfiguration
    @Row({"X3", "S2.2", "S4.1", "S6.1", "S6.2", "S6.8"})
    void everythingIsEncryptedAtRest(Configuration configuration) {
        configuration.meets(EncryptionAtRest::violations);
    }

    @TestFactory
    @Row("X3")
    DynamicNode theCheckOfTypesObjects() {
        return caughtBy(
                DataTypes::violations,
                new StageMutant(
                        "a file system that nobody decided about",
                        SINGLE_SERVER,
                        "is new",
                        all -> all.add("Files", "AWS::EFS::FileSystem", Map.of("Encrypted", true))));
    }

    @TestFactory
    @Row("X3")
    DynamicNode theCheckAtRestObjects() {
        return caughtBy(
                EncryptionAtRest::violations,
                mutant(SINGLE_SERVER, "AWS::EC2::Volume", set("Encrypted", false), OFF),
                mutant(SINGLE_SERVER, "AWS::EC2::Volume", remove("KmsKeyId"), WITHOUT_KEY),
                mutant(SINGLE_SERVER, "AWS::EC2::Instance", remove("BlockDeviceMappings"), "does not say that its"),
                mutant(
                        LOAD_BALANCED,
                        "AWS::EC2::LaunchTemplate",
                        set("LaunchTemplateData/BlockDeviceMappings/0/Ebs/Encrypted", false),
                        "a disk that is not encrypted"),
                mutant(SINGLE_SERVER, "AWS::Logs::LogGroup", remove("KmsKeyId"), WITHOUT_KEY),
                mutant(SINGLE_SERVER, "AWS::SNS::Topic", remove("KmsMasterKeyId"), WITHOUT_KEY),
                mutant(SINGLE_SERVER, "AWS::SNS::Topic", set("KmsMasterKeyId", "alias/aws/sns"), WITHOUT_KEY),
                mutant(SINGLE_SERVER, "AWS::KMS::Key", set("EnableKeyRotation", false), OFF),
                mutant(SINGLE_SERVER, "AWS::Backup::BackupVault", remove("EncryptionKeyArn"), WITHOUT_KEY),
                mutant(SEPARATE_STORAGE, "AWS::RDS::DBInstance", set("StorageEncrypted", false), OFF),
                mutant(SEPARATE_STORAGE, "AWS::RDS::DBInstance", remove("KmsKeyId"), WITHOUT_KEY),
                mutant(SEPARATE_STORAGE, "AWS::SecretsManager::Secret", remove("KmsKeyId"), WITHOUT_KEY),
                mutant(
                        SEPARATE_STORAGE,
                        all -> all.only("AWS::S3::Bucket", "content"),
                        remove("BucketEncryption"),
                        "is not encrypted"),
                mutant(
                        SEPARATE_STORAGE,
                        all -> all.only("AWS::S3::Bucket", "content"),
                        set(
                                "BucketEncryption/ServerSideEncryptionConfiguration/0/ServerSideEncryptionByDefault",
                                Map.of("SSEAlgorithm", "AES256")),
                        "AES256"),
                mutant(REPLICATED_READS, CACHE, set("AtRestEncryptionEnabled", false), OFF),
                mutant(REPLICATED_READS, CACHE, remove("KmsKeyId"), WITHOUT_KEY),
                mutant(AUTOSCALED, "AWS::CloudTrail::Trail", remove("KMSKeyId"), WITHOUT_KEY),
                mutant(AUTOSCALED, "AWS::Synthetics::Canary", remove("ArtifactConfig"), WITHOUT_KEY),
                mutant(DATA_PLATFORM, "AWS::DynamoDB::Table", remove("SSESpecification"), WITHOUT_KEY),
                mutant(DATA_PLATFORM, "AWS::SQS::Queue", remove("KmsMasterKeyId"), WITHOUT_KEY),
                mutant(DATA_PLATFORM, "AWS::RedshiftServerless::Namespace", remove("KmsKeyId"), WITHOUT_KEY));
    }

    @EachConfiguration
    @Row({"X3", "S2.2", "S2.4", "S4.1", "S4.3", "S6.1"})
    void everythingThatListensRequiresTls(Configuration configuration) {
        configuration.meets(EncryptionInTransit::violations);
    }

    @TestFactory
    @Row("X3")
    DynamicNode theCheckInTransitObjects() {
        Predicate<Resource> https = resource -> resource.is("/Protocol", "HTTPS");
        return caughtBy(
                EncryptionInTransit::violations,
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
                mutant(SEPARATE_STORAGE, BUCKETS, withoutDenial(), PLAIN),
                mutant(SEPARATE_STORAGE, all -> all.resources(BUCKETS).forEach(all::drop), PLAIN),
                mutant(SINGLE_SERVER, "AWS::SNS::TopicPolicy", withoutDenial(), "takes messages without TLS"),
                mutant(DATA_PLATFORM, "AWS::SQS::QueuePolicy", withoutDenial(), "takes requests without TLS"),
                mutant(
                        Variant.EVERY_OPTION,
                        SINGLE_SERVER,
                        all -> all.first("AWS::SNS::Subscription", each -> each.is("/Protocol", "https")),
                        set("Protocol", "http"),
                        "sends messages by http"),
                mutant(REPLICATED_READS, CACHE, set("TransitEncryptionEnabled", false), WITHOUT_TLS),
                mutant(REPLICATED_READS, CACHE, set("TransitEncryptionMode", "preferred"), WITHOUT_TLS),
                mutant(REPLICATED_READS, CACHE, remove("UserGroupIds"), "lets everybody"),
                mutant(
                        REPLICATED_READS,
                        "AWS::ElastiCache::User",
                        set("AuthenticationMode/Type", "no-password-required"),
                        "signs in"),
                mutant(DATA_PLATFORM, "AWS::RedshiftServerless::Workgroup", remove("ConfigParameters"), WITHOUT_TLS),
                mutant(
                        LOAD_BALANCED,
                        all -> all.first(LISTENER, https),
                        set("SslPolicy", "ELBSecurityPolicy-2016-08"),
                        "no current TLS policy"),
                mutant(LOAD_BALANCED, all -> all.first(LISTENER, https), set("Protocol", "HTTP"), PLAIN),
                mutant(LOAD_BALANCED, "AWS::ElasticLoadBalancingV2::TargetGroup", set("Protocol", "HTTP"), "is sent"),
                mutant(
                        LOAD_BALANCED,
                        CDN,
                        set("DistributionConfig/CacheBehaviors/0/ViewerProtocolPolicy", "allow-all"),
                        "answers plain"),
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
                mutant(
                        Variant.WITHOUT_DOMAIN,
                        LOAD_BALANCED,
                        all -> all.first("AWS::EC2::SecurityGroupIngress", rule -> rule.has("SourcePrefixListId")),
                        remove("SourcePrefixListId"),
                        "from others than CloudFront"),
                mutant(
                        Variant.WITHOUT_DOMAIN,
                        LOAD_BALANCED,
                        all -> all.first(
                                "AWS::ElasticLoadBalancingV2::ListenerRule",
                                rule -> rule.is("/Conditions/0/Field", "http-header")),
                        set("Conditions/0/HttpHeaderConfig/Values/0", "guessed"),
                        "forwards plain HTTP"));
    }

    private static Edit withoutDenial() {
        return set("PolicyDocument/Statement/0/Effect", "Allow");
    }
}
