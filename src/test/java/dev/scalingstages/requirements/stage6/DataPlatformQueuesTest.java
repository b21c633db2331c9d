package dev.scalingstages.requirements.stage6;

import static dev.scalingstages.requirements.stage6.DataPlatformParts.WORKER;
import static dev.scalingstages.requirements.stage6.DataPlatformParts.WRITE_API;
import static dev.scalingstages.requirements.stage6.DataPlatformParts.arn;
import static dev.scalingstages.requirements.stage6.DataPlatformParts.fleet;
import static dev.scalingstages.requirements.stage6.DataPlatformParts.may;
import static dev.scalingstages.requirements.stage6.DataPlatformParts.policies;
import static dev.scalingstages.requirements.stage6.DataPlatformParts.toldResource;
import static dev.scalingstages.requirements.stage6.DataPlatformParts.whoMay;
import static dev.scalingstages.testing.Edits.remove;
import static dev.scalingstages.testing.Edits.set;
import static dev.scalingstages.testing.Mutant.mutant;
import static org.assertj.core.api.Assertions.assertThat;

import dev.scalingstages.stage.ScalingStage;
import dev.scalingstages.testing.AlarmMetrics;
import dev.scalingstages.testing.CdkTemplates;
import dev.scalingstages.testing.CloudTemplate;
import dev.scalingstages.testing.CloudTemplate.Resource;
import dev.scalingstages.testing.Edits.Edit;
import dev.scalingstages.testing.Mutant;
import dev.scalingstages.testing.Mutants;
import dev.scalingstages.testing.RolePermissions;
import dev.scalingstages.testing.RolePermissions.Statement;
import dev.scalingstages.testing.Row;
import dev.scalingstages.testing.ServerFleet;
import dev.scalingstages.testing.Violations;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** S6.2: queues with dead-letter queues, and workers that are as many as the backlog needs. */
class DataPlatformQueuesTest {
    private static final String METRICS = "TargetTrackingConfiguration/CustomizedMetricSpecification/Metrics";

    /** The queues by their lines in the workers' environment file; workers grow by the first two. */
    private static final List<String> WORK = List.of("PHOTOS_QUEUE_URL", "WRITES_QUEUE_URL", "ARCHIVE_QUEUE_URL");

    /** What a worker of two processors does of each in a second. */
    private static final List<Integer> RATES = List.of(CapacityFigures.THUMBNAILS, 2 * CapacityFigures.WORKER);

    @Test
    @Row("S6.2")
    @DisplayName("a message that cannot be worked on ends in a dead-letter queue that someone is told about")
    void deadLettersAreWatched() {
        DataPlatformQueues.deadLettersAreWatched(CdkTemplates.of(ScalingStage.DATA_PLATFORM));
    }

    @Test
    @Row("S6.2")
    @DisplayName("queues are encrypted, refuse plain HTTP, are kept, and only workers take messages")
    void queuesAreClosed() {
        DataPlatformQueues.areEncryptedAndKept(CdkTemplates.of(ScalingStage.DATA_PLATFORM));
        assertThat(closed(DataPlatformParts.template())).isEmpty();
    }

    @Test
    @Row({"S6.2", "X11"})
    @DisplayName("workers work on every queue, and are as many as the messages that wait need")
    void workersScaleByBacklogPerWorker() {
        assertThat(backlog(DataPlatformParts.template())).isEmpty();
    }

    @Mutants
    @Row("S6.2")
    void checksObjectTo(Mutant mutant) {
        mutant.assertCaughtBy(
                ScalingStage.DATA_PLATFORM,
                CdkTemplates.check(DataPlatformQueues::deadLettersAreWatched)
                        .and(CdkTemplates.check(DataPlatformQueues::areEncryptedAndKept))
                        .and(DataPlatformQueuesTest::closed)
                        .and(DataPlatformQueuesTest::backlog));
    }

    static Stream<Mutant> checksObjectTo() {
        return Stream.of(
                mutant(
                        all -> work(all, 0),
                        remove("RedrivePolicy"),
                        "Expected 3 resources of type AWS::SQS::Queue but found 2"),
                mutant(
                        all -> alarm(all, dead(all, 1)),
                        set("AlarmActions", List.of()),
                        "Could not match arrayWith pattern"),
                mutant(
                        all -> dead(all, 1),
                        set("MessageRetentionPeriod", 345_600),
                        "Expected 3 resources of type AWS::SQS::Queue but found 2"),
                mutant(all -> work(all, 1), set("RedrivePolicy/maxReceiveCount", 1), "1.0"),
                mutant(all -> work(all, 0), remove("KmsMasterKeyId"), "but only 5 match"),
                mutant(all -> work(all, 2), set("/DeletionPolicy", "Delete"), "but only 5 match"),
                mutant(
                        all -> policy(all, work(all, 1)),
                        set(STATEMENT, List.of()),
                        "type AWS::SQS::QueuePolicy, but only 5 match"),
                mutant(all -> policy(all, work(all, 1)), set(STATEMENT + "/0/Effect", "Allow"), "lets anyone"),
                mutant(
                        all -> policies(all, "web").get(0),
                        set(STATEMENT + "/0/Action", List.of("sqs:ReceiveMessage")),
                        "web takes"),
                scaling(
                        "only one queue counts as backlog",
                        "/3/MetricStat/Metric/Dimensions/0/Value",
                        "other",
                        "WRITES_QUEUE_URL does not make the workers grow"),
                scaling(
                        "the queue that wants most does not decide",
                        "/5/Expression",
                        "MAX([share0])",
                        "WRITES_QUEUE_URL does not make the workers grow for each worker"),
                scaling(
                        "the backlog is not divided by the workers",
                        "/2/Expression",
                        "waiting0 / 720",
                        "PHOTOS_QUEUE_URL does not make the workers grow for each worker"),
                scaling(
                        "one target for all kinds of work",
                        "/2/Expression",
                        "IF(workers > 0, waiting0 / workers, waiting0) / 6000",
                        "PHOTOS_QUEUE_URL may wait 2000 s"),
                age("an alarm before the workers are meant to be done", 3, "m1 / 20", "WRITES_QUEUE_URL may wait 30 s"),
                age(
                        "a queue whose age nobody is told",
                        6,
                        "MAX([ratio0])",
                        "ARCHIVE_QUEUE_URL is told to hang after 0"),
                mutant(all -> fleet(all, WORKER).group(), set("MaxSize", "1"), "cannot grow"));
    }

    private static Mutant scaling(String name, String pointer, String value, String objection) {
        return new Mutant(
                name, all -> all.mutate(scalings(all, work(all, 0)).get(0), set(METRICS + pointer, value)), objection);
    }

    private static Mutant age(String name, int query, String value, String objection) {
        Edit edit = set("Metrics/" + query + "/Expression", value);
        return new Mutant(name, all -> all.mutate(ageAlarm(all), edit), objection);
    }

    private static Resource ageAlarm(CloudTemplate template) {
        return AlarmMetrics.watching(template, DataPlatformQueues.OLDEST, work(template, 0))
                .get(0);
    }

    private static final String STATEMENT = "PolicyDocument/Statement";

    private static List<String> closed(CloudTemplate template) {
        Violations violations = new Violations();
        for (Resource queue : template.resources("AWS::SQS::Queue")) {
            String name = queue.logicalId();
            List<Statement> statements =
                    RolePermissions.inDocument(policy(template, queue).at("/PolicyDocument"));
            violations.unless(
                    statements.stream()
                            .filter(Statement::allows)
                            .allMatch(statement -> statement.principal().has("Service")
                                    && statement.condition().at("/StringEquals").has("aws:SourceAccount")),
                    name + " lets anyone in");
            for (String action : List.of("sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:PurgeQueue")) {
                for (String component : whoMay(template, action, arn(queue))) {
                    violations.unless(
                            component.equals(WORKER)
                                    // What it handed over and no worker took, its servers take back when an operator
                                    // says so.
                                    || component.equals(WRITE_API)
                                            && !action.equals("sqs:PurgeQueue")
                                            && handedOver(template).contains(name),
                            component + " takes messages of " + name);
                }
            }
        }
        return violations;
    }

    /** The queue of posts that the write API hands over, and its dead letters. */
    private static List<String> handedOver(CloudTemplate template) {
        Resource queue = toldResource(template, WRITE_API, "WRITES_QUEUE_URL");
        return List.of(
                queue.logicalId(),
                template.target(queue.at("/RedrivePolicy/deadLetterTargetArn")).logicalId());
    }

    private static List<String> backlog(CloudTemplate template) {
        Violations violations = new Violations()
                .unless(
                        fleet(template, WORKER).maximum()
                                > fleet(template, WORKER).minimum(),
                        "the workers cannot grow");
        for (int index = 0; index < WORK.size(); index++) {
            String arn = arn(work(template, index));
            violations.unless(work(template, index).properties().has("RedrivePolicy"), arn + " is no queue for work");
            for (String action : List.of("sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:ChangeMessageVisibility")) {
                violations.unless(may(template, WORKER, action, arn), "a worker may not " + action + " on " + arn);
            }
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
        double perWorker = DataPlatformQueues.perWorker(policy, work(template, index), workers.group())
                .orElse(0);
        int rate = RATES.get(index)
                * CapacityFigures.processors(
                        workers.server().path("InstanceType").asText())
                / 2;
        int seconds = (int) perWorker / rate;
        double alarm = DataPlatformQueues.oldest(template, work(template, index));
        return new Violations()
                .unless(perWorker > 0, name + " does not make the workers grow for each worker")
                .unless(
                        seconds >= 10 && 2 * seconds <= alarm,
                        name + " may wait " + seconds + " s until workers are added, and an alarm tells after "
                                + alarm);
    }

    /** A run asks for the rest after an hour, and what is twice as old hangs; SQS hides a message for twelve at most. */
    private static List<String> hangs(CloudTemplate template) {
        int hidden = work(template, 2).at("/VisibilityTimeout").asInt();
        double alarm = DataPlatformQueues.oldest(template, work(template, 2));
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

    private static Resource alarm(CloudTemplate template, Resource queue) {
        return AlarmMetrics.watching(template, DataPlatformQueues.VISIBLE, queue)
                .get(0);
    }

    private static Resource policy(CloudTemplate template, Resource queue) {
        return template.onlyReferring("AWS::SQS::QueuePolicy", "/Queues", queue);
    }

    private static List<Resource> scalings(CloudTemplate template, Resource queue) {
        return template
                .referring(
                        "AWS::AutoScaling::ScalingPolicy",
                        "/AutoScalingGroupName",
                        fleet(template, WORKER).group())
                .stream()
                .filter(policy -> DataPlatformQueues.counts(policy, queue))
                .toList();
    }
}
