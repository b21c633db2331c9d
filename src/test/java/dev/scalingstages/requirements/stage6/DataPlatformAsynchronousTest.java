package dev.scalingstages.requirements.stage6;

import static dev.scalingstages.requirements.stage6.DataPlatformParts.WORKER;
import static dev.scalingstages.requirements.stage6.DataPlatformParts.WRITE_API;
import static dev.scalingstages.requirements.stage6.DataPlatformParts.arn;
import static dev.scalingstages.requirements.stage6.DataPlatformParts.fleet;
import static dev.scalingstages.requirements.stage6.DataPlatformParts.may;
import static dev.scalingstages.requirements.stage6.DataPlatformParts.policies;
import static dev.scalingstages.requirements.stage6.DataPlatformParts.reaches;
import static dev.scalingstages.requirements.stage6.DataPlatformParts.told;
import static dev.scalingstages.requirements.stage6.DataPlatformParts.toldResource;
import static dev.scalingstages.testing.Edits.remove;
import static dev.scalingstages.testing.Edits.set;
import static dev.scalingstages.testing.Mutant.mutant;
import static dev.scalingstages.testing.TemplateMatchers.component;
import static dev.scalingstages.testing.TemplateValues.attribute;
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
import dev.scalingstages.testing.Mutants;
import dev.scalingstages.testing.RolePermissions;
import dev.scalingstages.testing.Row;
import dev.scalingstages.testing.Violations;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import software.amazon.awscdk.assertions.Capture;
import software.amazon.awscdk.assertions.Match;
import software.amazon.awscdk.assertions.Template;

/** S6.3: an uploaded photo becomes a thumbnail, and writes are taken at once and worked on behind a queue. */
class DataPlatformAsynchronousTest {
    private static final String BUCKET = "AWS::S3::Bucket";
    private static final int DATABASE_PORT = 13306;
    private static final String NOTIFICATION = "/NotificationConfiguration/QueueConfigurations/0";

    @Test
    @Row("S6.3")
    @DisplayName("each upload to the object store is a job, which S3 may hand over before it is told to")
    void eachUploadBecomesAJob() {
        uploadsAreAnnounced(CdkTemplates.of(ScalingStage.DATA_PLATFORM));
        assertThat(announcement(DataPlatformParts.template())).isEmpty();
    }

    @Test
    @Row("S6.3")
    @DisplayName("a worker takes the job, reads the photo, writes the thumbnail and the database")
    void aWorkerMakesThumbnails() {
        assertThat(thumbnails(DataPlatformParts.template())).isEmpty();
    }

    @Test
    @Row("S6.3")
    @DisplayName("the write API only hands writes over; a worker takes them and reaches every database")
    void writesAreTakenAtOnceAndWorkedOnLater() {
        assertThat(writes(DataPlatformParts.template())).isEmpty();
    }

    @Mutants
    @Row("S6.3")
    void checksObjectTo(Mutant mutant) {
        mutant.assertCaughtBy(
                ScalingStage.DATA_PLATFORM,
                CdkTemplates.check(DataPlatformAsynchronousTest::uploadsAreAnnounced)
                        .and(DataPlatformAsynchronousTest::announcement)
                        .and(DataPlatformAsynchronousTest::thumbnails)
                        .and(DataPlatformAsynchronousTest::writes));
    }

    static Stream<Mutant> checksObjectTo() {
        return Stream.of(
                mutant(all -> content(all), remove("/Properties" + NOTIFICATION + "/Filter"), "Missing key 'Filter'"),
                new Mutant(
                        "uploads go to another queue",
                        all -> all.mutate(
                                content(all),
                                set(
                                        "/Properties" + NOTIFICATION + "/Queue",
                                        attribute(queue(all, "WRITES_QUEUE_URL"), "Arn"))),
                        "workers do not read"),
                mutant(all -> content(all), remove("/DependsOn"), "Missing key 'DependsOn'"),
                mutant(
                        all -> policy(all),
                        set("PolicyDocument/Statement/1/Principal/Service", "sns.amazonaws.com"),
                        "S3 may not send"),
                mutant(all -> key(all), set("KeyPolicy/Statement", List.of()), "key of the queue"),
                mutant(all -> letWorkersPut(all, "incoming/*"), "workers may upload"),
                mutant(all -> letWorkersPut(all, "static/*"), "change the site"),
                mutant(all -> all.drop(egressToAccounts(all)), "cannot reach"));
    }

    private static void letWorkersPut(CloudTemplate template, String objects) {
        Resource policy = policies(template, WORKER).get(0);
        Map<String, Object> resource =
                Map.of("Fn::Sub", "${" + content(template).logicalId() + ".Arn}/" + objects);
        template.mutate(
                policy,
                set(
                        "PolicyDocument/Statement/0",
                        Map.of("Effect", "Allow", "Action", "s3:PutObject", "Resource", resource)));
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
        Resource queue = template.target(bucket.at(NOTIFICATION + "/Queue"));
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
                        may(template, WORKER, "sqs:ReceiveMessage", arn(queue(template, "PHOTOS_QUEUE_URL"))),
                        "workers may not take jobs")
                .unless(
                        told(template, WORKER, "CONTENT_BUCKET").equals(told(template, WRITE_API, "CONTENT_BUCKET")),
                        "workers and write API have different buckets")
                .unless(may(template, WORKER, "s3:GetObject", bucket + "/incoming/*"), "workers may not read photos")
                .unless(may(template, WORKER, "s3:PutObject", bucket + "/photos/*"), "workers may not write thumbnails")
                .unless(may(template, WORKER, "s3:PutObject", bucket + "/uploads/*"), "workers may not show photos")
                .unless(!may(template, WORKER, "s3:PutObject", bucket + "/incoming/*"), "workers may upload")
                .unless(
                        Stream.of(WORKER, WRITE_API)
                                .noneMatch(role -> may(template, role, "s3:PutObject", bucket + "/static/*")
                                        || may(template, role, "s3:PutObject", bucket + "/*")),
                        "servers may change the site")
                .and(databases(template));
    }

    private static List<String> writes(CloudTemplate template) {
        Resource queue = queue(template, "WRITES_QUEUE_URL");
        return new Violations()
                .unless(
                        told(template, WRITE_API, "WRITES_QUEUE_URL")
                                .equals(told(template, WORKER, "WRITES_QUEUE_URL")),
                        "the write API sends to a queue that workers do not read")
                .unless(may(template, WRITE_API, "sqs:SendMessage", arn(queue)), "the write API may not hand over")
                .unless(
                        may(template, WRITE_API, "sqs:ReceiveMessage", arn(queue))
                                && may(template, WRITE_API, "sqs:DeleteMessage", arn(queue)),
                        "its servers may not drain the queue where no worker came up")
                .unless(may(template, WORKER, "sqs:ReceiveMessage", arn(queue)), "workers may not take writes")
                .unless(may(template, WORKER, "sqs:DeleteMessage", arn(queue)), "workers may not finish writes");
    }

    private static List<String> databases(CloudTemplate template) {
        Violations violations = new Violations();
        int shards = Integer.parseInt(told(template, WORKER, "SHARD_COUNT"));
        Stream.concat(
                        Stream.of("ACCOUNTS_DATABASE"),
                        Stream.iterate(1, number -> number + 1).limit(shards).map(number -> "SHARD_" + number))
                .forEach(prefix -> {
                    Resource database = toldResource(template, WORKER, prefix + "_HOST");
                    violations
                            .unless(
                                    reaches(
                                            template,
                                            WORKER,
                                            template.target(database.at("/VPCSecurityGroups")),
                                            DATABASE_PORT),
                                    "workers cannot reach " + database.logicalId())
                            .unless(
                                    may(
                                            template,
                                            WORKER,
                                            "secretsmanager:GetSecretValue",
                                            told(template, WORKER, prefix + "_SECRET_ARN")),
                                    "workers cannot sign in at " + database.logicalId());
                });
        return violations;
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

    private static Resource egressToAccounts(CloudTemplate template) {
        Resource accounts = template.target(
                toldResource(template, WORKER, "ACCOUNTS_DATABASE_HOST").at("/VPCSecurityGroups"));
        return template.referring("AWS::EC2::SecurityGroupEgress", "/DestinationSecurityGroupId", accounts).stream()
                .filter(rule ->
                        rule.refersTo("/GroupId", fleet(template, WORKER).securityGroup()))
                .findFirst()
                .orElseThrow();
    }
}
