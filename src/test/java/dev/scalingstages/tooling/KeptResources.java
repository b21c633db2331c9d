package dev.scalingstages.tooling;

import static java.util.stream.Collectors.joining;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.scalingstages.stage.ScalingStage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a stack of a committed template keeps, and what AWS would answer about it. Each resource has its logical id for a
 * name, and is there when first asked for; what takes long is gone at the second look.
 */
final class KeptResources {
    private static final String THERE = "{}";

    /** What each kind is asked for, and what is answered while it is there. */
    private static final Map<String, List<String>> QUESTIONS = Map.ofEntries(
            Map.entry(
                    "AWS::RDS::DBInstance",
                    List.of(
                            "rds describe-db-instances",
                            "{'DBInstances':[{'DBInstanceStatus':'available'}]}",
                            "error DBInstanceNotFound gone")),
            Map.entry(
                    "AWS::RedshiftServerless::Namespace",
                    List.of(
                            "redshift-serverless get-namespace",
                            "{'namespace':{'status':'AVAILABLE'}}",
                            "error ResourceNotFoundException gone")),
            Map.entry(
                    "AWS::DynamoDB::Table",
                    List.of(
                            "dynamodb describe-table",
                            "{'Table':{'TableStatus':'ACTIVE'}}",
                            "error ResourceNotFoundException gone")),
            Map.entry(
                    "AWS::ElastiCache::ReplicationGroup",
                    List.of(
                            "elasticache describe-snapshots",
                            "{'Snapshots':[{'SnapshotName':'last','SnapshotStatus':'available'}]}",
                            "{'Snapshots':[]}")),
            Map.entry("AWS::SQS::Queue", List.of("sqs get-queue-attributes", THERE)),
            Map.entry("AWS::RDS::DBParameterGroup", List.of("rds describe-db-parameter-groups", THERE)),
            Map.entry("AWS::RDS::DBSubnetGroup", List.of("rds describe-db-subnet-groups", THERE)),
            Map.entry("AWS::EC2::SecurityGroup", List.of("ec2 describe-security-groups", THERE)),
            Map.entry("AWS::EC2::Volume", List.of("ec2 describe-volumes", THERE)),
            Map.entry("AWS::S3::Bucket", List.of("s3api head-bucket", THERE)),
            Map.entry("AWS::SecretsManager::Secret", List.of("secretsmanager describe-secret", THERE)),
            Map.entry(
                    "AWS::Logs::LogGroup",
                    List.of("logs describe-log-groups", "{'logGroups':[{'logGroupName':'ID'}]}")),
            Map.entry(
                    "AWS::Backup::BackupVault",
                    List.of(
                            "backup list-recovery-points-by-backup-vault",
                            "{'RecoveryPoints':[{'RecoveryPointArn':'arn:point'}]}")),
            Map.entry("AWS::KMS::Key", List.of("kms describe-key", "{'KeyMetadata':{'KeyState':'Enabled'}}")));

    /** The commands that change something, each with its answer. */
    private static final List<String> CHANGES = List.of(
            "cloudformation delete-stack",
            "cloudformation update-termination-protection",
            "rds modify-db-instance",
            "rds delete-db-instance",
            "rds delete-db-parameter-group",
            "rds delete-db-subnet-group",
            "redshift-serverless delete-namespace",
            "dynamodb create-backup",
            "dynamodb update-table",
            "dynamodb delete-table",
            "sqs delete-queue",
            "elasticache delete-snapshot",
            "ec2 delete-security-group",
            "ec2 create-snapshot",
            "ec2 delete-volume",
            "s3api delete-objects",
            "s3api delete-bucket",
            "secretsmanager delete-secret",
            "logs delete-log-group",
            "backup delete-recovery-point",
            "backup delete-backup-vault",
            "kms schedule-key-deletion");

    private KeptResources() {}

    /** Sets the answers about a stack at a stage; returns what it keeps and can be removed: types by logical id. */
    static Map<String, String> answer(CannedAws aws, int stage, String name) {
        Map<String, String> kept = of(stage);
        aws.answersWithFile("cloudformation get-template", "{\"TemplateBody\":" + template(stage) + "}")
                .answers("cloudformation list-stack-resources", list(kept))
                .answers(
                        "cloudformation list-stacks",
                        "{'StackSummaries':[" + deleted(name, "first", 1) + "," + deleted(name, "last", 2) + "]}")
                .answers("s3api list-object-versions", "{'Objects':[{'Key':'a','VersionId':'1'}]}", "{'Objects':[]}")
                .answers("logs describe-log-groups", "{'logGroups':[]}");
        if (stage == 1) {
            aws.answers(
                    "cloudformation describe-stacks",
                    status(name, "CREATE_COMPLETE"),
                    status(name, "CREATE_COMPLETE"),
                    status(name, "DELETE_COMPLETE"));
        } else {
            aws.answers(
                    "cloudformation describe-stacks",
                    status(name, "CREATE_COMPLETE"),
                    status(name, "CREATE_COMPLETE"),
                    status(name, "DELETE_IN_PROGRESS"),
                    status(name, "DELETE_FAILED"),
                    status(name, "DELETE_FAILED"),
                    status(name, "DELETE_COMPLETE"));
        }
        CHANGES.forEach(change -> aws.answers(change, THERE));
        kept.values().removeIf("AWS::EC2::VolumeAttachment"::equals);
        kept.forEach((id, type) -> {
            List<String> question = QUESTIONS.get(type);
            if (question == null) {
                throw new AssertionError("nobody knows how " + type + " is asked for");
            }
            String[] answers = question.stream()
                    .skip(1)
                    .map(answer -> answer.replace("'ID'", "'" + id + "'"))
                    .toArray(String[]::new);
            aws.answers(question.get(0) + "@" + id, answers);
        });
        return kept;
    }

    /** The resources of a stage's template with another deletion policy than Delete: types by logical id. */
    static Map<String, String> of(int stage) {
        try {
            Map<String, String> kept = new TreeMap<>();
            JsonNode resources = new ObjectMapper().readTree(template(stage)).get("Resources");
            resources.properties().forEach(resource -> {
                JsonNode body = resource.getValue();
                if (!body.path("DeletionPolicy").asText("Delete").equals("Delete")) {
                    kept.put(resource.getKey(), body.get("Type").asText());
                }
            });
            return kept;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String template(int stage) {
        return Project.read("stages/" + ScalingStage.of(stage).slug() + "/template.json");
    }

    /** The stack's list of resources. */
    static String list(Map<String, String> kept) {
        return kept.keySet().stream()
                .map(id -> "{'LogicalResourceId':'%s','PhysicalResourceId':'%s','ResourceStatus':'CREATE_COMPLETE'}"
                        .formatted(id, id))
                .collect(joining(",", "{'StackResourceSummaries':[", "]}"));
    }

    static String status(String name, String status) {
        return "{'Stacks':[{'StackName':'%s','StackId':'arn:%s','StackStatus':'%s'}]}".formatted(name, name, status);
    }

    private static String deleted(String name, String id, int day) {
        return "{'StackName':'%s','StackId':'arn:%s','StackStatus':'DELETE_COMPLETE','DeletionTime':'2026-11-0%d'}"
                .formatted(name, id, day);
    }

    /** Whether a call changes something. */
    static boolean changes(String call) {
        return CHANGES.stream().anyMatch(change -> call.startsWith(change + " "));
    }
}
