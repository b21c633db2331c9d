package dev.scalingstages.policies;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.scalingstages.policies.PolicyReview.Acceptance;
import dev.scalingstages.policies.PolicyReview.Finding;
import dev.scalingstages.security.Suppressions;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import software.amazon.awscdk.App;
import software.amazon.awscdk.services.s3.CfnBucket;
import software.amazon.awscdk.services.sqs.CfnQueue;
import software.constructs.Construct;

/** What the policy packs object to: that {@link PolicyPacksTest} finds nothing proves something. */
class PolicyObjectionsTest {
    /** One stage with all that is wrong in these tests: the packs look at it once. */
    private static final PolicyReview MUTANT = PolicyReview.of(Map.of("stage", 1), PolicyObjectionsTest::spoil);

    @Test
    @DisplayName("A resource that breaks rules and accepts none is found by both packs")
    void anUnprotectedResourceIsFound() {
        assertThat(MUTANT.openFindings())
                .filteredOn(finding -> finding.constructPath().endsWith("/Open"))
                .extracting(Finding::pack, Finding::rule)
                .contains(
                        tuple("AwsSolutions", "AwsSolutions-S1"),
                        tuple("AwsSolutions", "AwsSolutions-S10"),
                        tuple("NIST.800.53.R5", "NIST.800.53.R5-S3BucketVersioningEnabled"));
    }

    @Test
    @DisplayName("A template that CloudFormation would refuse is found")
    void anInvalidPropertyIsFound() {
        assertThat(MUTANT.templateFindings())
                .extracting(Finding::constructPath)
                .anyMatch(path -> path.endsWith("/Invalid"));
    }

    @Test
    @DisplayName("An acceptance that matches nothing is found, and so is one on more than one resource")
    void aStaleOrBroadAcceptanceIsFound() {
        assertThat(MUTANT.notOnOneResource())
                .extracting(Acceptance::rule)
                .contains("AwsSolutions-S1", "AwsSolutions-SQS4");
    }

    private static void spoil(App app) {
        new CfnBucket(stage(app), "Open");
        CfnQueue.Builder.create(stage(app), "Invalid")
                .visibilityTimeout(1_000_000)
                .build();
        CfnQueue queue = new CfnQueue(stage(app), "Queue");
        Suppressions.accept(queue, "AwsSolutions-S1", "A queue has no access log, so this matches nothing.");
        Construct group = new Construct(stage(app), "Group");
        new CfnQueue(group, "First");
        new CfnQueue(group, "Second");
        Suppressions.accept(group, "AwsSolutions-SQS4", "Nobody sends to these two queues, which are a test's.");
    }

    private static Construct stage(App app) {
        return (Construct) app.getNode().getChildren().get(0).getNode().findChild("Default");
    }
}
