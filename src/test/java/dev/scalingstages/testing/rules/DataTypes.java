package dev.scalingstages.testing.rules;

import dev.scalingstages.testing.CloudTemplate;
import dev.scalingstages.testing.CloudTemplate.Resource;
import java.util.List;
import java.util.Set;

/**
 * Which resource types hold data, which only store or carry it for a while, and which do neither. A type that stands in
 * no list is a violation, so that whoever adds one decides.
 */
public final class DataTypes {
    /** What is lost with the resource: it is encrypted (X3) and outlives the stack (X4). */
    static final Set<String> KEPT = Set.of(
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
    static final Set<String> PASSING = Set.of(
            "AWS::CloudFront::Distribution",
            "AWS::CloudTrail::Trail",
            "AWS::EC2::Instance",
            "AWS::EC2::LaunchTemplate",
            "AWS::ElastiCache::User",
            "AWS::ElastiCache::UserGroup",
            "AWS::ElasticLoadBalancingV2::Listener",
            "AWS::ElasticLoadBalancingV2::ListenerRule",
            "AWS::ElasticLoadBalancingV2::TargetGroup",
            "AWS::Lambda::Function",
            "AWS::RedshiftServerless::Workgroup",
            "AWS::SNS::Subscription",
            "AWS::SNS::Topic",
            "AWS::Synthetics::Canary",
            "AWS::WAFv2::LoggingConfiguration",
            "AWS::EC2::FlowLog");

    /** What knows of data, and neither stores nor carries it. */
    private static final Set<String> NEITHER = Set.of(
            "AWS::AutoScaling::AutoScalingGroup",
            "AWS::AutoScaling::ScalingPolicy",
            "AWS::AutoScaling::ScheduledAction",
            "AWS::Backup::BackupPlan",
            "AWS::Backup::BackupSelection",
            "AWS::CertificateManager::Certificate",
            "AWS::CloudFormation::WaitCondition",
            "AWS::CloudFormation::WaitConditionHandle",
            "AWS::CloudFront::CachePolicy",
            "AWS::CloudFront::Function",
            "AWS::CloudFront::OriginAccessControl",
            "AWS::CloudWatch::Alarm",
            "AWS::CloudWatch::CompositeAlarm",
            "AWS::CloudWatch::Dashboard",
            "AWS::EC2::EIP",
            "AWS::EC2::EIPAssociation",
            "AWS::EC2::InternetGateway",
            "AWS::EC2::Route",
            "AWS::EC2::RouteTable",
            "AWS::EC2::SecurityGroup",
            "AWS::EC2::SecurityGroupEgress",
            "AWS::EC2::SecurityGroupIngress",
            "AWS::EC2::Subnet",
            "AWS::EC2::SubnetRouteTableAssociation",
            "AWS::EC2::VPC",
            "AWS::EC2::VPCEndpoint",
            "AWS::EC2::VPCGatewayAttachment",
            "AWS::EC2::VolumeAttachment",
            "AWS::ElastiCache::ParameterGroup",
            "AWS::ElastiCache::SubnetGroup",
            "AWS::ElasticLoadBalancingV2::LoadBalancer",
            "AWS::Events::Rule",
            "AWS::IAM::InstanceProfile",
            "AWS::IAM::ManagedPolicy",
            "AWS::IAM::Policy",
            "AWS::IAM::Role",
            "AWS::IAM::RolePolicy",
            "AWS::Lambda::Permission",
            "AWS::Logs::LogAnomalyDetector",
            "AWS::Logs::MetricFilter",
            "AWS::Logs::QueryDefinition",
            "AWS::RDS::DBParameterGroup",
            "AWS::RDS::DBSubnetGroup",
            "AWS::Route53::RecordSet",
            "AWS::S3::BucketPolicy",
            "AWS::SNS::TopicPolicy",
            "AWS::SQS::QueuePolicy",
            "AWS::SSM::Association",
            "AWS::Scheduler::Schedule",
            "AWS::SecretsManager::RotationSchedule",
            "AWS::SecretsManager::SecretTargetAttachment",
            "AWS::WAFv2::WebACL",
            "AWS::WAFv2::WebACLAssociation",
            "Custom::InternalCertificate",
            "Custom::ReplicasServing");

    private DataTypes() {}

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
