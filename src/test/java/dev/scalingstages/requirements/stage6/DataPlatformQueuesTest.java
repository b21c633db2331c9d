package dev.scalingstages.requirements.stage6;

import static dev.scalingstages.requirements.stage6.DataPlatformParts.WORKER;
import static dev.scalingstages.requirements.stage6.DataPlatformParts.fleet;
import static dev.scalingstages.requirements.stage6.DataPlatformParts.policies;
import static dev.scalingstages.requirements.stage6.DataPlatformParts.toldResource;
import static dev.scalingstages.testing.Edits.remove;
import static dev.scalingstages.testing.Edits.set;
import static dev.scalingstages.testing.Mutant.caughtBy;
import static dev.scalingstages.testing.Mutant.mutant;
import static dev.scalingstages.testing.TemplateMatchers.watching;
import static dev.scalingstages.testing.TemplateResources.areWithin;
import static dev.scalingstages.testing.TemplateValues.attribute;
import static dev.scalingstages.testing.TemplateValues.object;
import static dev.scalingstages.testing.TemplateValues.ref;
import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.scalingstages.stage.ScalingStage;
import dev.scalingstages.testing.AlarmLimits;
import dev.scalingstages.testing.AlarmMetrics;
import dev.scalingstages.testing.CdkTemplates;
import dev.scalingstages.testing.CloudTemplate;
import dev.scalingstages.testing.CloudTemplate.Resource;
import dev.scalingstages.testing.Mutant;
import dev.scalingstages.testing.Row;
import dev.scalingstages.testing.ServerFleet;
import dev.scalingstages.testing.Violations;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import software.amazon.awscdk.assertions.Capture;
import software.amazon.awscdk.assertions.Match;
import software.amazon.awscdk.assertions.Template;

/** S6.2: queues with dead-letter queues, and workers that are as many as the backlog needs. */
class DataPlatformQueuesTest {
    private static final String VISIBLE = "ApproximateNumberOfMessagesVisible";
    private static final String OLDEST = "ApproximateAgeOfOldestMessage";
    private static final String QUEUE = "AWS::SQS::Queue";

    /** The longest that SQS keeps a message, in seconds. */
    private static final int TWO_WEEKS = 14 * 86_400;

    private static final String METRICS = "TargetTrackingConfiguration/CustomizedMetricSpecification/Metrics";

    /** The queues by their lines in the workers' environment file; workers grow by the first two. */
    private static final List<String> WORK = List.of("PHOTOS_QUEUE_URL", "WRITES_QUEUE_URL", "ARCHIVE_QUEUE_URL");

    /** What a worker of two processors does of each in a second. */
    private static final List<Integer> RATES = List.of(CapacityFigures.THUMBNAILS, 2 * CapacityFigures.WORKER);

    @Test
    @Row("S6.2")
    void someoneIsToldOfDeadLetters() {
        deadLettersAreWatched(CdkTemplates.of(ScalingStage.DATA_PLATFORM));
    }

    @Test
    @Row({"S6.2", "X11"})
    @DisplayName("workers work on every queue, and are as many as the messages that wait need")
    void workersScaleByBacklogPerWorker() {
        assertThat(backlog(DataPlatformParts.template())).isEmpty();
    }

    @TestFactory
    @Row("S6.2")
    DynamicNode checksObjectTo() {
        return caughtBy(
                CdkTemplates.check(DataPlatformQueuesTest::deadLettersAreWatched)
                        .and(DataPlatformQueuesTest::backlog),
                ScalingStage.DATA_PLATFORM,
                mutant(all -> work(all, 0), remove("RedrivePolicy"), "type AWS::SQS::Queue but found 2"),
                mutant(all -> alarm(all, VISIBLE, dead(all, 1)), set("AlarmActions", List.of()), "arrayWith pattern"),
                mutant(all -> dead(all, 1), set("MessageRetentionPeriod", 345_600), "AWS::SQS::Queue but found 2"),
                mutant(all -> work(all, 1), set("RedrivePolicy/maxReceiveCount", 1), "1.0"),
                scaling("/3/MetricStat/Metric/Dimensions/0/Value", "other", "WRITES_QUEUE_URL does not make the"),
                scaling("/5/Expression", "MAX([share0])", "WRITES_QUEUE_URL does not make the workers grow for each"),
                scaling("/2/Expression", "waiting0 / 720", "PHOTOS_QUEUE_URL does not make the workers grow for"),
                scaling(
                        "/2/Expression",
                        "IF(workers > 0, waiting0 / workers, waiting0) / 6000",
                        "PHOTOS_QUEUE_URL may wait 2000 s"),
                age(3, "m1 / 20", "WRITES_QUEUE_URL may wait 30 s"),
                age(6, "MAX([ratio0])", "ARCHIVE_QUEUE_URL is told to hang after 0"),
                mutant(all -> fleet(all, WORKER).group(), set("MaxSize", "1"), "cannot grow"));
    }

    private static Mutant scaling(String path, String value, String objection) {
        return mutant(all -> scalings(all, work(all, 0)).get(0), set(METRICS + path, value), objection);
    }

    private static Mutant age(int query, String value, String objection) {
        return mutant(
                all -> alarm(all, OLDEST, work(all, 0)), set("Metrics/" + query + "/Expression", value), objection);
    }

    private static List<String> backlog(CloudTemplate template) {
        Violations violations = new Violations()
                .unless(
                        fleet(template, WORKER).maximum()
                                > fleet(template, WORKER).minimum(),
                        "the workers cannot grow");
        for (int index = 0; index < WORK.size(); index++) {
            Resource queue = work(template, index);
            violations.unless(queue.has("RedrivePolicy"), WORK.get(index) + " is no queue for work");
        }
        // The nightly archive is a handful of long messages: a fleet must not grow for it.
        for (int index = 0; index < RATES.size(); index++) {
            String name = WORK.get(index);
            List<Resource> policies = scalings(template, work(template, index));
            violations.unless(policies.size() == 1, name + " does not make the workers grow");
            for (Resource policy : policies) {
                violations.and(grows(template, policy, name, index));
            }
        }
        return violations.and(hangs(template));
    }

    /** X11: a share is what a worker does while a message may wait, and the alarm leaves it that time twice. */
    private static List<String> grows(CloudTemplate template, Resource policy, String name, int index) {
        ServerFleet workers = fleet(template, WORKER);
        double perWorker =
                perWorker(policy, work(template, index), workers.group()).orElse(0);
        int rate = RATES.get(index)
                * CapacityFigures.processors(
                        workers.server().path("InstanceType").asText())
                / 2;
        int seconds = (int) perWorker / rate;
        double alarm = oldest(template, work(template, index));
        return new Violations()
                .unless(perWorker > 0, name + " does not make the workers grow for each worker")
                .unless(
                        seconds >= 10 && 2 * seconds <= alarm,
                        name + " may wait " + seconds + " s until workers are added, and an alarm tells after "
                                + alarm);
    }

    /** A run asks for the rest after an hour, and what is twice as old hangs; SQS hides a message for twelve at most. */
    private static List<String> hangs(CloudTemplate template) {
        int hidden = work(template, 2).number("/VisibilityTimeout");
        double alarm = oldest(template, work(template, 2));
        return new Violations()
                .unless(
                        2 * hidden <= alarm && alarm < 12 * 3_600,
                        WORK.get(2) + " is told to hang after " + alarm + " s, and a run takes " + hidden);
    }

    private static Resource work(CloudTemplate template, int index) {
        return toldResource(template, WORKER, WORK.get(index));
    }

    private static Resource dead(CloudTemplate template, int index) {
        return template.target(work(template, index).at("/RedrivePolicy/deadLetterTargetArn"));
    }

    private static Resource alarm(CloudTemplate template, String metric, Resource queue) {
        return AlarmMetrics.watching(template, metric, queue).get(0);
    }

    private static List<Resource> scalings(CloudTemplate template, Resource queue) {
        return template
                .referring(
                        "AWS::AutoScaling::ScalingPolicy",
                        "/AutoScalingGroupName",
                        fleet(template, WORKER).group())
                .stream()
                .filter(policy -> id(policy, VISIBLE, queue).isPresent())
                .toList();
    }

    static void deadLettersAreWatched(Template template) {
        Capture dead = new Capture();
        Capture attempts = new Capture();
        template.resourcePropertiesCountIs(
                QUEUE,
                object(
                        entry("RedrivePolicy/deadLetterTargetArn", attribute(dead, "Arn")),
                        entry("RedrivePolicy/maxReceiveCount", attempts)),
                WORK.size());
        areWithin(2, 1000, attempts);
        // Those that have no dead-letter queue are the dead-letter queues, which keep messages as long as SQS can.
        template.resourceCountIs(QUEUE, 2 * WORK.size());
        template.resourcePropertiesCountIs(
                QUEUE, Map.of("RedrivePolicy", Match.absent(), "MessageRetentionPeriod", TWO_WEEKS), WORK.size());
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
                                            entry("MetricName", VISIBLE),
                                            entry("Dimensions/0/Name", "QueueName"),
                                            entry("Dimensions/0/Value", attribute(dead.asString(), "QueueName"))))),
                            entry("AlarmActions", Match.arrayWith(List.of(topic)))));
        } while (dead.next());
        assertThat(watched)
                .as("each queue has a dead-letter queue of its own")
                .isEqualTo(template.findResources(QUEUE, Map.of("Properties", Map.of("RedrivePolicy", Match.absent())))
                        .keySet());
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
