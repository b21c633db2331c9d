package dev.scalingstages.testing.rules;

import com.fasterxml.jackson.databind.JsonNode;
import dev.scalingstages.testing.CloudTemplate;
import dev.scalingstages.testing.CloudTemplate.Resource;
import dev.scalingstages.testing.TemplateText;
import dev.scalingstages.testing.Violations;
import java.util.List;
import java.util.Map;

/** X3, at rest: whatever stores data does so under a key of this system, or says why it cannot. */
public final class EncryptionAtRest {
    /** Where each type names its key. */
    private static final Map<String, String> KEYS = Map.ofEntries(
            Map.entry("AWS::Backup::BackupVault", "/EncryptionKeyArn"),
            Map.entry("AWS::CloudTrail::Trail", "/KMSKeyId"),
            Map.entry("AWS::DynamoDB::Table", "/SSESpecification/KMSMasterKeyId"),
            Map.entry("AWS::EC2::Volume", "/KmsKeyId"),
            Map.entry("AWS::ElastiCache::ReplicationGroup", "/KmsKeyId"),
            Map.entry("AWS::Logs::LogGroup", "/KmsKeyId"),
            Map.entry("AWS::RDS::DBInstance", "/KmsKeyId"),
            Map.entry("AWS::RedshiftServerless::Namespace", "/KmsKeyId"),
            Map.entry("AWS::SNS::Topic", "/KmsMasterKeyId"),
            Map.entry("AWS::SQS::Queue", "/KmsMasterKeyId"),
            Map.entry("AWS::SecretsManager::Secret", "/KmsKeyId"),
            Map.entry("AWS::Synthetics::Canary", "/ArtifactConfig/S3Encryption/KmsKeyArn"));

    /** What must be switched on besides naming the key. */
    private static final Map<String, String> SWITCHES = Map.of(
            "AWS::DynamoDB::Table", "/SSESpecification/SSEEnabled",
            "AWS::EC2::Volume", "/Encrypted",
            "AWS::ElastiCache::ReplicationGroup", "/AtRestEncryptionEnabled",
            "AWS::KMS::Key", "/EnableKeyRotation",
            "AWS::RDS::DBInstance", "/StorageEncrypted");

    private final CloudTemplate template;
    private final Violations violations = new Violations();

    private EncryptionAtRest(CloudTemplate template) {
        this.template = template;
    }

    /** What is stored in plain text. */
    public static List<String> violations(CloudTemplate template) {
        EncryptionAtRest check = new EncryptionAtRest(template);
        template.resources().forEach(check::check);
        return check.violations;
    }

    private void check(Resource resource) {
        if (isReplica(resource)) {
            checkReplica(resource);
            return;
        }
        String key = KEYS.get(resource.type());
        if (key != null && !isKey(resource.at(key))) {
            violations.add(resource + " is not encrypted with a key of this system: " + resource.at(key));
        }
        String encrypted = SWITCHES.get(resource.type());
        violations.when(
                encrypted != null && !resource.at(encrypted).asBoolean(),
                resource + " has not switched on " + encrypted);
        switch (resource.type()) {
            case "AWS::S3::Bucket" -> checkBucket(resource);
            case "AWS::EC2::Instance" -> checkDisks(resource, resource.at("/BlockDeviceMappings"));
            case "AWS::EC2::LaunchTemplate" ->
                checkDisks(resource, resource.at("/LaunchTemplateData/BlockDeviceMappings"));
            case "AWS::Lambda::Function" -> {
                violations.when(
                        resource.has("Environment") && !isKey(resource.at("/KmsKeyArn")),
                        resource + " does not encrypt its environment with a key of this system");
            }
            case "AWS::RedshiftServerless::Namespace" -> {
                violations.unless(
                        isKey(resource.at("/AdminPasswordSecretKmsKeyId")),
                        resource + " does not encrypt its administrator's password");
            }
            default -> {
                // Has no data of its own, or all of its kind is in the tables above.
            }
        }
    }

    /** A replica in the same region is encrypted as its source is, and RDS refuses to be told so. */
    private void checkReplica(Resource replica) {
        Resource source = template.target(replica.at("/SourceDBInstanceIdentifier"));
        violations.unless(
                source.type().equals("AWS::RDS::DBInstance"),
                replica + " is no replica of a database in this template");
        violations.when(
                replica.has("StorageEncrypted")
                        && !replica.at("/StorageEncrypted").asBoolean(),
                replica + " is not encrypted");
    }

    private void checkBucket(Resource bucket) {
        JsonNode encryption =
                bucket.at("/BucketEncryption/ServerSideEncryptionConfiguration/0/ServerSideEncryptionByDefault");
        boolean ownKey =
                encryption.path("SSEAlgorithm").asText().equals("aws:kms") && isKey(encryption.path("KMSMasterKeyID"));
        // Load balancers, CloudFront and S3 deliver logs only to buckets with S3's own keys.
        boolean logs = encryption.path("SSEAlgorithm").asText().equals("AES256") && receivesLogs(bucket);
        if (!ownKey && !logs) {
            violations.add(bucket + " is not encrypted with a key of this system: " + encryption);
        }
    }

    private boolean receivesLogs(Resource bucket) {
        return template.resources().stream()
                .flatMap(resource -> List.of(
                        resource.at("/LoggingConfiguration/DestinationBucketName"),
                        resource.at("/DistributionConfig/Logging/Bucket"))
                        .stream())
                .anyMatch(target -> CloudTemplate.references(target).contains(bucket.logicalId()));
    }

    private void checkDisks(Resource server, JsonNode disks) {
        violations.when(disks.isEmpty(), server + " does not say that its disk is encrypted");
        for (JsonNode disk : disks) {
            if (!disk.path("Ebs").path("Encrypted").asBoolean()) {
                violations.add(server + " has a disk that is not encrypted: "
                        + disk.path("DeviceName").asText());
            }
        }
    }

    private boolean isKey(JsonNode reference) {
        List<String> ids = CloudTemplate.references(reference);
        return ids.size() == 1 && template.is(ids.get(0), "AWS::KMS::Key");
    }

    /** Whether a resource is a read replica. */
    public static boolean isReplica(Resource resource) {
        return resource.type().equals("AWS::RDS::DBInstance")
                && !TemplateText.of(resource.at("/SourceDBInstanceIdentifier")).isEmpty();
    }
}
