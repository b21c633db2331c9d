package dev.scalingstages.tooling;

import static java.util.stream.Collectors.joining;
import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;

import dev.scalingstages.stage.ScalingStage;
import dev.scalingstages.testing.CloudTemplate.Resource;
import dev.scalingstages.testing.ProjectFiles;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * What a stack of a committed template keeps, and what AWS would answer about it. Each resource has its logical id for a
 * name, and is there when first asked for; what takes long is gone at the second look.
 */
final class KeptResources {
    /** What each kind is asked for, what is answered while it is there, and, where it takes long, when it is gone. */
    private static final Map<String, String[]> QUESTIONS =
            """
            RDS::DBInstance | rds describe-db-instances \
             | {'DBInstances':[{'DBInstanceStatus':'available'}]} | error DBInstanceNotFound gone
            RedshiftServerless::Namespace | redshift-serverless get-namespace \
             | {'namespace':{'status':'AVAILABLE'}} | error ResourceNotFoundException gone
            DynamoDB::Table | dynamodb describe-table \
             | {'Table':{'TableStatus':'ACTIVE'}} | error ResourceNotFoundException gone
            ElastiCache::ReplicationGroup | elasticache describe-snapshots \
             | {'Snapshots':[{'SnapshotName':'last','SnapshotStatus':'available'}]} | {'Snapshots':[]}
            SQS::Queue | sqs get-queue-attributes | {}
            RDS::DBParameterGroup | rds describe-db-parameter-groups | {}
            RDS::DBSubnetGroup | rds describe-db-subnet-groups | {}
            EC2::SecurityGroup | ec2 describe-security-groups | {}
            EC2::Volume | ec2 describe-volumes | {}
            S3::Bucket | s3api head-bucket | {}
            SecretsManager::Secret | secretsmanager describe-secret | {}
            Logs::LogGroup | logs describe-log-groups | {'logGroups':[{'logGroupName':'ID'}]}
            Backup::BackupVault | backup list-recovery-points-by-backup-vault \
             | {'RecoveryPoints':[{'RecoveryPointArn':'arn:point'}]}
            KMS::Key | kms describe-key | {'KeyMetadata':{'KeyState':'Enabled'}}
            """.lines().map(line -> line.split(" +\\| ")).collect(toMap(row -> "AWS::" + row[0], row -> row));

    /** The commands that change something. */
    private static final List<String> CHANGES = List.of("""
            cloudformation delete-stack
            cloudformation update-termination-protection
            rds modify-db-instance
            rds delete-db-instance
            rds delete-db-parameter-group
            rds delete-db-subnet-group
            redshift-serverless delete-namespace
            dynamodb create-backup
            dynamodb update-table
            dynamodb delete-table
            sqs delete-queue
            elasticache delete-snapshot
            ec2 delete-security-group
            ec2 create-snapshot
            ec2 delete-volume
            s3api delete-objects
            s3api delete-bucket
            secretsmanager delete-secret
            logs delete-log-group
            backup delete-recovery-point
            backup delete-backup-vault
            kms schedule-key-deletion""".split("\n"));

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
        String deletion = stage == 1 ? "" : "DELETE_IN_PROGRESS DELETE_FAILED DELETE_FAILED ";
        statuses(aws, name, ("CREATE_COMPLETE CREATE_COMPLETE " + deletion + "DELETE_COMPLETE").split(" "));
        CHANGES.forEach(change -> aws.answers(change, "{}"));
        kept.values().removeIf("AWS::EC2::VolumeAttachment"::equals);
        kept.forEach((id, type) -> {
            assertThat(QUESTIONS).as("how each type is asked for").containsKey(type);
            String[] question = QUESTIONS.get(type);
            String[] answers = Stream.of(question)
                    .skip(2)
                    .map(answer -> answer.replace("'ID'", "'" + id + "'"))
                    .toArray(String[]::new);
            aws.answers(question[1] + "@" + id, answers);
        });
        return kept;
    }

    /** The resources of a stage's template with another deletion policy than Delete: types by logical id. */
    static Map<String, String> of(int stage) {
        return ProjectFiles.committedTemplate(ScalingStage.of(stage)).resources().stream()
                .filter(resource ->
                        !resource.json().path("DeletionPolicy").asText("Delete").equals("Delete"))
                .collect(toMap(Resource::logicalId, Resource::type, (one, other) -> one, TreeMap::new));
    }

    static String template(int stage) {
        return Project.read("stages/" + ScalingStage.of(stage).slug() + "/template.json");
    }

    static String list(Map<String, String> kept) {
        return kept.keySet().stream()
                .map(id -> "{'LogicalResourceId':'%s','PhysicalResourceId':'%s','ResourceStatus':'CREATE_COMPLETE'}"
                        .formatted(id, id))
                .collect(joining(",", "{'StackResourceSummaries':[", "]}"));
    }

    /** Sets what a stack goes through, from the first look at it on. */
    static void statuses(CannedAws aws, String name, String... statuses) {
        String[] answers = Stream.of(statuses)
                .map(status -> "{'Stacks':[{'StackName':'%1$s','StackId':'arn:%1$s','StackStatus':'%2$s'}]}"
                        .formatted(name, status))
                .toArray(String[]::new);
        aws.answers("cloudformation describe-stacks", answers);
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
