package dev.scalingstages.testing.rules;

import com.fasterxml.jackson.databind.JsonNode;
import dev.scalingstages.testing.CloudTemplate;
import dev.scalingstages.testing.CloudTemplate.Resource;
import dev.scalingstages.testing.RolePermissions;
import dev.scalingstages.testing.RolePermissions.Statement;
import dev.scalingstages.testing.Violations;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What AWS refuses of a template that is right by CloudFormation's schemas, or does later against its intent. */
public final class KnownRefusals {
    private static final String DATABASE = "AWS::RDS::DBInstance";
    private static final int STRIPED_GIB = 400;
    private static final int LEAST_IOPS = 12_000;
    private static final int LEAST_THROUGHPUT = 500;

    /** More than checks by TCP make in a hundred years, three a second. */
    private static final long MANY_ERRORS = 100_000_000;

    /** A number beside a metric in one list, which CloudWatch documents nowhere. */
    private static final Pattern MIXED_LIST = Pattern.compile("\\[[^\\]]*\\b\\d+\\b[^\\]]*\\]");

    private KnownRefusals() {}

    /** Who writes to a bucket with a bucket key may use the key as S3 asks of it. */
    public static List<String> bucketKeys(CloudTemplate template) {
        Violations violations = new Violations();
        for (Resource bucket : template.resources("AWS::S3::Bucket")) {
            JsonNode rule = bucket.at("/BucketEncryption/ServerSideEncryptionConfiguration/0");
            if (!rule.path("BucketKeyEnabled").asBoolean()) {
                continue;
            }
            Resource key = template.target(rule.at("/ServerSideEncryptionByDefault/KMSMasterKeyID"));
            List<Statement> ofKey = RolePermissions.inDocument(key.at("/KeyPolicy"));
            for (Statement statement : RolePermissions.about(template, "AWS::S3::BucketPolicy", "/Bucket", bucket)) {
                if (statement.actions().contains("s3:PutObject")) {
                    for (String service : statement.services()) {
                        Stream.of("kms:Decrypt", "kms:GenerateDataKey")
                                .filter(action -> ofKey.stream().noneMatch(each -> allows(each, service, action)))
                                .forEach(action ->
                                        violations.add(service + " writes to " + bucket + " and may not " + action));
                    }
                }
            }
            for (Resource role : template.resources("AWS::IAM::Role")) {
                List<Statement> statements = RolePermissions.of(template, role);
                boolean writes = statements.stream()
                        .anyMatch(each -> each.actions().contains("s3:PutObject")
                                && each.resources().stream()
                                        .anyMatch(resource -> resource.startsWith("${" + bucket.logicalId() + ".")));
                boolean may = statements.stream()
                        .anyMatch(each -> each.allows()
                                && each.actions().contains("kms:GenerateDataKey")
                                && each.resources().contains("${" + key.logicalId() + ".Arn}"));
                violations.when(writes && !may, role + " writes to " + bucket + " without its key");
            }
        }
        return violations;
    }

    /**
     * S3 announces objects to an encrypted queue by its service principal alone: the key's statement has no condition in AWS's
     * example (Amazon S3 User Guide, AWS KMS key policy for notifications), and nobody says which would hold.
     */
    public static List<String> keysOfNotifications(CloudTemplate template) {
        return Violations.ofEach(template.resources("AWS::S3::Bucket"), (violations, bucket) -> {
            for (JsonNode configuration : bucket.at("/NotificationConfiguration/QueueConfigurations")) {
                Resource key = template.target(
                        template.target(configuration.path("Queue")).at("/KmsMasterKeyId"));
                List<Statement> free = RolePermissions.inDocument(key.at("/KeyPolicy")).stream()
                        .filter(statement -> statement.condition().isMissingNode())
                        .toList();
                Stream.of("kms:Decrypt", "kms:GenerateDataKey")
                        .filter(action -> free.stream().noneMatch(each -> allows(each, "s3.amazonaws.com", action)))
                        .forEach(action -> violations.add("S3 announces objects of " + bucket + " and may not " + action
                                + " without a condition"));
            }
        });
    }

    /** A canary lists buckets before it writes its results (CloudWatch User Guide, permissions of a canary's role). */
    public static List<String> canaries(CloudTemplate template) {
        return template.resources("AWS::Synthetics::Canary").stream()
                .map(canary -> template.target(canary.at("/ExecutionRoleArn")))
                .filter(role -> RolePermissions.of(template, role).stream()
                        .noneMatch(each -> each.allows()
                                && each.actions().contains("s3:ListAllMyBuckets")
                                && each.resources().contains("*")))
                .map(role -> role + " is a canary's and may not list buckets")
                .toList();
    }

    /** gp3 under MySQL: performance is written out from 400 GiB on, and refused below. */
    public static List<String> storage(CloudTemplate template) {
        return Violations.ofEach(template.resources(DATABASE), (violations, database) -> {
            boolean striped = database.number("/AllocatedStorage") >= STRIPED_GIB;
            boolean isPerformanceSaid = database.has("Iops") || database.has("StorageThroughput");
            if (!database.is("/StorageType", "gp3")) {
                violations.add(database + " has storage that nobody knows the limits of");
            } else if (striped
                    && (database.number("/Iops") < LEAST_IOPS
                            || database.number("/StorageThroughput") < LEAST_THROUGHPUT)) {
                violations.add(database + " does not say how fast its storage is at the least");
            } else if (!striped && isPerformanceSaid) {
                violations.add(database + " says how fast its storage is, which RDS refuses below 400 GiB");
            }
        });
    }

    /** Parameters of MySQL in the form that RDS documents, and hosts that are never refused for their load balancer's checks. */
    public static List<String> parameters(CloudTemplate template) {
        return Violations.ofEach(template.resources("AWS::RDS::DBParameterGroup"), (violations, group) -> {
            JsonNode parameters = group.at("/Parameters");
            violations.unless(
                    parameters.path("require_secure_transport").asText().equals("1"),
                    group + " does not say require_secure_transport by 1");
            violations.when(
                    parameters.has("tls_version"), group + " sets tls_version, which RDS may not let one change");
            violations.when(
                    parameters.path("max_connect_errors").asLong() < MANY_ERRORS,
                    group + " lets checks by TCP shut out the host that they come from");
        });
    }

    /** Metric math of documented forms. */
    public static List<String> metricMath(CloudTemplate template) {
        return Violations.ofEach(template.resources(), (violations, resource) -> {
            for (String expression : expressions(resource.properties(), new TreeSet<>())) {
                violations.when(
                        MIXED_LIST.matcher(expression).find(),
                        resource + " mixes metrics and numbers in a list: " + expression);
            }
        });
    }

    private static Set<String> expressions(JsonNode value, Set<String> found) {
        String expression = value.path("Expression").asText();
        if (!expression.isEmpty()) {
            found.add(expression);
        }
        value.forEach(child -> expressions(child, found));
        return found;
    }

    private static boolean allows(Statement statement, String service, String action) {
        return statement.allows()
                && statement.services().contains(service)
                && statement.actions().stream().anyMatch(each -> each.equals(action) || each.equals(action + "*"));
    }
}
