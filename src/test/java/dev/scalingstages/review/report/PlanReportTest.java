package dev.scalingstages.review.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.scalingstages.review.judge.Growth;
import dev.scalingstages.review.plan.Plan;
import dev.scalingstages.testing.ProjectFiles;
import dev.scalingstages.testing.ReadsTemplates;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What a plan says in words: the values that change, the verdict with its numbers, and what is not known. */
@ReadsTemplates
class PlanReportTest {
    @Test
    @DisplayName("short values are told, long ones and many are not")
    void valuesAreTold() {
        String printed = printed(plan(queue("""
                        "VisibilityTimeout": 30, "RedrivePolicy": {"maxReceiveCount": 3, "deadLetterTargetArn": "a"}"""), queue("""
                        "VisibilityTimeout": 60, "RedrivePolicy": {"maxReceiveCount": 5, "deadLetterTargetArn": "a"},
                        "KmsDataKeyReusePeriodSeconds": 300""")));

        assertThat(printed).contains("VisibilityTimeout 30 → 60", "RedrivePolicy.maxReceiveCount 3 → 5");
        assertThat(printed).contains("KmsDataKeyReusePeriodSeconds none → 300");
    }

    @Test
    @DisplayName("losses and refusals are counted apart, and together they are the items below")
    void lossesAndRefusalsAreCountedApart() {
        Plan plan = plan("""
                {"Resources": {"One": {"Type": "AWS::SNS::Topic"}, "Two": {"Type": "AWS::SNS::Topic"},
                  "Volume": {"Type": "AWS::EC2::Volume", "DeletionPolicy": "Retain", "UpdateReplacePolicy": "Retain",
                    "Properties": {"Size": 20}}}}""", """
                {"Resources": {
                  "Volume": {"Type": "AWS::EC2::Volume", "DeletionPolicy": "Retain", "UpdateReplacePolicy": "Retain",
                    "Properties": {"Size": 10}}}}""");

        assertThat(printed(plan)).contains("Do not deploy this: 2 losses and 1 refusal below.");
        assertThat(plan.findings()).hasSize(3);
    }

    @Test
    @DisplayName("that nothing is interrupted is said only of types whose changes are known")
    void unknownInterruptionsAreTold() {
        String known = printed(plan(
                resource("AWS::SNS::Topic", "\"DisplayName\": \"a\""),
                resource("AWS::SNS::Topic", "\"DisplayName\": \"b\"")));
        String unknown = printed(plan(
                resource("AWS::ECS::Cluster", "\"ClusterSettings\": [{\"Value\": \"enabled\"}]"),
                resource("AWS::ECS::Cluster", "\"ClusterSettings\": [{\"Value\": \"disabled\"}]")));

        assertThat(known).contains("Interrupted Nothing.");
        assertThat(unknown)
                .contains("Interrupted Nothing that is known.")
                .contains("Not known: whether a change in place interrupts ECS::Cluster");
    }

    private static String queue(String properties) {
        return """
                {"Resources": {"Queue": {"Type": "AWS::SQS::Queue", "DeletionPolicy": "Retain",
                  "UpdateReplacePolicy": "Retain", "Properties": {%s}}}}""".formatted(properties);
    }

    private static String resource(String type, String properties) {
        return "{\"Resources\": {\"It\": {\"Type\": \"%s\", \"Properties\": {%s}}}}".formatted(type, properties);
    }

    private static Plan plan(String before, String after) {
        return Growth.plan(ProjectFiles.json(before), ProjectFiles.json(after));
    }

    private static String printed(Plan plan) {
        return PlanFormat.TEXT.print(plan, "").replaceAll("\\s+", " ");
    }
}
