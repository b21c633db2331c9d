package dev.scalingstages.review.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.scalingstages.review.judge.Growth;
import dev.scalingstages.review.judge.Growth.Way;
import dev.scalingstages.review.knowledge.Role;
import dev.scalingstages.review.plan.Change;
import dev.scalingstages.review.plan.Finding;
import dev.scalingstages.review.plan.Outcome;
import dev.scalingstages.review.plan.Plan;
import dev.scalingstages.stage.ScalingStage;
import dev.scalingstages.steps.Runbook;
import dev.scalingstages.steps.StepFacts;
import dev.scalingstages.testing.ReadsTemplates;
import dev.scalingstages.testing.Row;
import dev.scalingstages.testing.TemplateText;
import dev.scalingstages.testing.Variant;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The stack policy of a stage, tried as CloudFormation applies it: a denial wins, and what nobody allows is denied. */
@ReadsTemplates
class StackPolicyTest {
    /** Source: AWS CloudFormation API Reference, SetStackPolicy, StackPolicyBody, November 2026. */
    private static final int LARGEST_POLICY = 16_384;

    @ParameterizedTest
    @MethodSource("dev.scalingstages.review.judge.Growth#up")
    @Row("G1")
    @DisplayName("a stage's policy lets every way up pass, but for the removal of the single server")
    void everyWayUpPasses(Way way) {
        Plan plan = Growth.plan(way);
        JsonNode policy = policy(plan);

        assertThat(plan.changes())
                .allSatisfy(change -> assertThat(isAllowed(policy, action(change), change.logicalId()))
                        .as("%s of %s", action(change), change.logicalId())
                        .isEqualTo(!isRemovalOfAServer(change)));
    }

    @ParameterizedTest
    @MethodSource("dev.scalingstages.review.judge.Growth#up")
    @Row("G9")
    @DisplayName(
            "a jump that leaves the box's data unread is denied by CloudFormation too, by the removal of the server")
    void aJumpIsDenied(Way way) {
        Plan plan = Growth.plan(way);
        JsonNode policy = policy(plan);

        boolean denied =
                plan.changes().stream().anyMatch(change -> !isAllowed(policy, action(change), change.logicalId()));
        assertThat(denied).isEqualTo(way.from().number() < 3 && way.to().number() >= 3);
        if (plan.findings().stream().anyMatch(finding -> finding.rule() == Finding.Rule.STRANDED)) {
            assertThat(denied).as("what the check refuses").isTrue();
        }
    }

    @ParameterizedTest
    @MethodSource("dev.scalingstages.review.judge.Growth#up")
    @Row("G9")
    @DisplayName("the next stage's policy, set before the deploy, lets the server go and guards the same data")
    void theNextStagesPolicyLetsTheServerGo(Way way) {
        Plan plan = Growth.plan(way);
        JsonNode policy = StackPolicy.of(StepFacts.all(), plan.comparison().after(), plan.comparison());

        assertThat(plan.changes())
                .filteredOn(StackPolicyTest::isRemovalOfAServer)
                .allMatch(change -> isAllowed(policy, "Update:Delete", change.logicalId()));
        assertThat(plan.ofData().filter(change -> change.before().isPresent()))
                .filteredOn(change -> !change.logicalId().startsWith("Server"))
                .noneMatch(change -> isAllowed(policy, "Update:Delete", change.logicalId()));
    }

    @Test
    @Row("G9")
    @DisplayName("the runbook of the step at which the server leaves says how its denial is lifted, and set again")
    void theRunbookLiftsTheDenial() {
        Way up = new Way(Variant.WITH_DOMAIN, ScalingStage.SEPARATE_STORAGE, ScalingStage.LOAD_BALANCED);
        Way back = new Way(Variant.WITH_DOMAIN, up.to(), up.from());
        String guide = new Runbook(up.to(), Growth.plan(up), Growth.plan(back)).print();
        String deploy = guide.substring(guide.indexOf("## Deploy"), guide.indexOf("## Verify"));
        assertThat(deploy).contains("denies the removal of ServerInstance");
        assertThat(deploy.indexOf("./review policy 3"))
                .isPositive()
                .isLessThan(deploy.indexOf("./review policy 2"))
                .isLessThan(deploy.indexOf("./cdk deploy -c stage=3"));
    }

    @ParameterizedTest
    @MethodSource("dev.scalingstages.review.judge.Growth#up")
    @Row("G1")
    @DisplayName("a stage's policy denies that data, or what it stands on, is replaced or removed, and nothing else")
    void dataIsGuarded(Way way) {
        Plan plan = Growth.plan(way);
        JsonNode policy = policy(plan);

        assertThat(plan.changes())
                .filteredOn(change -> change.before().isPresent())
                .filteredOn(change -> change.outcome() != Outcome.REMOVED)
                .allSatisfy(change -> {
                    boolean guarded =
                            change.role() != Role.NONE && !change.logicalId().startsWith("Server");
                    assertThat(isAllowed(policy, "Update:Modify", change.logicalId()))
                            .isTrue();
                    assertThat(isAllowed(policy, "Update:Replace", change.logicalId()))
                            .as("replacement of %s", change.logicalId())
                            .isEqualTo(!guarded);
                    assertThat(isAllowed(policy, "Update:Delete", change.logicalId()))
                            .as("removal of %s", change.logicalId())
                            .isEqualTo(!guarded && !change.type().equals("AWS::EC2::Instance"));
                });
        assertThat(plan.ofData().filter(change -> change.type().equals("AWS::EC2::Volume")))
                .as("the data volume is guarded whatever its name")
                .isNotEmpty()
                .noneMatch(change -> isAllowed(policy, "Update:Delete", change.logicalId()));
    }

    @ParameterizedTest
    @MethodSource("dev.scalingstages.review.judge.Growth#down")
    @Row("G8")
    @DisplayName("going down takes a policy that was opened on purpose, whenever something that holds data leaves")
    void goingDownIsDenied(Way way) {
        Plan plan = Growth.plan(way);
        JsonNode policy = policy(plan);

        List<Change> leaving = plan.ofData().filter(Change::leaves).toList();
        assertThat(leaving)
                .filteredOn(change -> !change.logicalId().startsWith("Server"))
                .noneMatch(change -> isAllowed(policy, action(change), change.logicalId()));
    }

    @ParameterizedTest
    @MethodSource("dev.scalingstages.review.judge.Growth#up")
    @Row("G1")
    @DisplayName("the policy is no longer than CloudFormation takes")
    void thePolicyIsShortEnough(Way way) {
        Plan plan = Growth.plan(way);
        assertThat(StackPolicy.print(StepFacts.all(), plan.comparison().after(), plan.comparison()))
                .hasSizeLessThan(LARGEST_POLICY);
    }

    /** The policy of the stage before a step. */
    private static JsonNode policy(Plan plan) {
        return StackPolicy.of(StepFacts.all(), plan.comparison().before(), plan.comparison());
    }

    private static boolean isRemovalOfAServer(Change change) {
        return change.outcome() == Outcome.REMOVED && change.type().equals("AWS::EC2::Instance");
    }

    private static String action(Change change) {
        return switch (change.outcome()) {
            case REPLACED -> "Update:Replace";
            case REMOVED -> "Update:Delete";
            default -> "Update:Modify";
        };
    }

    private static boolean isAllowed(JsonNode policy, String action, String logicalId) {
        return has(policy, "Allow", action, logicalId) && !has(policy, "Deny", action, logicalId);
    }

    private static boolean has(JsonNode policy, String effect, String action, String logicalId) {
        return policy.get("Statement")
                .valueStream()
                .filter(statement -> statement.get("Effect").asText().equals(effect))
                .filter(statement -> matches(statement.get("Action"), action))
                .anyMatch(statement -> matches(statement.get("Resource"), "LogicalResourceId/" + logicalId));
    }

    private static boolean matches(JsonNode patterns, String value) {
        return TemplateText.each(patterns).stream()
                .anyMatch(pattern -> pattern.endsWith("*")
                        ? value.startsWith(pattern.substring(0, pattern.length() - 1))
                        : pattern.equals(value));
    }
}
