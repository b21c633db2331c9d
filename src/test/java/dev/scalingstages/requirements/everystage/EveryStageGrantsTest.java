package dev.scalingstages.requirements.everystage;

import static dev.scalingstages.testing.TemplateValues.ref;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.scalingstages.requirements.stage6.DataPlatformParts;
import dev.scalingstages.stage.ScalingStage;
import dev.scalingstages.testing.Check;
import dev.scalingstages.testing.CloudTemplate;
import dev.scalingstages.testing.CloudTemplate.Resource;
import dev.scalingstages.testing.Mutant;
import dev.scalingstages.testing.Mutants;
import dev.scalingstages.testing.ReadsTemplates;
import dev.scalingstages.testing.Row;
import dev.scalingstages.testing.StagesFrom;
import dev.scalingstages.testing.TemplateText;
import dev.scalingstages.testing.Templates;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** X5: a role holds what its code calls, on what that is told of, and nothing else. */
@ReadsTemplates
class EveryStageGrantsTest {
    @Test
    @Row("X5")
    @DisplayName("each call of the application is known here, with the permission that it takes")
    void eachCallIsKnown() {
        assertThat(ApplicationCalls.CALLS.stream()
                        .map(ApplicationCalls.Call::source)
                        .collect(Collectors.toSet()))
                .as("a call without a line in the table, or a line without a call")
                .containsExactlyInAnyOrderElementsOf(ApplicationCalls.found());
        assertThat(ApplicationCalls.commands()).isEqualTo(ApplicationCalls.BOOT_COMMANDS);
    }

    @StagesFrom(1)
    @Row("X5")
    void serversHoldWhatTheyCall(ScalingStage stage) {
        assertThat(GrantsCheck.ofServers(Templates.of(stage))).isEmpty();
    }

    @StagesFrom(1)
    @Row("X5")
    void functionsHoldWhatTheyCall(ScalingStage stage) {
        assertThat(GrantsCheck.ofFunctions(Templates.of(stage))).isEmpty();
    }

    @StagesFrom(1)
    @Row("X5")
    @DisplayName("no role uses a key but through the services that it asks")
    void keysAreUsedThroughServices(ScalingStage stage) {
        assertThat(GrantsCheck.ofKeys(Templates.of(stage))).isEmpty();
    }

    @Mutants
    @Row("X5")
    void theCheckObjects(Mutant mutant) {
        mutant.assertCaughtBy(
                ScalingStage.DATA_PLATFORM,
                Check.all(GrantsCheck::ofServers, GrantsCheck::ofFunctions, GrantsCheck::ofKeys));
    }

    static List<Mutant> theCheckObjects() {
        return List.of(
                more("write-api", "s3:DeleteBucket", "CONTENT_BUCKET"),
                more("read-api", "dynamodb:PutItem", "COUNTERS_TABLE"),
                more("write-api", "dynamodb:Query", "COUNTERS_TABLE"),
                more("write-api", "dynamodb:PutItem", "SHARD_MAP_TABLE"),
                more("worker", "sqs:PurgeQueue", "WRITES_QUEUE_URL"),
                less("worker", "redshift-data:ExecuteStatement"),
                less("worker", "sqs:ChangeMessageVisibility"),
                less("write-api", "sqs:SendMessage"),
                less("read-api", "secretsmanager:GetSecretValue"),
                less("read-api", "elasticache:Connect"),
                less("web", "cloudformation:SignalResource"),
                less("replica-load-balancer", "rds:DescribeDBInstances"),
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
        return new Mutant(
                component + " may " + action,
                template -> template.allow(
                        role(template, component),
                        action,
                        ref(DataPlatformParts.toldResource(template, component, variable))),
                component + " is allowed " + action);
    }

    private static Mutant less(String component, String action) {
        return new Mutant(
                component + " may not " + action,
                template -> template.resources("AWS::IAM::ManagedPolicy").stream()
                        .filter(policy -> policy.refersTo("/Roles", role(template, component)))
                        .forEach(policy -> policy.at("/PolicyDocument/Statement")
                                .forEach(statement -> {
                                    if (TemplateText.each(statement.path("Action"))
                                            .contains(action)) {
                                        ((ObjectNode) statement).put("Action", "none:None");
                                    }
                                })),
                action);
    }

    private static Resource role(CloudTemplate template, String component) {
        return template.resources("AWS::IAM::Role", component).get(0);
    }
}
