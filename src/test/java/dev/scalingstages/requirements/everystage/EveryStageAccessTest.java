package dev.scalingstages.requirements.everystage;

import static dev.scalingstages.stage.ScalingStage.DATA_PLATFORM;
import static dev.scalingstages.stage.ScalingStage.LOAD_BALANCED;
import static dev.scalingstages.stage.ScalingStage.SEPARATE_STORAGE;
import static dev.scalingstages.stage.ScalingStage.SINGLE_SERVER;
import static dev.scalingstages.testing.Edits.remove;
import static dev.scalingstages.testing.Edits.set;
import static dev.scalingstages.testing.StageMutant.caughtBy;
import static dev.scalingstages.testing.StageMutant.mutant;
import static dev.scalingstages.testing.TemplateResources.every;
import static org.assertj.core.api.Assertions.assertThat;

import dev.scalingstages.network.Ports;
import dev.scalingstages.testing.CdkTemplates;
import dev.scalingstages.testing.CloudTemplate;
import dev.scalingstages.testing.CloudTemplate.Resource;
import dev.scalingstages.testing.Configuration;
import dev.scalingstages.testing.EachConfiguration;
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
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
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
                .filteredOn(rule -> rule.number("/FromPort") <= Ports.SSH && Ports.SSH <= rule.number("/ToPort"))
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

    @TestFactory
    @Row("X5")
    DynamicNode theCheckObjects() {
        return caughtBy(
                CdkTemplates.check(EveryStageAccessTest::hasNoLongLivedKeys).and(AccessRules::violations),
                mutant(LOAD_BALANCED, LAUNCH_TEMPLATE, set(METADATA + "/HttpTokens", "optional"), "but found 2"),
                mutant(LOAD_BALANCED, LAUNCH_TEMPLATE, set(METADATA + "/HttpPutResponseHopLimit", 2), "but found 2"),
                mutant(
                        SINGLE_SERVER,
                        INSTANCE,
                        set("MetadataOptions/HttpTokens", "optional"),
                        "::Instance but found 0"),
                mutant(SINGLE_SERVER, all -> all.add("Key", "AWS::IAM::AccessKey", Map.of()), "AWS::IAM::AccessKey"),
                new StageMutant("one role for two kinds of server", LOAD_BALANCED, "shares its role", all -> {
                    List<Resource> profiles = all.resources("AWS::IAM::InstanceProfile");
                    all.mutate(profiles.get(1), set("Roles", profiles.get(0).at("/Roles")));
                }),
                statement("*", "${Any.Arn}", "allowed the actions *"),
                statement("s3:*", "${Any.Arn}/*", "allowed the actions s3:*"),
                statement("secretsmanager:GetSecretValue", "*", "on *"),
                statement("cloudwatch:PutMetricData", "*", "on *"),
                statement("s3:GetObject", "arn:aws:s3:::*", "on arn:aws:s3:::*"),
                statement("iam:PassRole", "arn:aws:iam::1:role/*", "on arn:aws:iam::1:role/*"),
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
                mutant(SINGLE_SERVER, "AWS::KMS::Key", remove("KeyPolicy/Statement/1/Condition"), "others than this"),
                mutant(
                        SEPARATE_STORAGE,
                        "AWS::S3::BucketPolicy",
                        set(
                                "PolicyDocument/Statement/-",
                                Map.of("Effect", "Allow", "Principal", "*", "Action", "s3:GetObject")),
                        "lets everybody in"),
                mutant(
                        SINGLE_SERVER,
                        "AWS::EC2::VPCEndpoint",
                        remove("PolicyDocument/Statement/0/Condition"),
                        "lets everybody in"));
    }

    /** A copy in which the web servers' role is allowed more. */
    private static StageMutant statement(String action, String resource, String objection) {
        return mutant(LOAD_BALANCED, all -> all.allow(serverRole(all), action, resource), objection);
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
