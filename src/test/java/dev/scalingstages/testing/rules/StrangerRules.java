package dev.scalingstages.testing.rules;

import com.fasterxml.jackson.databind.JsonNode;
import dev.scalingstages.testing.CloudTemplate;
import dev.scalingstages.testing.CloudTemplate.Resource;
import dev.scalingstages.testing.RolePermissions;
import dev.scalingstages.testing.RolePermissions.Statement;
import dev.scalingstages.testing.TemplateText;
import dev.scalingstages.testing.Violations;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * X5, the world outside: no policy names what a stranger can own, or lets a stranger in. A bucket's name belongs to whoever
 * made it first in all of AWS, so that a pattern, or a name that is not AWS's in a region, is a way out.
 */
public final class StrangerRules {
    /** The account of the pinned configurations. */
    private static final String ACCOUNT = "123456789012";

    /** Of these a statement that names no resource reaches what is the caller's own, or nothing that can be written. */
    private static final Set<String> OF_THE_CALLER = Set.of(
            "cloudwatch:GetMetricData",
            "cloudwatch:PutMetricData",
            "elasticloadbalancing:DescribeTargetHealth",
            "rds:DescribeDBInstances",
            "redshift-data:DescribeStatement",
            "redshift-data:GetStatementResult",
            "s3:ListAllMyBuckets");

    private static final Pattern SYSTEMS_MANAGER = Pattern.compile("ssm:[A-Za-z]+|ssmmessages:[A-Za-z]+");
    private static final Pattern BUCKET = Pattern.compile("arn:[^:]+:s3:::([^/]*)(/.*)?");
    private static final Pattern ARN = Pattern.compile("arn:[^:]+:[^:]*:[^:]*:([^:]*):.*");

    /** AWS's buckets, as its documentation names them for the region of the pinned configurations. */
    private static final Set<String> OF_AWS = Set.of(
            "al2023-repos-${Region}-de612dc2",
            "aws-patch-manager-us-east-1-1970c647d",
            "aws-ssm-us-east-1",
            "patch-baseline-snapshot-us-east-1");

    private static final String SIGNALS = "cloudformation-waitcondition-${Region}";

    /** Below it are this stack's wait conditions only. */
    private static final String OWN_SIGNALS =
            "/arn:${Partition}:cloudformation:${Region}:${AccountId}:stack/${StackName}/*";

    private static final Pattern OWNER =
            Pattern.compile("(?i)(aws:(Resource|Principal|Source)Account|kms:CallerAccount)");
    private static final Pattern OWN_ARN =
            Pattern.compile("(?i)(aws:(Source|Principal)Arn|kms:EncryptionContext:aws:logs:arn)");

    private final CloudTemplate template;
    private final Violations violations = new Violations();

    private StrangerRules(CloudTemplate template) {
        this.template = template;
    }

    /** Which statements reach out to strangers, or let them in. */
    public static List<String> violations(CloudTemplate template) {
        StrangerRules check = new StrangerRules(template);
        template.resources().forEach(check::check);
        return check.violations;
    }

    private void check(Resource resource) {
        boolean isKey = resource.type().equals("AWS::KMS::Key");
        boolean isOfRole = resource.type().startsWith("AWS::IAM::");
        documents(resource.properties())
                .flatMap(document -> RolePermissions.inDocument(document).stream())
                .filter(statement -> statement.allows())
                .forEach(statement -> {
                    String where = resource + " " + statement.json().path("Sid").asText();
                    if (!isOfRole) {
                        checkPrincipal(where, statement, isKey);
                    }
                    if (!isKey) {
                        statement.resources().forEach(each -> checkResource(where, each, statement));
                    }
                });
        violations.when(
                resource.type().equals("AWS::Lambda::Permission")
                        && !isOwn(TemplateText.of(resource.at("/SourceArn")))
                        && !isOwn(TemplateText.of(resource.at("/SourceAccount"))),
                resource + " lets a service in on behalf of any account");
    }

    private static Stream<JsonNode> documents(JsonNode value) {
        return value.has("Statement") ? Stream.of(value) : value.valueStream().flatMap(StrangerRules::documents);
    }

    private void checkPrincipal(String where, Statement statement, boolean isKey) {
        if (isHeld(statement)) {
            return;
        }
        boolean isAwsBucketOnly = statement.resources().stream()
                .allMatch(each -> BUCKET.matcher(plain(each)).matches());
        violations.when(statement.isEverybody() && !isAwsBucketOnly, where + " lets everybody in");
        for (String account : TemplateText.each(statement.principal().path("AWS"))) {
            violations.when(!account.equals("*") && !isOwn(account), where + " lets " + account + " in");
        }
        // As AWS documents it for notifications to an encrypted queue; the queue's own policy has the condition.
        boolean notifications = isKey
                && statement.services().equals(Set.of("s3.amazonaws.com"))
                && statement.actions().equals(Set.of("kms:Decrypt", "kms:GenerateDataKey"));
        // Load balancers put the account that they belong to into the key of each log.
        boolean below =
                statement.resources().stream().allMatch(each -> plain(each).contains("/AWSLogs/${AccountId}/"));
        if (!statement.services().isEmpty() && !notifications && !below) {
            violations.add(where + " lets " + statement.services() + " in on behalf of any account");
        }
    }

    private void checkResource(String where, String resource, Statement statement) {
        String text = plain(resource);
        Matcher bucket = BUCKET.matcher(text);
        Matcher arn = ARN.matcher(text);
        if (isHeld(statement) || isOwn(resource) && resource.startsWith("${")) {
            return;
        }
        if (bucket.matches()) {
            checkBucket(where, bucket.group(1), bucket.group(2), statement);
        } else if (resource.equals("*")) {
            if (!statement.actions().stream()
                    .allMatch(action -> OF_THE_CALLER.contains(action)
                            || SYSTEMS_MANAGER.matcher(action).matches())) {
                violations.add(where + " is about everybody's " + statement.actions());
            }
        } else if (!text.equals("${StackId}") && !(arn.matches() && isOwn(arn.group(1)))) {
            violations.add(where + " names what can be another account's: " + resource);
        }
    }

    private void checkBucket(String where, String bucket, String below, Statement statement) {
        boolean reads = statement.actions().equals(Set.of("s3:GetObject"));
        if (bucket.matches(".*[*?].*")) {
            violations.add(where + " names buckets by a pattern, which a stranger's can have: " + bucket);
        } else if (bucket.equals(SIGNALS)) {
            violations.when(
                    !OWN_SIGNALS.equals(below) || !statement.actions().equals(Set.of("s3:PutObject")),
                    where + " signals what can be a stranger's wait condition: " + below);
        } else if (!isOwn(bucket) && !(reads && OF_AWS.contains(bucket))) {
            violations.add(where + " names a bucket that is neither this system's nor only read and AWS's: " + bucket);
        }
    }

    /** Whether a condition holds a statement to this account: its principals, its resources, or what it asked for. */
    private boolean isHeld(Statement statement) {
        for (Map.Entry<String, JsonNode> operator : statement.condition().properties()) {
            boolean exact =
                    Set.of("StringEquals", "ArnEquals", "ArnLike", "StringLike").contains(operator.getKey());
            for (Map.Entry<String, JsonNode> key : operator.getValue().properties()) {
                boolean about = OWNER.matcher(key.getKey()).matches()
                        || OWN_ARN.matcher(key.getKey()).matches();
                if (exact && about && TemplateText.each(key.getValue()).stream().allMatch(this::isOwn)) {
                    return true;
                }
            }
        }
        return false;
    }

    /** Without the colons of pseudo parameters, which are no parts of an ARN. */
    private static String plain(String text) {
        return text.replace("${AWS::", "${");
    }

    /** Whether a text has this account's number, or a reference to a resource of this template. */
    private boolean isOwn(String text) {
        return plain(text).contains("${AccountId}")
                || text.contains(ACCOUNT)
                || template.resources().stream()
                        .anyMatch(each -> text.contains("${" + each.logicalId() + "}")
                                || text.contains("${" + each.logicalId() + "."));
    }
}
