package dev.scalingstages.rows;

import com.fasterxml.jackson.databind.JsonNode;
import dev.scalingstages.testing.CloudTemplate.Resource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Which properties CloudFormation sets only when it creates a resource, for what holds data and what that stands on,
 * and for what has an address that others know. Source: AWS CloudFormation Template Reference, each type's page, the
 * properties marked "Update requires: Replacement" or "Updates are not supported", November 2026. A property marked as
 * conditional is here when the condition can hold for us; {@code MultiAZ}, {@code Engine} and {@code StorageType} of a
 * database change in place.
 */
final class CreateOnlyProperties {
    /** Written out by us in each resource of the type. */
    private static final Map<String, List<String>> WRITTEN = new TreeMap<>();

    /** Left to CloudFormation, which chooses once; never to be added later. */
    private static final Map<String, List<String>> LEFT_OUT = new TreeMap<>();

    private static final String DATABASE = "AWS::RDS::DBInstance";

    /** RDS takes these from a replica's source, and refuses them next to it. */
    private static final List<String> FROM_THE_SOURCE =
            List.of("DBName", "DBSubnetGroupName", "KmsKeyId", "MasterUsername", "StorageEncrypted");

    static {
        type("AWS::Backup::BackupVault", List.of("BackupVaultName", "EncryptionKeyArn"), List.of());
        type("AWS::DynamoDB::Table", List.of("KeySchema"), List.of("TableName", "ImportSourceSpecification"));
        type("AWS::EC2::SecurityGroup", List.of("GroupDescription", "VpcId"), List.of("GroupName"));
        type(
                "AWS::EC2::Subnet",
                List.of("AvailabilityZone", "CidrBlock", "VpcId"),
                List.of("AvailabilityZoneId", "Ipv4IpamPoolId", "Ipv6CidrBlock", "Ipv6Native", "OutpostArn"));
        type(
                "AWS::EC2::Volume",
                List.of("AvailabilityZone", "Encrypted", "KmsKeyId"),
                List.of("OutpostArn", "SnapshotId"));
        type("AWS::EC2::VPC", List.of("CidrBlock", "InstanceTenancy"), List.of("Ipv4IpamPoolId"));
        type("AWS::ElastiCache::ParameterGroup", List.of("CacheParameterGroupFamily"), List.of());
        type(
                "AWS::ElastiCache::ReplicationGroup",
                List.of(
                        "AtRestEncryptionEnabled",
                        "CacheSubnetGroupName",
                        "ClusterMode",
                        "Engine",
                        "KmsKeyId",
                        "NetworkType",
                        "Port",
                        "ReplicasPerNodeGroup",
                        "ReplicationGroupId",
                        "TransitEncryptionEnabled",
                        "UserGroupIds"),
                List.of(
                        "AuthToken",
                        "DataTieringEnabled",
                        "GlobalReplicationGroupId",
                        "NodeGroupConfiguration",
                        "PreferredCacheClusterAZs",
                        "SnapshotArns",
                        "SnapshotName"));
        type("AWS::ElastiCache::SubnetGroup", List.of("CacheSubnetGroupName"), List.of());
        type("AWS::ElastiCache::User", List.of("Engine", "UserId", "UserName"), List.of());
        type("AWS::ElastiCache::UserGroup", List.of("Engine", "UserGroupId"), List.of());
        type("AWS::ElasticLoadBalancingV2::LoadBalancer", List.of("Scheme", "Type"), List.of("Name"));
        type(
                "AWS::ElasticLoadBalancingV2::TargetGroup",
                List.of("Port", "Protocol", "TargetType", "VpcId"),
                List.of("IpAddressType", "Name", "ProtocolVersion"));
        type("AWS::IAM::Role", List.of(), List.of("Path", "RoleName"));
        type("AWS::Logs::LogGroup", List.of(), List.of("LogGroupName"));
        type(
                DATABASE,
                List.of(
                        "DBInstanceIdentifier",
                        "DBName",
                        "DBSubnetGroupName",
                        "KmsKeyId",
                        "MasterUsername",
                        "Port",
                        "StorageEncrypted"),
                List.of(
                        "AvailabilityZone",
                        "BackupTarget",
                        "CharacterSetName",
                        "CustomIAMInstanceProfile",
                        "DBClusterIdentifier",
                        "DBSnapshotIdentifier",
                        "PerformanceInsightsKMSKeyId",
                        "SourceDBInstanceIdentifier",
                        "SourceRegion",
                        "Timezone"));
        type("AWS::RDS::DBParameterGroup", List.of("Description", "Family"), List.of("DBParameterGroupName"));
        type("AWS::RDS::DBSubnetGroup", List.of(), List.of("DBSubnetGroupName"));
        type(
                "AWS::RDS::OptionGroup",
                List.of("EngineName", "MajorEngineVersion", "OptionGroupDescription"),
                List.of("OptionGroupName"));
        type("AWS::RedshiftServerless::Namespace", List.of("NamespaceName"), List.of());
        type("AWS::RedshiftServerless::Workgroup", List.of("NamespaceName", "WorkgroupName"), List.of());
        type("AWS::S3::Bucket", List.of(), List.of("BucketName", "ObjectLockEnabled"));
        type("AWS::SNS::Topic", List.of(), List.of("FifoTopic", "TopicName"));
        type("AWS::SQS::Queue", List.of(), List.of("FifoQueue", "QueueName"));
        type("AWS::SecretsManager::Secret", List.of("GenerateSecretString"), List.of("Name"));
        type("AWS::SecretsManager::SecretTargetAttachment", List.of("SecretId"), List.of());
    }

    private CreateOnlyProperties() {}

    /** The types that are looked at. */
    static List<String> types() {
        return List.copyOf(WRITTEN.keySet());
    }

    /** The create-only properties that differ between two states of a resource. */
    static List<String> changed(Resource before, Resource after) {
        return Stream.concat(
                        WRITTEN.getOrDefault(before.type(), List.of()).stream(),
                        LEFT_OUT.getOrDefault(before.type(), List.of()).stream())
                .filter(property -> !value(before, property).equals(value(after, property)))
                .toList();
    }

    /** The create-only properties that are left to a default of AWS although they are ours to decide. */
    static List<String> missing(Resource resource) {
        List<String> missing = new ArrayList<>(WRITTEN.getOrDefault(resource.type(), List.of()));
        boolean replica = resource.properties().has("SourceDBInstanceIdentifier");
        if (replica) {
            missing.removeAll(FROM_THE_SOURCE);
        }
        missing.removeIf(property -> resource.properties().has(property));
        return missing;
    }

    private static JsonNode value(Resource resource, String property) {
        return resource.properties().path(property);
    }

    private static void type(String type, List<String> written, List<String> leftOut) {
        WRITTEN.put(type, written);
        LEFT_OUT.put(type, leftOut);
    }
}
