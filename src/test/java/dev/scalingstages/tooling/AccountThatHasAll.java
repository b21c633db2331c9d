package dev.scalingstages.tooling;

import static java.util.stream.Collectors.joining;

import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * An account in us-east-1 in which any stage can be deployed, by what AWS would answer: the members are those that its
 * documentation of the responses names, as far as anybody reads them.
 */
final class AccountThatHasAll {
    static final String ACCOUNT = "111122223333";

    private static final int PLENTY = 1000;

    /** Read units a second of one table, of an account that has asked for no more. */
    private static final int TABLE_READS = 40_000;

    private AccountThatHasAll() {}

    /** Sets all answers anew. */
    static void answer(CannedAws aws) {
        aws.answers(
                        "sts get-caller-identity",
                        "{'Account':'" + ACCOUNT + "','Arn':'arn:aws:iam::" + ACCOUNT + ":user/ada'}")
                .answers("ssm get-parameter", "{'Parameter':{'Value':'30'}}")
                .answers("s3api get-bucket-encryption", encryption("'SSEAlgorithm':'AES256'"))
                .answers("kms get-key-policy", keyPolicy("'AWS':'111122223333'", ""))
                .answers(
                        "ec2 describe-availability-zones",
                        "{'AvailabilityZones':[%s,%s,%s,%s]}".formatted(zone("a"), zone("b"), zone("c"), zone("d")))
                .answers("ec2 describe-instance-type-offerings", "{'InstanceTypeOfferings':[" + offerings() + "]}")
                .answers("ec2 describe-instance-types", "{'InstanceTypes':[" + processors() + "]}")
                .answers("ec2 describe-images", "{'Images':[{'State':'available','Name':'al2023'}]}")
                .answers("ec2 describe-instances", "{'Reservations':[]}")
                .answers("ec2 describe-vpcs", "{'Vpcs':[{'VpcId':'vpc-default','IsDefault':true}]}")
                .answers("ec2 describe-addresses", "{'Addresses':[]}")
                .answers("ec2 describe-managed-prefix-lists@pl-63a5400a", prefixList("com.amazonaws.us-east-1.s3"))
                .answers(
                        "ec2 describe-managed-prefix-lists@pl-02cd2c6b", prefixList("com.amazonaws.us-east-1.dynamodb"))
                .answers(
                        "ec2 describe-managed-prefix-lists@pl-3b927c52",
                        prefixList("com.amazonaws.global.cloudfront.origin-facing"))
                .answers("rds describe-db-engine-versions", "{'DBEngineVersions':[" + engines() + "]}")
                .answers("rds describe-orderable-db-instance-options", orderable("a", "b", "c"))
                .answers("rds describe-db-instances", "{'DBInstances':[]}")
                .answers("elasticache describe-cache-engine-versions", "{'CacheEngineVersions':[{'Engine':'valkey'}]}")
                .answers(
                        "elasticache describe-reserved-cache-nodes-offerings",
                        "{'ReservedCacheNodesOfferings':[{'CacheNodeType':'cache.r7g.large'}]}")
                .answers("elasticache describe-cache-clusters", "{'CacheClusters':[]}")
                .answers("elasticache describe-replication-groups", "{'ReplicationGroups':[]}")
                .answers("elasticache describe-cache-subnet-groups", "{'CacheSubnetGroups':[]}")
                .answers("elasticache describe-users", "{'Users':[{'UserId':'default'}]}")
                .answers("elasticache describe-user-groups", "{'UserGroups':[]}")
                .answers("elbv2 describe-load-balancers", "{'LoadBalancers':[]}")
                .answers("redshift-serverless list-workgroups", "{'workgroups':[]}")
                .answers("redshift-serverless list-namespaces", "{'namespaces':[]}")
                .answers("service-quotas get-service-quota", quota(PLENTY))
                .answers("service-quotas get-service-quota@L-CF0CBE56", quota(TABLE_READS))
                .answers(
                        "logs describe-log-groups",
                        "{'logGroups':[{'logGroupName':'/aws/lambda/scaling-stages-other'}]}")
                .answers("backup list-backup-vaults", "{'BackupVaultList':[{'BackupVaultName':'Default'}]}")
                .answers("cloudtrail list-trails", "{'Trails':[]}")
                .answers("synthetics describe-canaries", "{'Canaries':[]}")
                .answers(
                        "cloudformation list-stack-resources",
                        "error ValidationError Stack with id scaling-stages does not exist");
    }

    static String encryption(String applied) {
        return "{'ServerSideEncryptionConfiguration':{'Rules':[{'ApplyServerSideEncryptionByDefault':{" + applied
                + "}}]}}";
    }

    /** The policy of a key, which is JSON in JSON. */
    static String keyPolicy(String principal, String condition) {
        String policy = ("{'Statement':[{'Effect':'Allow','Action':['kms:Decrypt','kms:DescribeKey'],'Principal':{"
                        + principal + "},'Resource':'*','Condition':{" + condition + "}}]}")
                .replace("'", "\\\"");
        return "{\"Policy\":\"" + policy + "\"}";
    }

    static String zone(String letter) {
        return "{'ZoneName':'us-east-1%s','State':'available','ZoneType':'availability-zone'}".formatted(letter);
    }

    static String quota(int value) {
        return "{'Quota':{'Value':" + value + "}}";
    }

    static String prefixList(String name) {
        return "{'PrefixLists':[{'PrefixListName':'" + name + "','State':'create-complete'}]}";
    }

    /** Each type in three zones. */
    static String offerings() {
        return types().flatMap(type -> Stream.of("a", "b", "c")
                        .map(zone -> "{'InstanceType':'%s','Location':'us-east-1%s'}".formatted(type, zone)))
                .collect(joining(","));
    }

    private static String processors() {
        return types().map(type -> "{'InstanceType':'%s','VCpuInfo':{'DefaultVCpus':%d}}"
                        .formatted(type, type.endsWith(".2xlarge") ? 8 : type.endsWith(".xlarge") ? 4 : 2))
                .collect(joining(","));
    }

    private static Stream<String> types() {
        return Stream.of("t4g.small", "t4g.medium", "c7g.large", "c7g.xlarge", "c7g.2xlarge", "m7g.large");
    }

    static String orderable(String... zones) {
        String names =
                Stream.of(zones).map(zone -> "{'Name':'us-east-1" + zone + "'}").collect(joining(","));
        return "{'OrderableDBInstanceOptions':[{'StorageType':'gp3','MultiAZCapable':true,'AvailabilityZones':[" + names
                + "]}]}";
    }

    /** A database of the stack that runs. */
    static String running(String name, String version) {
        return "{'DBInstances':[{'DBInstanceIdentifier':'scaling-stages-%s','EngineVersion':'%s','TagList':[]}]}"
                .formatted(name, version);
    }

    /** A stack that has these databases, and nothing else. */
    static String stackOf(String... databases) {
        return Stream.of(databases)
                .map(name ->
                        "{'PhysicalResourceId':'scaling-stages-%s','ResourceStatus':'CREATE_COMPLETE'}".formatted(name))
                .collect(joining(",", "{'StackResourceSummaries':[", "]}"));
    }

    /** Versions from the first of 8.4 on, so that a newer pin of the template finds its own. */
    private static String engines() {
        return IntStream.rangeClosed(3, 20)
                .mapToObj(minor -> "{'Engine':'mysql','EngineVersion':'8.4." + minor + "','Status':'available'}")
                .collect(joining(","));
    }
}
