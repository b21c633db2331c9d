package dev.scalingstages.testing.rules;

import com.fasterxml.jackson.databind.JsonNode;
import dev.scalingstages.testing.CloudTemplate;
import dev.scalingstages.testing.CloudTemplate.Resource;
import dev.scalingstages.testing.RolePermissions;
import dev.scalingstages.testing.RolePermissions.Statement;
import dev.scalingstages.testing.ServerFleet;
import dev.scalingstages.testing.TemplateText;
import dev.scalingstages.testing.Violations;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** X5: one role for each kind of server, and no more in a role than its owner needs. */
public final class AccessRules {
    /** What Session Manager and patching ask of a server, as in AWS's own AmazonSSMManagedInstanceCore. */
    private static final Pattern SYSTEMS_MANAGER =
            Pattern.compile("ssm:(Describe|Get|List|Put|Update)[A-Za-z]+|ssmmessages:[A-Za-z]+");

    /** Actions that AWS offers for no narrower resource than all, after its service authorization reference. */
    private static final Set<String> WITHOUT_RESOURCE = Set.of(
            "cloudwatch:GetMetricData",
            "cloudwatch:PutMetricData",
            "elasticloadbalancing:DescribeTargetHealth",
            "redshift-data:DescribeStatement",
            "redshift-data:GetStatementResult",
            "s3:ListAllMyBuckets");

    /** Policies that AWS keeps in step with its own services, and which service may assume a role with them. */
    private static final Map<String, String> MANAGED = Map.of(
            "arn:${AWS::Partition}:iam::aws:policy/service-role/AmazonRDSEnhancedMonitoringRole",
            "monitoring.rds.amazonaws.com",
            "arn:${AWS::Partition}:iam::aws:policy/service-role/AWSBackupServiceRolePolicyForBackup",
            "backup.amazonaws.com",
            "arn:${AWS::Partition}:iam::aws:policy/service-role/AWSBackupServiceRolePolicyForRestores",
            "backup.amazonaws.com");

    /** Everything in one bucket, or below one name in it. */
    private static final Pattern IN_ONE_BUCKET = Pattern.compile("\\$\\{[A-Za-z0-9]+\\.Arn}/([a-z]+/)?\\*");

    /** Synthetics ends the name of its function's log group with an identifier of its own. */
    private static final Pattern CANARY_LOGS = Pattern.compile(
            "arn:\\$\\{AWS::Partition}:logs:\\$\\{AWS::Region}:\\$\\{AWS::AccountId}:log-group:/aws/lambda/cwsyn-"
                    + "\\$\\{AWS::StackName}-probe-\\*");

    private final CloudTemplate template;
    private final Violations violations = new Violations();

    private AccessRules(CloudTemplate template) {
        this.template = template;
    }

    /** Who could do more than needed. */
    public static List<String> violations(CloudTemplate template) {
        AccessRules check = new AccessRules(template);
        check.checkServers();
        for (Resource resource : template.resources()) {
            if (resource.type().equals("AWS::IAM::Role")) {
                check.checkRole(resource);
            }
            if (resource.type().equals("AWS::KMS::Key")) {
                check.checkKey(resource);
            }
            if (resource.properties().path("PolicyDocument").isObject()) {
                check.checkResourcePolicy(resource);
            }
        }
        return check.violations;
    }

    private void checkServers() {
        Set<String> roles = new HashSet<>();
        for (Resource server : ServerFleet.servers(template)) {
            Resource role = ServerFleet.roleOf(template, server);
            violations.unless(roles.add(role.logicalId()), server + " shares its role with another kind of server");
            violations.unless(
                    role.at("/ManagedPolicyArns").isEmpty(), role + " has policies that are not this system's own");
            Set<String> actions = RolePermissions.actions(template, role);
            violations.when(
                    !actions.contains("ssm:UpdateInstanceInformation")
                            || !actions.contains("ssmmessages:OpenDataChannel"),
                    server + " cannot be reached by Session Manager");
        }
    }

    private void checkRole(Resource role) {
        Set<String> owners = new HashSet<>();
        for (Statement statement : RolePermissions.inDocument(role.at("/AssumeRolePolicyDocument"))) {
            owners.addAll(statement.services());
            boolean others = statement.isEverybody()
                    || statement.principal().size() != 1
                    || !statement.principal().has("Service");
            if (others) {
                violations.add(role + " can be assumed by others than a service: " + statement);
            }
        }
        for (JsonNode managed : role.at("/ManagedPolicyArns")) {
            if (!owners.equals(Set.of(MANAGED.getOrDefault(TemplateText.of(managed), "nobody")))) {
                violations.add(role + " has the managed policy " + TemplateText.of(managed));
            }
        }
        RolePermissions.of(template, role).forEach(statement -> checkStatement(role.logicalId(), statement));
    }

    private void checkStatement(String role, Statement statement) {
        if (statement.json().has("NotAction") || statement.json().has("NotResource")) {
            violations.add(role + " is allowed all but something: " + statement);
        }
        Set<String> actions = statement.actions();
        for (String action : actions) {
            violations.when(action.contains("*"), role + " is allowed the actions " + action);
        }
        for (String resource : statement.resources()) {
            violations.when(
                    resource.contains("*") && !mayBeWide(actions, resource, statement.condition()),
                    role + " is allowed " + actions + " on " + resource);
        }
    }

    private static boolean mayBeWide(Set<String> actions, String resource, JsonNode condition) {
        if (resource.equals("*")) {
            boolean held = !actions.contains("cloudwatch:PutMetricData")
                    || condition.at("/StringEquals/cloudwatch:namespace").isValueNode()
                    || condition.at("/StringEquals/cloudwatch:namespace").isObject();
            return held
                    && actions.stream()
                            .allMatch(action -> WITHOUT_RESOURCE.contains(action)
                                    || SYSTEMS_MANAGER.matcher(action).matches());
        }
        // ACM gives a certificate its identifier, so what may be done is held to the system's own by a tag.
        boolean byTag =
                resource.endsWith(":certificate/*") && condition.toString().matches(".*\"aws:[A-Za-z]*Tag.*");
        return byTag
                || CANARY_LOGS.matcher(resource).matches()
                || IN_ONE_BUCKET.matcher(resource).matches()
                        && actions.stream().allMatch(action -> action.startsWith("s3:"));
    }

    private void checkKey(Resource key) {
        for (Statement statement : RolePermissions.inDocument(key.at("/KeyPolicy"))) {
            boolean account = TemplateText.of(statement.principal().path("AWS")).endsWith(":root");
            boolean service = !statement.services().isEmpty()
                    && statement.actions().stream().noneMatch("kms:*"::equals)
                    && statement.condition().toString().contains("AWS::AccountId");
            // A role that need not exist yet can be named by a condition only.
            JsonNode condition = statement.condition();
            boolean role = condition.at("/StringEquals/aws:PrincipalAccount").has("Ref")
                    && TemplateText.of(condition.at("/ArnEquals/aws:PrincipalArn"))
                            .matches("[^*?]+:role/[^*?]+");
            // As AWS documents it for S3's notifications to an encrypted queue; the queue's policy has the condition.
            boolean notifications = statement.services().equals(Set.of("s3.amazonaws.com"))
                    && statement.actions().equals(Set.of("kms:Decrypt", "kms:GenerateDataKey"));
            if (!account && !service && !role && !notifications) {
                violations.add(key + " can be used by others than this account: " + statement);
            }
        }
    }

    private void checkResourcePolicy(Resource resource) {
        for (Statement statement : RolePermissions.inDocument(resource.at("/PolicyDocument"))) {
            boolean allow = statement.allows();
            boolean endpoint = resource.type().equals("AWS::EC2::VPCEndpoint");
            if (allow && statement.isEverybody() && !(endpoint && isHeld(statement))) {
                violations.add(resource + " lets everybody in: " + statement);
            }
        }
    }

    /** An endpoint lets only this account's principals or buckets through, or names AWS's, which {@link StrangerRules} knows. */
    private static boolean isHeld(Statement statement) {
        JsonNode equals = statement.condition().at("/StringEquals");
        boolean account = equals.has("aws:PrincipalAccount") || equals.has("aws:ResourceAccount");
        return account
                || statement.resources().stream()
                        .allMatch(each -> each.matches("arn:\\$\\{AWS::Partition}:s3:::[^*?/]+/.*"));
    }
}
