package dev.scalingstages.requirements.everystage;

import static dev.scalingstages.testing.Mutant.caughtBy;
import static dev.scalingstages.testing.Mutant.mutant;
import static dev.scalingstages.testing.TemplateValues.ref;
import static org.assertj.core.api.Assertions.assertThat;

import dev.scalingstages.requirements.stage6.DataPlatformParts;
import dev.scalingstages.stage.ScalingStage;
import dev.scalingstages.testing.Check;
import dev.scalingstages.testing.CloudTemplate;
import dev.scalingstages.testing.CloudTemplate.Resource;
import dev.scalingstages.testing.Mutant;
import dev.scalingstages.testing.ReadsTemplates;
import dev.scalingstages.testing.RolePermissions;
import dev.scalingstages.testing.RolePermissions.Statement;
import dev.scalingstages.testing.Row;
import dev.scalingstages.testing.ServerFleet;
import dev.scalingstages.testing.StagesFrom;
import dev.scalingstages.testing.TemplateText;
import dev.scalingstages.testing.Templates;
import dev.scalingstages.testing.Violations;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** X5: a role holds what its code calls, on what that is told of, and nothing else. */
@ReadsTemplates
class EveryStageGrantsTest {
    /** What does not follow from a call of ours: what services do for a server, and its agents. */
    private static final Map<String, String> ON_BEHALF = Map.of(
            "ssm:", "Systems Manager's agent",
            "ssmmessages:", "Systems Manager's agent",
            "logs:", "the CloudWatch agent, or Lambda",
            "kms:", "S3, SQS, DynamoDB and Secrets Manager for the caller");

    private static final Map<String, String> OF_COMMANDS = Map.of(
            "cloudformation:SignalResource", "SIGNAL_RESOURCE",
            "cloudwatch:PutMetricData", "METRIC_NAMESPACE",
            "s3:GetObject", "STACK_NAME");

    @Test
    @Row("X5")
    void eachCallOfTheApplicationIsKnownWithItsPermission() {
        assertThat(ApplicationCalls.CALLS.stream()
                        .map(ApplicationCalls.Call::source)
                        .collect(Collectors.toSet()))
                .as("a call without a line in the table, or a line without a call")
                .containsExactlyInAnyOrderElementsOf(ApplicationCalls.found());
        assertThat(ApplicationCalls.commands()).isEqualTo(ApplicationCalls.BOOT_COMMANDS);
    }

    @StagesFrom(1)
    @Row({"X5", "S6.1", "S6.2", "S6.3", "S6.5", "S6.6", "S6.8"})
    void serversHoldWhatTheyCall(ScalingStage stage) {
        assertThat(ofServers(Templates.of(stage))).isEmpty();
    }

    @StagesFrom(1)
    @Row("X5")
    void functionsHoldWhatTheyCall(ScalingStage stage) {
        assertThat(ofFunctions(Templates.of(stage))).isEmpty();
    }

    @StagesFrom(1)
    @Row("X5")
    void keysAreUsedThroughServices(ScalingStage stage) {
        assertThat(ofKeys(Templates.of(stage))).isEmpty();
    }

    @TestFactory
    @Row("X5")
    DynamicNode theCheckObjects() {
        return caughtBy(
                Check.all(
                        EveryStageGrantsTest::ofServers,
                        EveryStageGrantsTest::ofFunctions,
                        EveryStageGrantsTest::ofKeys),
                ScalingStage.DATA_PLATFORM,
                more("write-api", "s3:DeleteBucket", "CONTENT_BUCKET"),
                more("read-api", "dynamodb:PutItem", "COUNTERS_TABLE"),
                more("write-api", "dynamodb:Query", "COUNTERS_TABLE"),
                more("write-api", "dynamodb:PutItem", "SHARD_MAP_TABLE"),
                more("worker", "sqs:PurgeQueue", "WRITES_QUEUE_URL"),
                less("worker", "redshift-data:ExecuteStatement"),
                less("worker", "sqs:ChangeMessageVisibility"),
                less("write-api", "sqs:SendMessage"),
                less("worker", "sqs:SendMessage"),
                less("read-api", "secretsmanager:GetSecretValue"),
                less("read-api", "elasticache:Connect"),
                less("web", "cloudformation:SignalResource"),
                less("replica-load-balancer", "rds:DescribeDBInstances"),
                more("web", "sqs:ReceiveMessage", "worker", "WRITES_QUEUE_URL"),
                new Mutant(
                        "a key in the worker's own hands",
                        all -> all.allow(
                                role(all, "worker"),
                                "kms:Decrypt",
                                ref(all.resources("AWS::KMS::Key").get(0))),
                        "without a service between"),
                new Mutant(
                        "internal-certificate may list",
                        all -> all.allow(role(all, "internal-certificate"), "acm:ListCertificates", "*"),
                        "acm:ListCertificates"));
    }

    private static Mutant more(String component, String action, String variable) {
        return more(component, action, component, variable);
    }

    /** A component may do something on what another one is told of. */
    private static Mutant more(String component, String action, String told, String variable) {
        return mutant(
                all -> all.allow(
                        role(all, component), action, ref(DataPlatformParts.toldResource(all, told, variable))),
                component + " is allowed " + action);
    }

    private static Mutant less(String component, String action) {
        return new Mutant(component + " may not " + action, all -> all.forbid(role(all, component), action), action);
    }

    private static Resource role(CloudTemplate template, String component) {
        return template.resources("AWS::IAM::Role", component).get(0);
    }

    /** A kind of server. */
    private record Server(CloudTemplate template, String component, Resource role, Map<String, String> told) {
        static List<Server> of(CloudTemplate template) {
            return ServerFleet.servers(template).stream()
                    .map(server -> {
                        Resource role = ServerFleet.roleOf(template, server);
                        String userData = TemplateText.of(
                                server.type().equals("AWS::EC2::Instance")
                                        ? server.at("/UserData")
                                        : server.at("/LaunchTemplateData/UserData"));
                        return new Server(
                                template, role.tag("component").orElseThrow(), role, ServerFleet.environment(userData));
                    })
                    .toList();
        }

        /** What it may do, an action and a resource in each. */
        Set<List<String>> held() {
            Set<List<String>> held = new LinkedHashSet<>();
            for (Statement statement : RolePermissions.of(template, role)) {
                statement
                        .actions()
                        .forEach(action -> statement.resources().forEach(on -> held.add(List.of(action, on))));
            }
            return held;
        }

        /** The resources of which a variable, or several, tell. A queue's dead letters belong to it. */
        Set<String> toldOf(String variables) {
            Set<String> resources = new TreeSet<>();
            told.forEach((name, value) -> {
                if (variables.equals("*") || name.matches(variables)) {
                    template.resources().stream()
                            .filter(each -> value.contains("${" + each.logicalId() + "}")
                                    || value.contains("${" + each.logicalId() + "."))
                            .forEach(each -> {
                                resources.add(each.logicalId());
                                resources.addAll(CloudTemplate.references(each.at("/RedrivePolicy")));
                            });
                }
            });
            return resources;
        }
    }

    /** What servers may do and do not call, or call and may not do. */
    static List<String> ofServers(CloudTemplate template) {
        return Violations.ofEach(Server.of(template), (violations, server) -> {
            Set<List<String>> called = new LinkedHashSet<>();
            for (ApplicationCalls.Call call : ApplicationCalls.CALLS) {
                for (String permission : call.permissions()) {
                    String action = permission.split(" ")[0];
                    Set<String> on = server.toldOf(permission.split(" ")[1]);
                    if (call.callers().contains(server.component())) {
                        on.stream()
                                .filter(each -> !permission.endsWith("*") && !isDeadLetters(template, each))
                                .filter(each -> server.held().stream()
                                        .noneMatch(held -> held.get(0).equals(action) && isOn(held.get(1), each)))
                                .forEach(each -> violations.add(
                                        server.component() + " calls " + action + " on " + each + " and may not"));
                    }
                    if (call.callers().contains(server.component())
                            || call.holders().contains(server.component())) {
                        on.forEach(each -> called.add(List.of(action, each)));
                    }
                }
            }
            server.held().stream()
                    .filter(held -> !follows(server, held, called))
                    .forEach(held -> violations.add(server.component() + " is allowed " + held.get(0) + " on "
                            + held.get(1) + ", which it never calls"));
            OF_COMMANDS.forEach((action, variable) -> {
                if (server.told().containsKey(variable)
                        && server.held().stream().noneMatch(held -> held.get(0).equals(action))) {
                    violations.add(server.component() + " calls " + action + " when it boots, and may not");
                }
            });
            if (server.told().containsKey("CACHE_HOST")
                    && server.held().stream().noneMatch(held -> held.get(0).equals("elasticache:Connect"))) {
                violations.add(server.component() + " signs in to the cache, which takes elasticache:Connect");
            }
        });
    }

    private static boolean follows(Server server, List<String> held, Set<List<String>> called) {
        String action = held.get(0);
        return ON_BEHALF.keySet().stream().anyMatch(action::startsWith)
                || action.equals("cloudformation:SignalResource")
                        && server.told().containsKey("SIGNAL_RESOURCE")
                || action.equals("cloudwatch:PutMetricData")
                || action.equals("s3:GetObject") && held.get(1).contains(":::cdk-")
                || action.equals("elasticache:Connect") && server.told().containsKey("CACHE_HOST")
                || called.stream()
                        .anyMatch(each -> each.get(0).equals(action)
                                && (held.get(1).equals("*") || isOn(held.get(1), each.get(1))));
    }

    private static boolean isDeadLetters(CloudTemplate template, String queue) {
        return template.resources("AWS::SQS::Queue").stream()
                .anyMatch(each ->
                        CloudTemplate.references(each.at("/RedrivePolicy")).contains(queue));
    }

    private static boolean isOn(String held, String resource) {
        return held.contains("${" + resource + "}") || held.contains("${" + resource + ".");
    }

    /** Roles that hold a key in their own hands. */
    static List<String> ofKeys(CloudTemplate template) {
        return Violations.ofEach(template.resources("AWS::IAM::Role"), (violations, role) -> {
            for (Statement statement : RolePermissions.of(template, role)) {
                boolean ofKey = statement.actions().stream().anyMatch(action -> action.startsWith("kms:"));
                if (ofKey
                        && statement
                                .condition()
                                .at("/StringEquals/kms:ViaService")
                                .isEmpty()) {
                    violations.add(role + " may " + statement.actions() + " without a service between");
                }
            }
        });
    }

    /** The same of functions as of servers. */
    static List<String> ofFunctions(CloudTemplate template) {
        return Violations.ofEach(template.resources("AWS::Lambda::Function"), (violations, function) -> {
            Set<String> held = new TreeSet<>();
            RolePermissions.of(template, template.target(function.at("/Role")))
                    .forEach(statement -> held.addAll(statement.actions()));
            held.removeIf(action -> action.startsWith("logs:"));
            String directory = function.text("/Handler").replaceAll("/.*", "");
            Set<String> called = ApplicationCalls.ofFunction(directory);
            violations.unless(held.equals(called), directory + " is allowed " + held + " and calls " + called);
        });
    }
}
