package dev.scalingstages.testing.rules;

import com.fasterxml.jackson.databind.JsonNode;
import dev.scalingstages.testing.CloudTemplate;
import dev.scalingstages.testing.CloudTemplate.Resource;
import dev.scalingstages.testing.TemplateText;
import dev.scalingstages.testing.Violations;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.StreamSupport;

/** X9: tags by which a bill can be split. */
public final class TagRules {
    private static final List<String> NAMES = List.of("system", "stage", "component");

    /** Types that a bill names, or that make resources which it names. */
    private static final Set<String> ON_THE_BILL = Set.of(
            "AWS::AutoScaling::AutoScalingGroup",
            "AWS::Backup::BackupPlan",
            "AWS::Backup::BackupVault",
            "AWS::CloudFront::Distribution",
            "AWS::CloudTrail::Trail",
            "AWS::CloudWatch::Alarm",
            "AWS::DynamoDB::Table",
            "AWS::EC2::EIP",
            "AWS::EC2::Instance",
            "AWS::EC2::VPC",
            "AWS::EC2::VPCEndpoint",
            "AWS::EC2::Volume",
            "AWS::ElastiCache::ReplicationGroup",
            "AWS::ElasticLoadBalancingV2::LoadBalancer",
            "AWS::ElasticLoadBalancingV2::TargetGroup",
            "AWS::IAM::Role",
            "AWS::KMS::Key",
            "AWS::Lambda::Function",
            "AWS::Logs::LogGroup",
            "AWS::RDS::DBInstance",
            "AWS::RedshiftServerless::Namespace",
            "AWS::RedshiftServerless::Workgroup",
            "AWS::S3::Bucket",
            "AWS::SNS::Topic",
            "AWS::SQS::Queue",
            "AWS::SecretsManager::Secret",
            "AWS::Synthetics::Canary",
            "AWS::WAFv2::WebACL");

    private static final List<String> TAG_PROPERTIES =
            List.of("Tags", "BackupVaultTags", "BackupPlanTags", "HostedZoneTags", "UserPoolTags");

    private TagRules() {}

    /** What is wrong with the tags, given what the tags {@code system} and {@code stage} have to say. */
    public static List<String> violations(CloudTemplate template, String system, String stage) {
        Violations violations = new Violations();
        for (Resource resource : template.resources()) {
            Optional<JsonNode> tags = tags(resource);
            // The certificate that a custom resource makes is not told the stage: it is the same in all of them.
            boolean custom = resource.type().startsWith("Custom::");
            if (tags.isPresent() && !custom) {
                violations.and(missing(resource.logicalId(), tags.get(), system, stage));
            } else if (ON_THE_BILL.contains(resource.type())) {
                violations.add(resource + " is on the bill and has no tags");
            }
        }
        for (Resource fleet : template.resources("AWS::AutoScaling::AutoScalingGroup")) {
            violations.and(serverViolations(template, fleet, system, stage));
        }
        for (Resource server : template.resources("AWS::EC2::Instance")) {
            violations.unless(
                    server.at("/PropagateTagsToVolumeOnCreation").asBoolean(), "volumes of " + server + " get no tags");
        }
        return violations;
    }

    /** The value of a tag in a list or map of tags. */
    static Optional<String> tag(JsonNode tags, String name) {
        if (tags.isObject()) {
            return Optional.ofNullable(tags.get(name)).map(TemplateText::of);
        }
        return StreamSupport.stream(tags.spliterator(), false)
                .filter(tag -> tag.path("Key").asText().equals(name))
                .map(tag -> TemplateText.of(tag.path("Value")))
                .findFirst();
    }

    private static List<String> serverViolations(CloudTemplate template, Resource fleet, String system, String stage) {
        Violations violations = new Violations();
        fleet.at("/Tags").forEach(tag -> {
            if (!tag.path("PropagateAtLaunch").asBoolean()) {
                violations.add(fleet + " does not hand on " + tag + " to its servers");
            }
        });
        // A group hands its tags on to servers, not to their volumes; those are tagged by the launch template alone.
        Resource launchTemplate = template.target(fleet.at("/LaunchTemplate/LaunchTemplateId"));
        Map<String, JsonNode> specifications = new TreeMap<>();
        launchTemplate
                .at("/LaunchTemplateData/TagSpecifications")
                .forEach(each -> specifications.put(each.path("ResourceType").asText(), each.path("Tags")));
        JsonNode volumes = specifications.get("volume");
        if (volumes == null) {
            violations.add("volumes of " + fleet + " get no tags");
        } else {
            violations.and(missing("volumes of " + fleet, volumes, system, stage));
        }
        return violations;
    }

    private static Optional<JsonNode> tags(Resource resource) {
        return TAG_PROPERTIES.stream()
                .map(resource.properties()::get)
                .filter(tags -> tags != null)
                .findFirst();
    }

    private static List<String> missing(String what, JsonNode tags, String system, String stage) {
        Map<String, String> expected = Map.of("system", system, "stage", stage);
        return NAMES.stream()
                .filter(name -> {
                    String value = tag(tags, name).orElse("");
                    return value.isBlank()
                            || !expected.getOrDefault(name, value).equals(value);
                })
                .map(name -> what + " has not the tag " + name + ": "
                        + tag(tags, name).orElse("none"))
                .toList();
    }
}
