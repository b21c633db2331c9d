package dev.scalingstages.requirements.everystage;

import static dev.scalingstages.stage.ScalingStage.DATA_PLATFORM;
import static dev.scalingstages.stage.ScalingStage.LOAD_BALANCED;
import static dev.scalingstages.stage.ScalingStage.SEPARATE_STORAGE;
import static dev.scalingstages.stage.ScalingStage.SINGLE_SERVER;
import static dev.scalingstages.testing.Edits.set;
import static dev.scalingstages.testing.StageMutant.mutant;
import static dev.scalingstages.testing.TemplateResources.every;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.scalingstages.network.Ports;
import dev.scalingstages.stage.ScalingStage;
import dev.scalingstages.testing.CdkTemplates;
import dev.scalingstages.testing.CloudTemplate;
import dev.scalingstages.testing.CloudTemplate.Resource;
import dev.scalingstages.testing.Configuration;
import dev.scalingstages.testing.EachConfiguration;
import dev.scalingstages.testing.Edits.Edit;
import dev.scalingstages.testing.Mutants;
import dev.scalingstages.testing.RolePermissions;
import dev.scalingstages.testing.Row;
import dev.scalingstages.testing.ServerFleet;
import dev.scalingstages.testing.StageMutant;
import dev.scalingstages.testing.Templates;
import dev.scalingstages.testing.Variant;
import dev.scalingstages.testing.rules.AccessRules;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import software.amazon.awscdk.assertions.Match;
import software.amazon.awscdk.assertions.Template;

class EveryStageAccessTest {
    private static final String INSTANCE = "AWS::EC2::Instance";
    private static final String LAUNCH_TEMPLATE = "AWS::EC2::LaunchTemplate";
    private static final List<String> LONG_LIVED =
            List.of("AWS::IAM::User", "AWS::IAM::AccessKey", "AWS::IAM::Group", "AWS::EC2::KeyPair");
    private static final String METADATA = "LaunchTemplateData/MetadataOptions";

    @EachConfiguration
    @Row("X5")
    @DisplayName("no role may do more than it needs, and no server answers IMDSv1")
    void noRoleMayDoMoreThanItNeeds(Configuration configuration) {
        hasNoLongLivedKeys(CdkTemplates.of(configuration));
        configuration.meets(AccessRules::violations);
    }

    @EachConfiguration
    @Row("X5")
    @DisplayName("a shell needs no open port and no key, unless sshCidrs asks for it")
    void aShellNeedsNoOpenPortAndNoKey(Configuration configuration) {
        CloudTemplate template = configuration.template();
        boolean ssh = configuration.variant() == Variant.EVERY_OPTION
                && configuration.stage().compareTo(LOAD_BALANCED) < 0;
        assertThat(template.resources("AWS::EC2::SecurityGroupIngress"))
                .as("in %s: rules that open port 22", configuration)
                .filteredOn(rule -> rule.at("/FromPort").asInt() <= Ports.SSH
                        && Ports.SSH <= rule.at("/ToPort").asInt())
                .hasSize(ssh ? 2 : 0);
        CdkTemplates.of(configuration)
                .resourcePropertiesCountIs(INSTANCE, Map.of("KeyName", Match.anyValue()), ssh ? 1 : 0);
        CdkTemplates.of(configuration)
                .resourcePropertiesCountIs(
                        LAUNCH_TEMPLATE, Map.of("LaunchTemplateData", Map.of("KeyName", Match.anyValue())), 0);
    }

    /** Nothing but roles gives credentials, and no server hands out its role's by IMDSv1 or to another host. */
    private static void hasNoLongLivedKeys(Template template) {
        LONG_LIVED.forEach(type -> template.resourceCountIs(type, 0));
        Map<String, Object> metadata =
                Map.of("MetadataOptions", Map.of("HttpTokens", "required", "HttpPutResponseHopLimit", 1));
        every(template, INSTANCE, metadata);
        every(template, LAUNCH_TEMPLATE, Map.of("LaunchTemplateData", metadata));
    }

    @Test
    @Row("X5")
    @DisplayName("each kind of server has secrets, queues and tables only where it needs them")
    void eachKindOfServerHasOnlyWhatItNeeds() {
        CloudTemplate template = Templates.of(DATA_PLATFORM);
        Map<String, Resource> roles = new TreeMap<>();
        for (Resource server : ServerFleet.servers(template)) {
            Resource role = ServerFleet.roleOf(template, server);
            roles.put(role.tag("component").orElseThrow(), role);
        }
        assertThat(roles).containsOnlyKeys("web", "write-api", "read-api", "worker");
        assertThat(RolePermissions.actions(template, roles.get("web")))
                .as("web servers reach no data")
                .noneMatch(action -> action.matches("(secretsmanager|sqs|dynamodb|elasticache|redshift.*|iam|kms):.*"));
        assertThat(RolePermissions.actions(template, roles.get("read-api")))
                .as("the read API writes nothing")
                .noneMatch(action -> action.matches(
                        "(s3:(Put|Delete).*|sqs:.*|dynamodb:(Put|Update|Delete).*|redshift.*|kms:GenerateDataKey)"));
        assertThat(RolePermissions.actions(template, roles.get("write-api")))
                .as("the write API hands over work, and takes back what no worker took (S6.2 says of which queues)")
                .contains("sqs:SendMessage", "sqs:ReceiveMessage")
                .doesNotContain("sqs:PurgeQueue", "iam:PassRole");
        assertThat(RolePermissions.actions(template, roles.get("worker"))).contains("sqs:ReceiveMessage");
        assertThat(RolePermissions.actions(template, roles.get("worker")))
                .as("the warehouse has its own role to load by, and the worker hands it none")
                .contains("redshift-data:ExecuteStatement")
                .doesNotContain("iam:PassRole");
    }

    @Mutants
    @Row("X5")
    void theCheckObjects(StageMutant mutant) {
        mutant.assertCaughtBy(
                CdkTemplates.check(EveryStageAccessTest::hasNoLongLivedKeys).and(AccessRules::violations));
    }

    static Stream<StageMutant> theCheckObjects() {
        return Stream.of(
                server(
                        LOAD_BALANCED,
                        "type AWS::EC2::LaunchTemplate but found 2",
                        set(METADATA + "/HttpTokens", "optional")),
                server(
                        LOAD_BALANCED,
                        "type AWS::EC2::LaunchTemplate but found 2",
                        set(METADATA + "/HttpPutResponseHopLimit", 2)),
                mutant(
                        SINGLE_SERVER,
                        "AWS::EC2::Instance",
                        set("MetadataOptions/HttpTokens", "optional"),
                        "type AWS::EC2::Instance but found 0"),
                new StageMutant(
                        "a user with a key",
                        SINGLE_SERVER,
                        "Expected 0 resources of type AWS::IAM::AccessKey",
                        all -> all.add("Key", "AWS::IAM::AccessKey", Map.of("UserName", "robot"))),
                new StageMutant("one role for two kinds of server", LOAD_BALANCED, "shares its role", all -> {
                    List<Resource> profiles = all.resources("AWS::IAM::InstanceProfile");
                    all.mutate(profiles.get(1), set("Roles", profiles.get(0).at("/Roles")));
                }),
                statement("all actions", "allowed the actions *", "*", "${Any.Arn}"),
                statement("all of a service", "allowed the actions s3:*", "s3:*", "${Any.Arn}/*"),
                statement("all resources", "on *", "secretsmanager:GetSecretValue", "*"),
                statement("metrics in every namespace", "on *", "cloudwatch:PutMetricData", "*"),
                statement("every bucket", "on arn:aws:s3:::*", "s3:GetObject", "arn:aws:s3:::*"),
                statement("every role", "on arn:aws:iam::1:role/*", "iam:PassRole", "arn:aws:iam::1:role/*"),
                mutant(
                        LOAD_BALANCED,
                        all -> serverRole(all),
                        set("ManagedPolicyArns", List.of("arn:aws:iam::aws:policy/AdministratorAccess")),
                        "managed policy"),
                mutant(
                        SEPARATE_STORAGE,
                        all -> serverRole(all),
                        set("AssumeRolePolicyDocument/Statement/0/Principal", Map.of("AWS", "*")),
                        "others than a service"),
                new StageMutant(
                        "a key for every service",
                        SINGLE_SERVER,
                        "others than this account",
                        all -> all.mutate(
                                all.resources("AWS::KMS::Key").get(0),
                                resource -> ((ObjectNode) resource.at("/Properties/KeyPolicy/Statement/1"))
                                        .remove("Condition"))),
                mutant(
                        SEPARATE_STORAGE,
                        "AWS::S3::BucketPolicy",
                        set(
                                "PolicyDocument/Statement/-",
                                Map.of("Effect", "Allow", "Principal", "*", "Action", "s3:GetObject")),
                        "lets everybody in"),
                new StageMutant(
                        "an endpoint for other accounts' buckets",
                        SINGLE_SERVER,
                        "lets everybody in",
                        all -> all.mutate(
                                all.resources("AWS::EC2::VPCEndpoint").get(0),
                                resource -> ((ObjectNode) resource.at("/Properties/PolicyDocument/Statement/0"))
                                        .remove("Condition"))));
    }

    private static StageMutant server(ScalingStage stage, String objection, Edit change) {
        return mutant(stage, "AWS::EC2::LaunchTemplate", change, objection);
    }

    /** A copy in which the web servers' role is allowed more. */
    private static StageMutant statement(String name, String objection, String action, String resource) {
        return new StageMutant(
                name, LOAD_BALANCED, objection, template -> template.allow(serverRole(template), action, resource));
    }

    private static Resource serverRole(CloudTemplate template) {
        return ServerFleet.roleOf(template, ServerFleet.servers(template).get(0));
    }

    @Test
    @Row("X5")
    void noTemplateHoldsAnAccessKey() {
        Set<String> found = new TreeSet<>();
        Configuration.all()
                .filter(each -> each.template().json().toString().matches("(?s).*\\b(AKIA|ASIA)[A-Z0-9]{16}\\b.*"))
                .forEach(each -> found.add(each.toString()));
        assertThat(found).isEmpty();
    }
}
