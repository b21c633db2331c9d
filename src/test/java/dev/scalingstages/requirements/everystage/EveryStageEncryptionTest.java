package dev.scalingstages.requirements.everystage;

import static dev.scalingstages.stage.ScalingStage.AUTOSCALED;
import static dev.scalingstages.stage.ScalingStage.DATA_PLATFORM;
import static dev.scalingstages.stage.ScalingStage.LOAD_BALANCED;
import static dev.scalingstages.stage.ScalingStage.REPLICATED_READS;
import static dev.scalingstages.stage.ScalingStage.SEPARATE_STORAGE;
import static dev.scalingstages.stage.ScalingStage.SINGLE_SERVER;
import static dev.scalingstages.testing.Edits.remove;
import static dev.scalingstages.testing.Edits.set;
import static dev.scalingstages.testing.StageMutant.mutant;

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
                all -> all.add("Files", "AWS::EFS::FileSystem", Map.of("Encrypted", true))));
    }

    @Mutants
    @Row("X3")
    void theCheckAtRestObjects(StageMutant mutant) {
        mutant.assertCaughtBy(EncryptionAtRest::violations);
    }

    static Stream<StageMutant> theCheckAtRestObjects() {
        return Stream.of(
                mutant(SINGLE_SERVER, "AWS::EC2::Volume", set("Encrypted", false), OFF),
                mutant(SINGLE_SERVER, "AWS::EC2::Volume", remove("KmsKeyId"), WITHOUT_KEY),
                mutant(
                        SINGLE_SERVER,
                        "AWS::EC2::Instance",
                        remove("BlockDeviceMappings"),
                        "does not say that its disk"),
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
                mutant(
                        REPLICATED_READS,
                        "AWS::ElastiCache::ReplicationGroup",
                        set("AtRestEncryptionEnabled", false),
                        OFF),
                mutant(AUTOSCALED, "AWS::CloudTrail::Trail", remove("KMSKeyId"), WITHOUT_KEY),
                mutant(AUTOSCALED, "AWS::Synthetics::Canary", remove("ArtifactConfig"), WITHOUT_KEY),
                mutant(DATA_PLATFORM, "AWS::DynamoDB::Table", remove("SSESpecification"), WITHOUT_KEY),
                mutant(DATA_PLATFORM, "AWS::SQS::Queue", remove("KmsMasterKeyId"), WITHOUT_KEY),
                mutant(DATA_PLATFORM, "AWS::RedshiftServerless::Namespace", remove("KmsKeyId"), WITHOUT_KEY));
    }
}
