package dev.scalingstages.testing.rules;

import dev.scalingstages.testing.CloudTemplate;
import dev.scalingstages.testing.CloudTemplate.Resource;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Which resource types hold data, which only store or carry it for a while, and which do neither. A type that stands in
 * no list is a violation, so that whoever adds one decides.
 */
public final class DataTypes {
    /** What is lost with the resource: it is encrypted (X3) and outlives the stack (X4). */
    public static final Set<String> KEPT = Set.of(
            "AWS::Backup::BackupVault",
            "AWS::DynamoDB::Table",
            "AWS::EC2::Volume",
            "AWS::ElastiCache::ReplicationGroup",
            "AWS::KMS::Key",
            "AWS::Logs::LogGroup",
            "AWS::RDS::DBInstance",
            "AWS::RedshiftServerless::Namespace",
            "AWS::S3::Bucket",
            "AWS::SQS::Queue",
            "AWS::SecretsManager::Secret");

    /** What can be made again: it stores for a while or carries, so it is encrypted (X3), and may go. */
    static final Set<String> PASSING = types(
            "AWS::CloudFront Distribution",
            "AWS::CloudTrail Trail",
            "AWS::EC2 Instance LaunchTemplate FlowLog",
            "AWS::ElastiCache User UserGroup",
            "AWS::ElasticLoadBalancingV2 Listener ListenerRule TargetGroup",
            "AWS::Lambda Function",
            "AWS::RedshiftServerless Workgroup",
            "AWS::SNS Subscription Topic",
            "AWS::Synthetics Canary",
            "AWS::WAFv2 LoggingConfiguration");

    /** What knows of data, and neither stores nor carries it. */
    private static final Set<String> NEITHER = types(
            "AWS::AutoScaling AutoScalingGroup ScalingPolicy ScheduledAction",
            "AWS::Backup BackupPlan BackupSelection",
            "AWS::CertificateManager Certificate",
            "AWS::CloudFormation WaitCondition WaitConditionHandle",
            "AWS::CloudFront CachePolicy Function OriginAccessControl",
            "AWS::CloudWatch Alarm CompositeAlarm Dashboard",
            "AWS::EC2 EIP EIPAssociation InternetGateway Route RouteTable SecurityGroup SecurityGroupEgress",
            "AWS::EC2 SecurityGroupIngress Subnet SubnetRouteTableAssociation VPC VPCEndpoint VPCGatewayAttachment VolumeAttachment",
            "AWS::ElastiCache ParameterGroup SubnetGroup",
            "AWS::ElasticLoadBalancingV2 LoadBalancer",
            "AWS::Events Rule",
            "AWS::IAM InstanceProfile ManagedPolicy Policy Role RolePolicy",
            "AWS::Lambda Permission",
            "AWS::Logs LogAnomalyDetector MetricFilter QueryDefinition",
            "AWS::RDS DBParameterGroup DBSubnetGroup",
            "AWS::Route53 RecordSet",
            "AWS::S3 BucketPolicy",
            "AWS::SNS TopicPolicy",
            "AWS::SQS QueuePolicy",
            "AWS::SSM Association",
            "AWS::Scheduler Schedule",
            "AWS::SecretsManager RotationSchedule SecretTargetAttachment",
            "AWS::WAFv2 WebACL WebACLAssociation",
            "Custom InternalCertificate ReplicasServing");

    private DataTypes() {}

    /** The types of several services: of each its name, and those of its types. */
    private static Set<String> types(String... services) {
        return Stream.of(services)
                .map(service -> service.split(" "))
                .flatMap(words -> Stream.of(words).skip(1).map(name -> words[0] + "::" + name))
                .collect(Collectors.toUnmodifiableSet());
    }

    /** The types of a template that nobody has decided about. */
    public static List<String> violations(CloudTemplate template) {
        return template.resources().stream()
                .map(Resource::type)
                .distinct()
                .filter(type -> !KEPT.contains(type) && !PASSING.contains(type) && !NEITHER.contains(type))
                .map(type -> type + " is new: decide in DataTypes whether it holds or carries data, and check it")
                .toList();
    }
}
