package dev.scalingstages.requirements.stage6;

import static dev.scalingstages.testing.TemplateResources.areOf;
import static dev.scalingstages.testing.TemplateResources.areWithin;
import static dev.scalingstages.testing.TemplateResources.retained;
import static dev.scalingstages.testing.TemplateValues.attribute;
import static dev.scalingstages.testing.TemplateValues.ref;
import static dev.scalingstages.testing.TemplateValues.watching;
import static dev.scalingstages.testing.TemplateValues.with;
import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import software.amazon.awscdk.assertions.Capture;
import software.amazon.awscdk.assertions.Match;
import software.amazon.awscdk.assertions.Template;

/** What the queues must have (S6.2), in the CDK's assertions. */
final class DataPlatformQueues {
    private static final String QUEUE = "AWS::SQS::Queue";

    /** The queues for photos, writes and the archive, each with a dead-letter queue. */
    private static final int WORK = 3;

    /** The longest that SQS keeps a message, in seconds. */
    private static final int TWO_WEEKS = 14 * 86_400;

    private DataPlatformQueues() {}

    static void deadLettersAreWatched(Template template) {
        Capture dead = new Capture();
        Capture attempts = new Capture();
        template.resourcePropertiesCountIs(
                QUEUE,
                Map.of(
                        "RedrivePolicy",
                        Map.of("deadLetterTargetArn", attribute(dead, "Arn"), "maxReceiveCount", attempts)),
                WORK);
        areWithin(2, 1000, attempts);
        // Those that have no dead-letter queue are the dead-letter queues, which keep messages as long as SQS can.
        template.resourceCountIs(QUEUE, 2 * WORK);
        template.resourcePropertiesCountIs(
                QUEUE, Map.of("RedrivePolicy", Match.absent(), "MessageRetentionPeriod", TWO_WEEKS), WORK);
        Map<String, Object> topic = ref(template.getResourceId("AWS::SNS::Topic"));
        Set<String> watched = new TreeSet<>();
        do {
            watched.add(dead.asString());
            template.hasResourceProperties(
                    "AWS::CloudWatch::Alarm",
                    Map.ofEntries(
                            entry("Threshold", 0),
                            entry("ComparisonOperator", "GreaterThanThreshold"),
                            entry(
                                    "Metrics",
                                    watching(Map.of(
                                            "MetricName",
                                            "ApproximateNumberOfMessagesVisible",
                                            "Dimensions",
                                            List.of(Map.of(
                                                    "Name",
                                                    "QueueName",
                                                    "Value",
                                                    attribute(dead.asString(), "QueueName")))))),
                            entry("AlarmActions", Match.arrayWith(List.of(topic)))));
        } while (dead.next());
        assertThat(watched)
                .as("each queue has a dead-letter queue of its own")
                .isEqualTo(template.findResources(QUEUE, Map.of("Properties", Map.of("RedrivePolicy", Match.absent())))
                        .keySet());
    }

    static void areEncryptedAndKept(Template template) {
        Capture key = new Capture();
        template.allResources(QUEUE, retained(Map.of("KmsMasterKeyId", attribute(key, "Arn"))));
        areOf(template, "AWS::KMS::Key", key);
        template.allResourcesProperties(
                "AWS::SQS::QueuePolicy",
                Map.of(
                        "PolicyDocument",
                        Map.of(
                                "Statement",
                                with(Map.ofEntries(
                                        entry("Effect", "Deny"),
                                        entry("Principal", "*"),
                                        entry("Action", "sqs:*"),
                                        entry("Condition", Map.of("Bool", Map.of("aws:SecureTransport", "false"))))))));
    }
}
