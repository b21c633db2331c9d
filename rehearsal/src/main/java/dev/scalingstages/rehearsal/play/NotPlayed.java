package dev.scalingstages.rehearsal.play;

import java.util.Set;

/** The types of resources that a play accepts without playing them. */
final class NotPlayed {
    /** What watches, records and backs up, what only later changes sizes, and what nothing here calls. */
    static final Set<String> TYPES = Set.of(
            "AWS::AutoScaling::ScalingPolicy",
            "AWS::AutoScaling::ScheduledAction",
            "AWS::Backup::BackupPlan",
            "AWS::Backup::BackupSelection",
            "AWS::Backup::BackupVault",
            "AWS::CDK::Metadata",
            "AWS::CloudFront::CachePolicy",
            "AWS::CloudFront::OriginAccessControl",
            "AWS::CloudTrail::Trail",
            "AWS::CloudWatch::Alarm",
            "AWS::CloudWatch::CompositeAlarm",
            "AWS::CloudWatch::Dashboard",
            "AWS::EC2::FlowLog",
            "AWS::Lambda::Permission",
            "AWS::Logs::LogAnomalyDetector",
            "AWS::Logs::MetricFilter",
            "AWS::Logs::QueryDefinition",
            "AWS::SNS::Topic",
            "AWS::SNS::TopicPolicy",
            "AWS::SNS::Subscription",
            "AWS::SSM::Association",
            "AWS::Scheduler::Schedule",
            "AWS::SecretsManager::RotationSchedule",
            "AWS::Synthetics::Canary",
            "AWS::WAFv2::LoggingConfiguration",
            "AWS::WAFv2::WebACL",
            "AWS::WAFv2::WebACLAssociation");

    private NotPlayed() {}
}
