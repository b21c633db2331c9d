package dev.scalingstages.rehearsal.api;

import static dev.scalingstages.rehearsal.api.PoliciesTest.allow;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.scalingstages.rehearsal.api.services.Backends;
import dev.scalingstages.rehearsal.api.services.Sqs;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.Message;

/** An upload becomes a message, if bucket, queue and key let S3 do that. */
class BackendsTest {
    private final List<String> refused = new ArrayList<>();

    @Test
    void uploadBecomesAMessage(@TempDir Path directory) throws Exception {
        try (Played played = new Played(directory)) {
            Backends backends = played.open.keep(new Backends(
                    played.endpoints, Played.PLACE, played.policies, duration -> duration.dividedBy(10), refused::add));
            Sqs sqs = backends.sqs();
            assertThat(backends.sqs()).isSameAs(sqs);
            String url = sqs.createQueue("photos", Played.json("{'KmsMasterKeyId':'%s'}".formatted(Played.KEY)));
            backends.s3().createBucket("content", Played.json("""
                    {'NotificationConfiguration':{'QueueConfigurations':[
                       {'Event':'s3:ObjectCreated:*','Queue':'%s'}]}}
                    """.formatted(sqs.arn("photos"))), sqs::deliver);
            played.allow(allow("s3:*", "*"), allow("sqs:*", "*"), Played.key("Decrypt", "sqs"));
            S3Client s3 = played.client(S3Client.builder(), "s3");

            upload(s3, "1");
            letS3Send(played, "123456789012");
            upload(s3, "2");
            letS3UseTheKey(played);
            letS3Send(played, "999999999999");
            upload(s3, "3");
            letS3Send(played, "123456789012");
            upload(s3, "4 5");

            assertThat(refused)
                    .satisfiesExactly(
                            first -> assertThat(first).contains("s3.amazonaws.com", "sqs:SendMessage", "photos"),
                            second -> assertThat(second).contains("kms:GenerateDataKey", Played.KEY),
                            third -> assertThat(third).contains("sqs:SendMessage"));
            SqsClient queue = played.client(SqsClient.builder(), "sqs");
            List<Message> messages = queue.receiveMessage(
                            receive -> receive.queueUrl(url).maxNumberOfMessages(10))
                    .messages();
            assertThat(messages).hasSize(1);
            JsonNode event = Played.json(messages.getFirst().body());
            assertThat(event.at("/Records/0/s3/object/key").asText()).isEqualTo("incoming/4+5");
            assertThat(event.at("/Records/0/s3/bucket/name").asText()).isEqualTo("content");
        }
    }

    private static void upload(S3Client s3, String name) {
        s3.putObject(put -> put.bucket("content").key("incoming/" + name), RequestBody.fromString("picture"));
    }

    private static void letS3Send(Played played, String account) {
        String arn = Played.PLACE.arn("sqs", "photos");
        played.policies.setResourcePolicy(
                arn,
                Optional.of(PoliciesTest.policy("'Principal':{'Service':'s3.amazonaws.com'},'Condition':"
                        + "{'StringEquals':{'aws:SourceAccount':'" + account + "'}},"
                        + allow("sqs:SendMessage", arn))));
    }

    private static void letS3UseTheKey(Played played) {
        played.policies.setResourcePolicy(
                Played.KEY,
                Optional.of(PoliciesTest.policy(
                        "'Principal':{'AWS':'arn:aws:iam::123456789012:root'}," + allow("kms:*", "*"),
                        "'Principal':{'Service':'s3.amazonaws.com'}," + allow("kms:*", "*"))));
    }
}
