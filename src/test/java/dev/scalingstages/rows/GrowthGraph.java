package dev.scalingstages.rows;

import com.fasterxml.jackson.databind.JsonNode;
import dev.scalingstages.stage.ScalingStage;
import dev.scalingstages.testing.CloudTemplate;
import dev.scalingstages.testing.CloudTemplate.Resource;
import dev.scalingstages.testing.Templates;
import dev.scalingstages.testing.Variant;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Collection;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** What holds data in a template, and what that stands on: whatever it refers to, and so on. */
final class GrowthGraph {
    /** Types that hold what users or operators would miss. */
    static final Set<String> HOLD_DATA = Set.of(
            "AWS::Backup::BackupVault",
            "AWS::DynamoDB::Table",
            "AWS::EC2::Volume",
            "AWS::ElastiCache::ReplicationGroup",
            "AWS::KMS::Key",
            "AWS::RDS::DBInstance",
            "AWS::RedshiftServerless::Namespace",
            "AWS::S3::Bucket",
            "AWS::SQS::Queue",
            "AWS::SecretsManager::Secret");

    /** Types that cannot be deleted, or not without harm, while something uses them. */
    static final Set<String> HELD_BY_ITS_USERS = Set.of(
            "AWS::EC2::SecurityGroup",
            "AWS::KMS::Key",
            "AWS::Logs::LogGroup",
            "AWS::RDS::DBParameterGroup",
            "AWS::RDS::DBSubnetGroup",
            "AWS::RDS::OptionGroup",
            "AWS::SecretsManager::Secret");

    /** Two stages of one system in one configuration. */
    record Pair(Variant variant, ScalingStage lower, ScalingStage higher) {
        CloudTemplate lowerTemplate() {
            return Templates.of(variant, lower);
        }

        CloudTemplate higherTemplate() {
            return Templates.of(variant, higher);
        }

        @Override
        public String toString() {
            return lower.number() + " and " + higher.number() + ", " + variant;
        }
    }

    private GrowthGraph() {}

    /** The fifteen pairs of each variant. */
    static Stream<Pair> pairs() {
        return Arrays.stream(Variant.values())
                .flatMap(variant -> Arrays.stream(ScalingStage.values())
                        .flatMap(lower -> Arrays.stream(ScalingStage.values())
                                .filter(higher -> higher.number() > lower.number())
                                .map(higher -> new Pair(variant, lower, higher))));
    }

    /** What holds data and what it stands on, with the whole network: a renumbered subnet takes along what is in it. */
    static Collection<Resource> foundations(CloudTemplate template) {
        return reachable(
                template,
                template.resources().stream()
                        .filter(resource -> HOLD_DATA.contains(resource.type())
                                || resource.type().equals("AWS::EC2::Subnet"))
                        .toList());
    }

    /** These resources and whatever they refer to, directly or not. */
    static Collection<Resource> reachable(CloudTemplate template, List<Resource> from) {
        Map<String, Resource> found = new LinkedHashMap<>();
        Deque<Resource> open = new ArrayDeque<>(from);
        while (!open.isEmpty()) {
            Resource resource = open.pop();
            if (found.putIfAbsent(resource.logicalId(), resource) != null) {
                continue;
            }
            CloudTemplate.references(resource.properties()).forEach(id -> push(template, open, id));
            JsonNode dependencies = resource.json().path("DependsOn");
            if (dependencies.isTextual()) {
                push(template, open, dependencies.asText());
            }
            dependencies.forEach(id -> push(template, open, id.asText()));
        }
        return found.values();
    }

    private static void push(CloudTemplate template, Deque<Resource> open, String id) {
        if (template.json().path("Resources").has(id)) {
            open.push(template.resource(id));
        }
    }
}
