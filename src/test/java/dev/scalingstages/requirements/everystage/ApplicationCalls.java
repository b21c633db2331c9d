package dev.scalingstages.requirements.everystage;

import dev.scalingstages.testing.ProjectFiles;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What servers and functions call of AWS, as their sources say, and which permissions that takes. The application is read as
 * text, since it is built for a newer Java than these tests run on: a call that is not in the table is told, and so is a line
 * of the table that nothing calls any more.
 */
final class ApplicationCalls {
    private static final Path WORKLOAD = Path.of("workload/src/main/java/dev/scalingstages/workload");
    private static final Path BOOT = Path.of("src/main/resources/boot");
    private static final Path FUNCTIONS = Path.of("src/main/resources/functions");

    /** A method of a client of the AWS SDK. */
    private static final Pattern SDK = Pattern.compile("\\.(?!\\w+Request\\()(presign[A-Z]\\w+|"
            + "(?:put|get|head|delete|copy|list|restore)(?:Object|Item|Bucket|Secret|Queue)\\w*|"
            + "(?:create|abort|complete)MultipartUpload|upload(?:Part|PartCopy)|"
            + "(?:batch(?:Get|Write)|update|transact(?:Get|Write))Items?|(?:query|scan)Paginator|describeTable|"
            + "(?:send|receive|delete|purge)(?:Message|Queue)\\w*|changeMessageVisibility\\w*|"
            + "(?:batchE|e)xecuteStatement|describeStatement|getStatementResult\\w*|getParameter\\w*|publish|putMetricData)"
            + "\\(\\s*(?:\\w+ ->|presign)");

    private static final Pattern COMMAND = Pattern.compile("(?m)^[^#\\n]*\\baws ([a-z0-9]+) ([a-z0-9-]+)");

    private static final Pattern FUNCTION_CALL =
            Pattern.compile("\\b(acm|rds|cloudWatch|loadBalancing)\\.(\\w+)\\(\\{");

    /** What the boot scripts call, by name. */
    static final Set<String> BOOT_COMMANDS =
            Set.of("cloudformation signal-resource", "cloudwatch put-metric-data", "s3 cp");

    /**
     * A call of the application.
     *
     * @param source the class and the SDK's method
     * @param callers the components that call it
     * @param holders components that may hold the permission besides, by what the class says it is for
     * @param permissions each an action, and by which variables a server is told on what
     */
    record Call(String source, Set<String> callers, Set<String> holders, List<String> permissions) {}

    static final List<Call> CALLS = List.of(
            writers("S3Files.createMultipartUpload", "s3:PutObject CONTENT_BUCKET"),
            writers("S3Files.abortMultipartUpload", "s3:AbortMultipartUpload CONTENT_BUCKET"),
            writers("S3Files.presignPutObject", "s3:PutObject CONTENT_BUCKET"),
            writers("S3Files.putObject", "s3:PutObject CONTENT_BUCKET"),
            writers("S3Files.uploadPart", "s3:PutObject CONTENT_BUCKET"),
            writers("S3Files.completeMultipartUpload", "s3:PutObject CONTENT_BUCKET"),
            writers("S3Files.deleteObject", "s3:DeleteObject CONTENT_BUCKET"),
            writers("S3Files.getObject", "s3:GetObject CONTENT_BUCKET"),
            // What is not there is answered with 404 to who may list, and with 403 to others.
            writers("S3Files.headObject", "s3:GetObject CONTENT_BUCKET", "s3:ListBucket CONTENT_BUCKET"),
            // Where no CDN serves content, readers sign its addresses.
            call(
                    "S3Files.presignGetObject",
                    "server",
                    "read-api",
                    "s3:GetObject CONTENT_BUCKET",
                    "s3:ListBucket CONTENT_BUCKET"),
            worker("RedshiftHistory.putObject", "s3:PutObject ARCHIVE_BUCKET"),
            call("Items.getItem", "write-api read-api worker", "", "dynamodb:GetItem (COUNTERS|SHARD_MAP)_TABLE"),
            call(
                    "Items.batchGetItem",
                    "write-api read-api worker",
                    "",
                    "dynamodb:BatchGetItem (COUNTERS|SHARD_MAP)_TABLE"),
            worker("Items.putItem", "dynamodb:PutItem (COUNTERS|SHARD_MAP)_TABLE"),
            call("PopularPosts.putItem", "write-api", "worker", "dynamodb:PutItem COUNTERS_TABLE"),
            call(
                    "Items.transactWriteItems",
                    "write-api",
                    "worker",
                    "dynamodb:PutItem COUNTERS_TABLE",
                    "dynamodb:UpdateItem COUNTERS_TABLE",
                    "dynamodb:DeleteItem COUNTERS_TABLE"),
            worker(
                    "Items.transactWriteItems",
                    "dynamodb:PutItem SHARD_MAP_TABLE",
                    "dynamodb:UpdateItem (COUNTERS|SHARD_MAP)_TABLE",
                    "dynamodb:DeleteItem (COUNTERS|SHARD_MAP)_TABLE"),
            call(
                    "SecretsManagerCredentials.getSecretValue",
                    "server write-api read-api worker",
                    "",
                    "secretsmanager:GetSecretValue \\w+_SECRET_ARN"),
            writeApi("SqsJobs.sendMessage", "sqs:SendMessage WRITES_QUEUE_URL"),
            worker("SqsRequests.sendMessage", "sqs:SendMessage ARCHIVE_QUEUE_URL"),
            writeApi("QueueDrain.getQueueAttributes", "sqs:GetQueueAttributes WRITES_QUEUE_URL"),
            writeApi("QueueDrain.receiveMessage", "sqs:ReceiveMessage WRITES_QUEUE_URL"),
            worker("SqsQueue.receiveMessage", "sqs:ReceiveMessage \\w+_QUEUE_URL"),
            writeApi("SqsBatches.deleteMessageBatch", "sqs:DeleteMessage WRITES_QUEUE_URL"),
            worker("SqsBatches.deleteMessageBatch", "sqs:DeleteMessage \\w+_QUEUE_URL"),
            worker("SqsQueue.changeMessageVisibility", "sqs:ChangeMessageVisibility \\w+_QUEUE_URL"),
            worker("SqsBatches.changeMessageVisibilityBatch", "sqs:ChangeMessageVisibility \\w+_QUEUE_URL"),
            // A statement of Redshift Serverless signs in to the workgroup.
            worker(
                    "RedshiftStatements.executeStatement",
                    "redshift-data:ExecuteStatement WAREHOUSE_WORKGROUP",
                    "redshift-serverless:GetCredentials WAREHOUSE_WORKGROUP"),
            worker(
                    "RedshiftStatements.batchExecuteStatement",
                    "redshift-data:BatchExecuteStatement WAREHOUSE_WORKGROUP"),
            worker("RedshiftStatements.describeStatement", "redshift-data:DescribeStatement *"),
            worker("RedshiftStatements.getStatementResult", "redshift-data:GetStatementResult *"));

    private ApplicationCalls() {}

    /** The calls that the application's sources have. */
    static Set<String> found() {
        Set<String> found = new TreeSet<>();
        ProjectFiles.below(WORKLOAD, ".java").stream()
                .filter(file -> ProjectFiles.text(file).contains("software.amazon.awssdk"))
                .forEach(file -> {
                    String name = file.getFileName().toString().replace(".java", "");
                    SDK.matcher(ProjectFiles.text(file))
                            .results()
                            .forEach(call -> found.add(name + "." + call.group(1)));
                });
        return found;
    }

    /** The commands of AWS's command line that the boot scripts have. */
    static Set<String> commands() {
        return ProjectFiles.below(BOOT, ".sh").stream()
                .flatMap(file -> COMMAND.matcher(ProjectFiles.text(file)).results())
                .map(command -> command.group(1) + " " + command.group(2))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** The actions that a function calls, by its directory. */
    static Set<String> ofFunction(String directory) {
        Set<String> actions = new TreeSet<>();
        ProjectFiles.below(FUNCTIONS.resolve(directory), ".mjs").stream()
                .flatMap(file -> FUNCTION_CALL.matcher(ProjectFiles.text(file)).results())
                .forEach(call -> actions.add(service(call.group(1)) + ":"
                        + call.group(2).substring(0, 1).toUpperCase(Locale.ROOT)
                        + call.group(2).substring(1)));
        return actions;
    }

    private static String service(String client) {
        return client.equals("loadBalancing") ? "elasticloadbalancing" : client.toLowerCase(Locale.ROOT);
    }

    private static Call writers(String source, String... permissions) {
        return call(source, "server write-api worker", "", permissions);
    }

    private static Call worker(String source, String... permissions) {
        return call(source, "worker", "", permissions);
    }

    private static Call writeApi(String source, String... permissions) {
        return call(source, "write-api", "", permissions);
    }

    private static Call call(String source, String callers, String holders, String... permissions) {
        return new Call(source, names(callers), names(holders), List.of(permissions));
    }

    private static Set<String> names(String text) {
        return text.isEmpty() ? Set.of() : Set.of(text.split(" "));
    }
}
