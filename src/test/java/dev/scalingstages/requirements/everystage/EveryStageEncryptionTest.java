package dev.scalingstages.requirements.everystage;

import static dev.scalingstages.stage.ScalingStage.AUTOSCALED;
import static dev.scalingstages.stage.ScalingStage.DATA_PLATFORM;
import static dev.scalingstages.stage.ScalingStage.LOAD_BALANCED;
import static dev.scalingstages.stage.ScalingStage.REPLICATED_READS;
import static dev.scalingstages.stage.ScalingStage.SEPARATE_STORAGE;
import static dev.scalingstages.stage.ScalingStage.SINGLE_SERVER;
import static dev.scalingstages.testing.Edits.remove;
import static dev.scalingstages.testing.Edits.set;
import static dev.scalingstages.testing.StageMutant.firstOf;

import dev.scalingstages.testing.Configuration;
import dev.scalingstages.testing.EachConfiguration;
import dev.scalingstages.testing.Mutants;
import dev.scalingstages.testing.ReadsTemplates;
import dev.scalingstages.testing.Row;
import dev.scalingstages.testing.StageMutant;
import dev.scalingstages.testing.rules.DataTypes;
import dev.scalingstages.testing.rules.EncryptionAtRest;
import java.util.Map;
import java.util.stream.Stream;

@ReadsTemplates
class EveryStageEncryptionTest {
    private static final String WITHOUT_KEY = "is not encrypted with a key";
    private static final String OFF = "switched on";

    @EachConfiguration
    @Row("X3")
    void itIsDecidedForEachTypeWhetherItHoldsData(Configuration configuration) {
        configuration.meets(DataTypes::violations);
    }

    @EachConfiguration
    @Row("X3")
    void everythingIsEncryptedAtRest(Configuration configuration) {
        configuration.meets(EncryptionAtRest::violations);
    }

    @Mutants
    @Row("X3")
    void theCheckOfTypesObjects(StageMutant mutant) {
        mutant.assertCaughtBy(DataTypes::violations);
    }

    static Stream<StageMutant> theCheckOfTypesObjects() {
        return Stream.of(new StageMutant(
                "a file system that nobody decided about",
                SINGLE_SERVER,
                "is new",
                template -> template.add("Files", "AWS::EFS::FileSystem", Map.of("Encrypted", true))));
    }

    @Mutants
    @Row("X3")
    void theCheckAtRestObjects(StageMutant mutant) {
        mutant.assertCaughtBy(EncryptionAtRest::violations);
    }

    static Stream<StageMutant> theCheckAtRestObjects() {
        return Stream.of(
                firstOf(SINGLE_SERVER, "AWS::EC2::Volume", OFF, set("/Properties/Encrypted", false)),
                firstOf(SINGLE_SERVER, "AWS::EC2::Volume", WITHOUT_KEY, remove("/Properties/KmsKeyId")),
                firstOf(
                        SINGLE_SERVER,
                        "AWS::EC2::Instance",
                        "does not say that its disk",
                        remove("/Properties/BlockDeviceMappings")),
                firstOf(
                        LOAD_BALANCED,
                        "AWS::EC2::LaunchTemplate",
                        "a disk that is not encrypted",
                        set("/Properties/LaunchTemplateData/BlockDeviceMappings/0/Ebs/Encrypted", false)),
                firstOf(SINGLE_SERVER, "AWS::Logs::LogGroup", WITHOUT_KEY, remove("/Properties/KmsKeyId")),
                firstOf(SINGLE_SERVER, "AWS::SNS::Topic", WITHOUT_KEY, remove("/Properties/KmsMasterKeyId")),
                firstOf(
                        SINGLE_SERVER,
                        "AWS::SNS::Topic",
                        WITHOUT_KEY,
                        set("/Properties/KmsMasterKeyId", "alias/aws/sns")),
                firstOf(SINGLE_SERVER, "AWS::KMS::Key", OFF, set("/Properties/EnableKeyRotation", false)),
                firstOf(SINGLE_SERVER, "AWS::Backup::BackupVault", WITHOUT_KEY, remove("/Properties/EncryptionKeyArn")),
                firstOf(SEPARATE_STORAGE, "AWS::RDS::DBInstance", OFF, set("/Properties/StorageEncrypted", false)),
                firstOf(SEPARATE_STORAGE, "AWS::RDS::DBInstance", WITHOUT_KEY, remove("/Properties/KmsKeyId")),
                firstOf(SEPARATE_STORAGE, "AWS::SecretsManager::Secret", WITHOUT_KEY, remove("/Properties/KmsKeyId")),
                new StageMutant(
                        "files without encryption",
                        SEPARATE_STORAGE,
                        "is not encrypted",
                        template -> template.mutate(
                                template.only("AWS::S3::Bucket", "content"), remove("/Properties/BucketEncryption"))),
                new StageMutant(
                        "files with S3's own key",
                        SEPARATE_STORAGE,
                        "AES256",
                        template -> template.mutate(
                                template.only("AWS::S3::Bucket", "content"),
                                set(
                                        "/Properties/BucketEncryption/ServerSideEncryptionConfiguration/0/ServerSideEncryptionByDefault",
                                        Map.of("SSEAlgorithm", "AES256")))),
                firstOf(
                        REPLICATED_READS,
                        "AWS::ElastiCache::ReplicationGroup",
                        OFF,
                        set("/Properties/AtRestEncryptionEnabled", false)),
                firstOf(AUTOSCALED, "AWS::CloudTrail::Trail", WITHOUT_KEY, remove("/Properties/KMSKeyId")),
                firstOf(AUTOSCALED, "AWS::Synthetics::Canary", WITHOUT_KEY, remove("/Properties/ArtifactConfig")),
                firstOf(DATA_PLATFORM, "AWS::DynamoDB::Table", WITHOUT_KEY, remove("/Properties/SSESpecification")),
                firstOf(DATA_PLATFORM, "AWS::SQS::Queue", WITHOUT_KEY, remove("/Properties/KmsMasterKeyId")),
                firstOf(
                        DATA_PLATFORM,
                        "AWS::RedshiftServerless::Namespace",
                        WITHOUT_KEY,
                        remove("/Properties/KmsKeyId")));
    }
}
