package dev.scalingstages.requirements.stage6;

import static dev.scalingstages.requirements.stage6.DataPlatformParts.WORKER;
import static dev.scalingstages.requirements.stage6.DataPlatformParts.WRITE_API;
import static dev.scalingstages.requirements.stage6.DataPlatformParts.arn;
import static dev.scalingstages.requirements.stage6.DataPlatformParts.configured;
import static dev.scalingstages.requirements.stage6.DataPlatformParts.fleet;
import static dev.scalingstages.requirements.stage6.DataPlatformParts.may;
import static dev.scalingstages.requirements.stage6.DataPlatformParts.toldResource;
import static dev.scalingstages.testing.Edits.remove;
import static dev.scalingstages.testing.Edits.replace;
import static dev.scalingstages.testing.Edits.set;
import static dev.scalingstages.testing.Mutant.caughtBy;
import static dev.scalingstages.testing.Mutant.mutant;
import static dev.scalingstages.testing.TemplateMatchers.component;
import static dev.scalingstages.testing.TemplateValues.attribute;
import static dev.scalingstages.testing.TemplateValues.joined;
import static dev.scalingstages.testing.TemplateValues.object;
import static dev.scalingstages.testing.TemplateValues.ref;
import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.scalingstages.stage.ScalingStage;
import dev.scalingstages.testing.CdkTemplates;
import dev.scalingstages.testing.CloudTemplate;
import dev.scalingstages.testing.CloudTemplate.Resource;
import dev.scalingstages.testing.Mutant;
import dev.scalingstages.testing.RolePermissions;
import dev.scalingstages.testing.Row;
import dev.scalingstages.testing.Violations;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import software.amazon.awscdk.assertions.Capture;
import software.amazon.awscdk.assertions.Match;
import software.amazon.awscdk.assertions.Template;

/** S6.3: an uploaded photo becomes a thumbnail, and writes are taken at once and worked on behind a queue. */
class DataPlatformAsynchronousTest {
    private static final String BUCKET = "AWS::S3::Bucket";
    private static final String NOTIFICATION = "NotificationConfiguration/QueueConfigurations/0";

    @Test
    @Row("S6.3")
    void eachUploadBecomesAJob() {
        uploadsAreAnnounced(CdkTemplates.of(ScalingStage.DATA_PLATFORM));
        assertThat(announcement(DataPlatformParts.template())).isEmpty();
    }

    @Test
    @Row("S6.3")
    @DisplayName("a worker reads photos and writes thumbnails, and changes nothing else of the site")
    void aWorkerMakesThumbnails() {
        assertThat(thumbnails(DataPlatformParts.template())).isEmpty();
    }

    @Test
    @Row("S6.3")
    @DisplayName("what the write API hands over workers take; that both may, and reach databases, X5 and X10 say")
    void writesAreTakenAtOnceAndWorkedOnLater() {
        assertThat(writes(DataPlatformParts.template())).isEmpty();
    }

    @TestFactory
    @Row("S6.3")
    DynamicNode checksObjectTo() {
        return caughtBy(
                CdkTemplates.check(DataPlatformAsynchronousTest::uploadsAreAnnounced)
                        .and(DataPlatformAsynchronousTest::announcement)
                        .and(DataPlatformAsynchronousTest::thumbnails)
                        .and(DataPlatformAsynchronousTest::writes),
                ScalingStage.DATA_PLATFORM,
                mutant(all -> content(all), remove(NOTIFICATION + "/Filter"), "Missing key 'Filter'"),
                new Mutant(
                        "uploads go to another queue",
                        all -> all.mutate(
                                content(all),
                                set(NOTIFICATION + "/Queue", attribute(queue(all, "WRITES_QUEUE_URL"), "Arn"))),
                        "workers do not read"),
                mutant(all -> content(all), remove("/DependsOn"), "Missing key 'DependsOn'"),
                mutant(
                        all -> policy(all),
                        set("PolicyDocument/Statement/1/Principal/Service", "sns.amazonaws.com"),
                        "S3 may not send"),
                mutant(all -> key(all), set("KeyPolicy/Statement", List.of()), "key of the queue"),
                new Mutant(
                        "the write API sends to the photos' queue",
                        all -> all.mutate(
                                fleet(all, WRITE_API).launchTemplate(),
                                replace(
                                        "LaunchTemplateData/UserData",
                                        queue(all, "WRITES_QUEUE_URL").logicalId(),
                                        queue(all, "PHOTOS_QUEUE_URL").logicalId())),
                        "the write API sends to a queue that workers do not read"),
                mutant(all -> letWorkersPut(all, "/incoming/*"), "workers may upload"),
                mutant(all -> letWorkersPut(all, "/static/*"), "change the site"));
    }

    private static void letWorkersPut(CloudTemplate template, String objects) {
        template.allow(
                fleet(template, WORKER).role(), "s3:PutObject", joined(attribute(content(template), "Arn"), objects));
    }

    /** Uploads only, or thumbnails would be announced too; and only once the queue's policy lets S3 send. */
    private static void uploadsAreAnnounced(Template template) {
        Capture queue = new Capture();
        template.hasResourceProperties(
                BUCKET,
                object(
                        entry("Tags", component("content")),
                        entry(
                                "NotificationConfiguration/QueueConfigurations",
                                List.of(
                                        announced("s3:ObjectCreated:*", "incoming/", queue),
                                        announced("s3:ObjectCreated:Put", "uploads/", new Capture())))));
        String policy = template.getResourceId(
                "AWS::SQS::QueuePolicy", Map.of("Properties", Map.of("Queues", List.of(ref(queue.asString())))));
        template.hasResource(
                BUCKET,
                object(
                        entry("DependsOn", Match.arrayWith(List.of(policy))),
                        entry("Properties/Tags", component("content"))));
    }

    private static Map<String, Object> announced(String event, String prefix, Capture queue) {
        return object(
                entry("Event", event),
                entry("Filter/S3Key/Rules/0/Name", "prefix"),
                entry("Filter/S3Key/Rules/0/Value", prefix),
                entry("Queue", attribute(queue, "Arn")));
    }

    private static List<String> announcement(CloudTemplate template) {
        Resource bucket = content(template);
        Resource queue = template.target(bucket.at("/" + NOTIFICATION + "/Queue"));
        Resource policy = policy(template);
        return new Violations()
                .unless(
                        queue.equals(queue(template, "PHOTOS_QUEUE_URL")),
                        "uploads are announced to a queue that workers do not read")
                .unless(
                        RolePermissions.inDocument(policy.at("/PolicyDocument")).stream()
                                .anyMatch(statement -> statement.allowsService("s3.amazonaws.com", "sqs:SendMessage")
                                        && statement.resources().contains(arn(queue))),
                        "S3 may not send to the queue")
                .unless(
                        RolePermissions.inDocument(key(template).at("/KeyPolicy")).stream()
                                .anyMatch(
                                        statement -> statement.allowsService("s3.amazonaws.com", "kms:GenerateDataKey")
                                                && statement.allowsService("s3.amazonaws.com", "kms:Decrypt")),
                        "S3 may not use the key of the queue");
    }

    private static List<String> thumbnails(CloudTemplate template) {
        String bucket = arn(content(template));
        return new Violations()
                .unless(
                        configured(template, WORKER, "CONTENT_BUCKET")
                                .equals(configured(template, WRITE_API, "CONTENT_BUCKET")),
                        "workers and write API have different buckets")
                .unless(may(template, WORKER, "s3:GetObject", bucket + "/incoming/*"), "workers may not read photos")
                .unless(may(template, WORKER, "s3:PutObject", bucket + "/photos/*"), "workers may not write thumbnails")
                .unless(may(template, WORKER, "s3:PutObject", bucket + "/uploads/*"), "workers may not show photos")
                .unless(!may(template, WORKER, "s3:PutObject", bucket + "/incoming/*"), "workers may upload")
                .unless(
                        Stream.of(WORKER, WRITE_API)
                                .noneMatch(role -> may(template, role, "s3:PutObject", bucket + "/static/*")
                                        || may(template, role, "s3:PutObject", bucket + "/*")),
                        "servers may change the site");
    }

    private static List<String> writes(CloudTemplate template) {
        return new Violations()
                .unless(
                        configured(template, WRITE_API, "WRITES_QUEUE_URL")
                                .equals(configured(template, WORKER, "WRITES_QUEUE_URL")),
                        "the write API sends to a queue that workers do not read");
    }

    private static Resource content(CloudTemplate template) {
        return toldResource(template, WRITE_API, "CONTENT_BUCKET");
    }

    private static Resource queue(CloudTemplate template, String variable) {
        return toldResource(template, WORKER, variable);
    }

    private static Resource policy(CloudTemplate template) {
        return template.onlyReferring("AWS::SQS::QueuePolicy", "/Queues", queue(template, "PHOTOS_QUEUE_URL"));
    }

    private static Resource key(CloudTemplate template) {
        JsonNode key = queue(template, "PHOTOS_QUEUE_URL").at("/KmsMasterKeyId");
        return template.target(key);
    }
}
