package dev.scalingstages.requirements.stage6;

import static dev.scalingstages.testing.TemplateMatchers.watching;
import static dev.scalingstages.testing.TemplateMatchers.with;
import static dev.scalingstages.testing.TemplateResources.areOf;
import static dev.scalingstages.testing.TemplateResources.areWithin;
import static dev.scalingstages.testing.TemplateResources.retained;
import static dev.scalingstages.testing.TemplateValues.attribute;
import static dev.scalingstages.testing.TemplateValues.object;
import static dev.scalingstages.testing.TemplateValues.ref;
import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.scalingstages.testing.AlarmLimits;
import dev.scalingstages.testing.CloudTemplate;
import dev.scalingstages.testing.CloudTemplate.Resource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import software.amazon.awscdk.assertions.Capture;
import software.amazon.awscdk.assertions.Match;
import software.amazon.awscdk.assertions.Template;

/** What the queues must have (S6.2), in the CDK's assertions, and what makes workers follow them. */
final class DataPlatformQueues {
    static final String VISIBLE = "ApproximateNumberOfMessagesVisible";

    static final String OLDEST = "ApproximateAgeOfOldestMessage";

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
                object(
                        entry("RedrivePolicy/deadLetterTargetArn", attribute(dead, "Arn")),
                        entry("RedrivePolicy/maxReceiveCount", attempts)),
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
                                    watching(object(
                                            entry("MetricName", "ApproximateNumberOfMessagesVisible"),
                                            entry("Dimensions/0/Name", "QueueName"),
                                            entry("Dimensions/0/Value", attribute(dead.asString(), "QueueName"))))),
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
                object(
                        "PolicyDocument/Statement",
                        with(object(
                                entry("Effect", "Deny"),
                                entry("Principal", "*"),
                                entry("Action", "sqs:*"),
                                entry("Condition/Bool/aws:SecureTransport", "false")))));
    }

    /**
     * How many messages of a queue may wait for each server of a group before a policy adds servers: nothing where the
     * policy does not count them, does not divide them by the servers, or does not go by the queue that wants most.
     */
    static OptionalDouble perWorker(Resource policy, Resource queue, Resource group) {
        Optional<String> waiting = id(policy, VISIBLE, queue);
        Optional<String> workers = id(policy, "GroupInServiceInstances", group);
        if (waiting.isEmpty() || workers.isEmpty()) {
            return OptionalDouble.empty();
        }
        String divided = "IF(%2$s > 0, %1$s / %2$s, %1$s) / ".formatted(waiting.orElseThrow(), workers.orElseThrow());
        double target = policy.at("/TargetTrackingConfiguration/TargetValue").asDouble();
        return queries(policy)
                .filter(query -> query.path("Expression").asText().startsWith(divided))
                .filter(query -> decides(policy, query.path("Id").asText()))
                .mapToDouble(query -> target
                        * Double.parseDouble(query.path("Expression").asText().substring(divided.length())))
                .findFirst();
    }

    /** How old a message may be until someone is told, in seconds; zero where nobody is. */
    static double oldest(CloudTemplate template, Resource queue) {
        return AlarmLimits.only(template, OLDEST, queue)
                .map(AlarmLimits.Limit::value)
                .orElse(0d);
    }

    /** Whether a policy counts the messages of a queue. */
    static boolean counts(Resource policy, Resource queue) {
        return id(policy, VISIBLE, queue).isPresent();
    }

    /** Whether what the policy tracks is the largest of several, this among them. */
    private static boolean decides(Resource policy, String id) {
        List<String> tracked = queries(policy)
                .filter(query -> query.path("ReturnData").asBoolean())
                .map(query -> query.path("Expression").asText())
                .toList();
        return tracked.size() == 1
                && tracked.get(0).startsWith("MAX([")
                && List.of(tracked.get(0).replaceAll("^MAX\\(\\[|]\\)$", "").split(", "))
                        .contains(id);
    }

    private static Optional<String> id(Resource policy, String metric, Resource resource) {
        return queries(policy)
                .filter(query ->
                        query.at("/MetricStat/Metric/MetricName").asText().equals(metric))
                .filter(query -> CloudTemplate.references(query.at("/MetricStat/Metric/Dimensions"))
                        .contains(resource.logicalId()))
                .map(query -> query.path("Id").asText())
                .findFirst();
    }

    private static Stream<JsonNode> queries(Resource policy) {
        return StreamSupport.stream(
                policy.at("/TargetTrackingConfiguration/CustomizedMetricSpecification/Metrics")
                        .spliterator(),
                false);
    }
}
