package dev.scalingstages.requirements.growth;

import dev.scalingstages.review.template.Resource;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Properties that can be set only at creation and that a template leaves out all the same. CloudFormation's schemas say
 * which properties those are; whatever is not here has to be written out.
 *
 * @param type the type of resource
 * @param properties the properties that are left out
 * @param when for which resources of the type
 * @param reason why
 */
record LeftOut(String type, Set<String> properties, Predicate<Resource> when, String reason) {
    private static final String NAME = "CloudFormation makes the name, so that two systems fit into one account";
    private static final String IPAM = "addresses are ours, not those of an address manager";

    private static final List<LeftOut> ALL = List.of(
            of("AWS::DynamoDB::Table", NAME, "TableName"),
            of("AWS::DynamoDB::Table", "a table starts empty", "ImportSourceSpecification"),
            of("AWS::EC2::SecurityGroup", NAME, "GroupName"),
            of("AWS::EC2::Subnet", "the zone is written by its name", "AvailabilityZoneId"),
            of("AWS::EC2::Subnet", IPAM, "Ipv4IpamPoolId Ipv4NetmaskLength Ipv6IpamPoolId Ipv6NetmaskLength"),
            of("AWS::EC2::Subnet", "the system speaks IPv4 behind its front door", "Ipv6CidrBlock Ipv6Native"),
            of("AWS::EC2::Subnet", "no part is on premises", "OutpostArn"),
            of("AWS::EC2::Volume", "the data volume starts empty", "SnapshotId"),
            of("AWS::EC2::VPC", IPAM, "Ipv4IpamPoolId Ipv4NetmaskLength"),
            of("AWS::EC2::VPC", "a feature of its own price; TLS encrypts every hop", "VpcEncryptionControl"),
            of("AWS::ElastiCache::ReplicationGroup", "users sign in by IAM", "AuthToken"),
            of("AWS::ElastiCache::ReplicationGroup", "only r6gd nodes tier data", "DataTieringEnabled"),
            of("AWS::ElastiCache::ReplicationGroup", "one region", "GlobalReplicationGroupId"),
            of(
                    "AWS::ElastiCache::ReplicationGroup",
                    "shards are counted, so that their number can change in place",
                    "NodeGroupConfiguration PreferredCacheClusterAZs"),
            of("AWS::ElastiCache::ReplicationGroup", "a cache starts empty", "SnapshotArns SnapshotName"),
            of("AWS::ElasticLoadBalancingV2::LoadBalancer", NAME, "Name"),
            of("AWS::ElasticLoadBalancingV2::TargetGroup", NAME, "Name"),
            of(
                    "AWS::ElasticLoadBalancingV2::TargetGroup",
                    "IPv4 and HTTP/1.1 are the defaults, and a group for TCP takes no protocol version",
                    "IpAddressType ProtocolVersion"),
            of("AWS::IAM::Role", NAME, "Path RoleName"),
            of("AWS::Logs::LogGroup", NAME, "LogGroupName"),
            new LeftOut(
                    "AWS::RDS::DBInstance",
                    Set.of("DBName", "DBSubnetGroupName", "KmsKeyId", "MasterUsername", "StorageEncrypted"),
                    replica -> replica.properties().has("SourceDBInstanceIdentifier"),
                    "RDS takes these from a replica's source, and refuses them beside it"),
            new LeftOut(
                    "AWS::RDS::DBInstance",
                    Set.of("SourceDBInstanceIdentifier"),
                    database -> database.properties().has("MasterUsername"),
                    "a primary has no source"),
            new LeftOut(
                    "AWS::RDS::DBInstance",
                    Set.of("AvailabilityZone"),
                    database -> !database.properties().has("SourceDBInstanceIdentifier"),
                    "RDS refuses a zone for a database with a standby, which comes at stage 3"),
            of(
                    "AWS::RDS::DBInstance",
                    "a database starts empty, in one region",
                    "DBClusterSnapshotIdentifier DBSnapshotIdentifier RestoreTime SourceDBInstanceAutomatedBackupsArn",
                    "SourceDbiResourceId SourceRegion UseLatestRestorableTime"),
            of(
                    "AWS::RDS::DBInstance",
                    "of another engine, of clusters or of RDS Custom",
                    "CharacterSetName CustomIAMInstanceProfile DBClusterIdentifier DBSystemId NcharCharacterSetName",
                    "SourceDBClusterIdentifier Timezone"),
            of("AWS::RDS::DBInstance", "backups are in the region", "BackupTarget"),
            of(
                    "AWS::RDS::DBInstance",
                    "Database Insights writes no data that outlives it",
                    "PerformanceInsightsKMSKeyId"),
            of("AWS::RDS::DBParameterGroup", NAME, "DBParameterGroupName"),
            of("AWS::RDS::DBSubnetGroup", NAME, "DBSubnetGroupName"),
            of("AWS::S3::Bucket", NAME, "BucketName BucketNamePrefix BucketNamespace"),
            of(
                    "AWS::S3::Bucket",
                    "versions and policies protect; a lock would outlive the system",
                    "ObjectLockEnabled"),
            of("AWS::SQS::Queue", NAME, "QueueName"),
            of("AWS::SQS::Queue", "a standard queue is one without it", "FifoQueue"),
            of("AWS::SecretsManager::Secret", NAME, "Name"));

    static List<LeftOut> all() {
        return ALL;
    }

    /** Whether a resource leaves out a property for this reason. */
    boolean isOf(Resource resource, String property) {
        return type.equals(resource.type()) && properties.contains(property) && when.test(resource);
    }

    private static LeftOut of(String type, String reason, String... properties) {
        return new LeftOut(type, Set.of(String.join(" ", properties).split(" ")), resource -> true, reason);
    }

    @Override
    public String toString() {
        return type + " " + properties;
    }
}
