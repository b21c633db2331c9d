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
    static final String IDENTITY = "{'Account':'111122223333','Arn':'arn:aws:iam::111122223333:user/ada'}";
    static final String ROLE =
            "{'Credentials':{'AccessKeyId':'KEY','SecretAccessKey':'SECRET','SessionToken':'TOKEN'}}";

    private static final int PLENTY = 1000;

    /** Read units a second of one table, of an account that has asked for no more. */
    private static final int TABLE_READS = 40_000;

    private static final String PREFIX_LIST = "ec2 describe-managed-prefix-lists@";

    /** What is answered whatever a test is about: a call, and the answer. */
    private static final String ANSWERS = """
            ssm get-parameter | {'Parameter':{'Value':'30'}}
            ec2 describe-images | {'Images':[{'State':'available','Name':'al2023'}]}
            ec2 describe-instances | {'Reservations':[]}
            ec2 describe-vpcs | {'Vpcs':[{'VpcId':'vpc-default','IsDefault':true}]}
            ec2 describe-addresses | {'Addresses':[]}
            rds describe-db-instances | {'DBInstances':[]}
            elasticache describe-cache-engine-versions | {'CacheEngineVersions':[{'Engine':'valkey'}]}
            elasticache describe-reserved-cache-nodes-offerings \
             | {'ReservedCacheNodesOfferings':[{'CacheNodeType':'cache.r7g.large'}]}
            elasticache describe-cache-clusters | {'CacheClusters':[]}
            elasticache describe-replication-groups | {'ReplicationGroups':[]}
            elasticache describe-cache-subnet-groups | {'CacheSubnetGroups':[]}
            elasticache describe-users | {'Users':[{'UserId':'default'}]}
            elasticache describe-user-groups | {'UserGroups':[]}
            elbv2 describe-load-balancers | {'LoadBalancers':[]}
            redshift-serverless list-workgroups | {'workgroups':[]}
            redshift-serverless list-namespaces | {'namespaces':[]}
            logs describe-log-groups | {'logGroups':[{'logGroupName':'/aws/lambda/scaling-stages-other'}]}
            backup list-backup-vaults | {'BackupVaultList':[{'BackupVaultName':'Default'}]}
            cloudtrail list-trails | {'Trails':[]}
            synthetics describe-canaries | {'Canaries':[]}
            cloudformation list-stack-resources | error ValidationError Stack with id scaling-stages does not exist
            """;

    private AccountThatHasAll() {}

    /** Sets all answers anew. */
    static void answer(CannedAws aws) {
        ANSWERS.lines().map(line -> line.split(" +\\| ")).forEach(pair -> aws.answers(pair[0], pair[1]));
        aws.answers("sts get-caller-identity", IDENTITY)
                .answers("s3api get-bucket-encryption", encryption("'SSEAlgorithm':'AES256'"))
                .answers("kms get-key-policy", keyPolicy("'AWS':'111122223333'", ""))
                .answers("ec2 describe-availability-zones", zones("a", "b", "c", "d"))
                .answers("ec2 describe-instance-type-offerings", offerings())
                .answers("ec2 describe-instance-types", processors())
                .answers(PREFIX_LIST + "pl-63a5400a", prefixList("com.amazonaws.us-east-1.s3"))
                .answers(PREFIX_LIST + "pl-02cd2c6b", prefixList("com.amazonaws.us-east-1.dynamodb"))
                .answers(PREFIX_LIST + "pl-3b927c52", prefixList("com.amazonaws.global.cloudfront.origin-facing"))
                .answers("rds describe-db-engine-versions", engines())
                .answers("rds describe-orderable-db-instance-options", orderable("a", "b", "c"))
                .answers("service-quotas get-service-quota", quota(PLENTY))
                .answers("service-quotas get-service-quota@L-CF0CBE56", quota(TABLE_READS));
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

    static String zones(String... letters) {
        return Stream.of(letters)
                .map("{'ZoneName':'us-east-1%s','State':'available','ZoneType':'availability-zone'}"::formatted)
                .collect(joining(",", "{'AvailabilityZones':[", "]}"));
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
                .collect(joining(",", "{'InstanceTypeOfferings':[", "]}"));
    }

    private static String processors() {
        return types().map(type -> "{'InstanceType':'%s','VCpuInfo':{'DefaultVCpus':%d}}"
                        .formatted(type, type.endsWith(".2xlarge") ? 8 : type.endsWith(".xlarge") ? 4 : 2))
                .collect(joining(",", "{'InstanceTypes':[", "]}"));
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
                .mapToObj("{'Engine':'mysql','EngineVersion':'8.4.%d','Status':'available'}"::formatted)
                .collect(joining(",", "{'DBEngineVersions':[", "]}"));
    }
}
