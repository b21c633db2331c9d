package dev.scalingstages.rehearsal.api;

import static dev.scalingstages.rehearsal.api.PoliciesTest.allow;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.scalingstages.rehearsal.api.services.ObjectStore;
import dev.scalingstages.rehearsal.api.services.S3;
import dev.scalingstages.rehearsal.api.wire.HttpCall;
import dev.scalingstages.workload.servers.S3Server;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.S3Exception;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class S3Test {
    private static final String OBJECTS = "arn:aws:s3:::content/*";

    private final List<String> events = new ArrayList<>();
    private final List<String> refused = new ArrayList<>();
    private Played played;
    private S3Client client;
    private S3 s3;

    @BeforeAll
    void start(@TempDir Path directory) throws Exception {
        played = new Played(directory);
        S3Server server = played.open.keep(S3Server.startOpen());
        ObjectStore store = played.open.keep(new ObjectStore(server.endpoint(), Played.PLACE, played.policies));
        s3 = new S3(Played.PLACE, store, refused::add);
        played.endpoints.serveS3(s3);
        client = played.client(S3Client.builder(), "s3");
        s3.createBucket("content", Played.json("""
                {'BucketEncryption':{'ServerSideEncryptionConfiguration':[
                   {'ServerSideEncryptionByDefault':{'SSEAlgorithm':'aws:kms','KMSMasterKeyID':'%s'}}]},
                 'NotificationConfiguration':{'QueueConfigurations':[
                   {'Event':'s3:ObjectCreated:*','Queue':'arn:q',
                    'Filter':{'S3Key':{'Rules':[{'Name':'prefix','Value':'incoming/'}]}}},
                   {'Event':'s3:ObjectCreated:Put','Queue':'arn:q',
                    'Filter':{'S3Key':{'Rules':[{'Name':'prefix','Value':'uploads/'}]}}}]}}
                """.formatted(Played.KEY)), this::deliver);
        s3.createBucket("plain", Played.json("{}"), this::deliver);
    }

    private void deliver(String arn, JsonNode event, Asking by) throws Endpoints.ApiException {
        String key = event.at("/Records/0/s3/object/key").asText();
        if (key.contains("refused")) {
            throw Asking.denied("no " + key);
        }
        events.add(event.at("/Records/0/eventName").asText() + " " + key + " by "
                + by.principal().name());
    }

    @BeforeEach
    void allowAll() {
        played.allow(
                allow("s3:*", OBJECTS),
                allow("s3:ListBucket", "arn:aws:s3:::content"),
                Played.key("Decrypt", "s3"),
                Played.key("GenerateDataKey", "s3"));
        events.clear();
        refused.clear();
    }

    @AfterAll
    void stop() {
        played.close();
    }

    private void put(String key, String text) {
        client.putObject(put -> put.bucket("content").key(key).contentType("text/plain"), RequestBody.fromString(text));
    }

    private String get(String key) {
        return client.getObjectAsBytes(get -> get.bucket("content").key(key)).asUtf8String();
    }

    @Test
    void objectsAreWrittenReadListedAndDeleted() {
        put("uploads/a b+c", "text");
        assertThat(get("uploads/a b+c")).isEqualTo("text");
        var head = client.headObject(of -> of.bucket("content").key("uploads/a b+c"));
        assertThat(head.contentLength()).isEqualTo(4);
        assertThat(head.contentType()).isEqualTo("text/plain");
        assertThat(client.listObjectsV2(list -> list.bucket("content").prefix("uploads/a"))
                        .contents())
                .singleElement()
                .satisfies(found -> assertThat(found.key()).isEqualTo("uploads/a b+c"));
        client.deleteObject(delete -> delete.bucket("content").key("uploads/a b+c"));
        assertThatThrownBy(() -> get("uploads/a b+c")).isInstanceOf(NoSuchKeyException.class);
    }

    @Test
    void multipartUploadIsWholeAndNotWrittenTwice() {
        for (int i = 0; i < 2; i++) {
            String upload = client.createMultipartUpload(
                            create -> create.bucket("content").key("photos/1"))
                    .uploadId();
            String tag = client.uploadPart(
                            part -> part.bucket("content")
                                    .key("photos/1")
                                    .uploadId(upload)
                                    .partNumber(1),
                            RequestBody.fromString("picture"))
                    .eTag();
            Runnable complete = () -> client.completeMultipartUpload(whole -> whole.bucket("content")
                    .key("photos/1")
                    .uploadId(upload)
                    .ifNoneMatch("*")
                    .multipartUpload(parts -> parts.parts(
                            CompletedPart.builder().partNumber(1).eTag(tag).build())));
            if (i == 0) {
                complete.run();
            } else {
                assertThatThrownBy(complete::run)
                        .isInstanceOfSatisfying(
                                S3Exception.class,
                                exists -> assertThat(exists.statusCode()).isEqualTo(412));
            }
        }
        assertThat(get("photos/1")).isEqualTo("picture");
    }

    @Test
    void refusalHasTheWordsOfAws() {
        played.allow(allow("s3:GetObject", "arn:aws:s3:::content/photos/*"));
        assertThatThrownBy(() -> put("uploads/1", "text"))
                .isInstanceOfSatisfying(S3Exception.class, denied -> {
                    assertThat(denied.statusCode()).isEqualTo(403);
                    assertThat(denied.awsErrorDetails().errorCode()).isEqualTo("AccessDenied");
                })
                .hasMessageContaining(
                        "User: arn:aws:sts::123456789012:assumed-role/web/i-1 is not authorized to perform:"
                                + " s3:PutObject on resource: arn:aws:s3:::content/uploads/1 because no identity-based"
                                + " policy allows the s3:PutObject action");
    }

    @Test
    void bucketWithAKeyNeedsTheKey() {
        put("uploads/k", "text");
        played.allow(allow("s3:*", OBJECTS), Played.key("Decrypt", "s3"));
        assertThat(get("uploads/k")).isEqualTo("text");
        assertThatThrownBy(() -> put("uploads/k", "text")).hasMessageContaining("kms:GenerateDataKey");
        played.allow(allow("s3:*", OBJECTS), Played.key("GenerateDataKey", "s3"));
        assertThatThrownBy(() -> get("uploads/k")).hasMessageContaining("kms:Decrypt");
    }

    @Test
    void onlyWhoMayListLearnsThatAnObjectIsNotThere() {
        assertThatThrownBy(() -> get("none")).isInstanceOf(NoSuchKeyException.class);
        played.allow(allow("s3:*", OBJECTS), Played.key("Decrypt", "s3"));
        assertThatThrownBy(() -> get("none")).hasMessageContaining("s3:ListBucket");
        assertThatThrownBy(
                        () -> client.headObject(head -> head.bucket("content").key("none")))
                .isInstanceOfSatisfying(
                        S3Exception.class,
                        denied -> assertThat(denied.statusCode()).isEqualTo(403));
    }

    @Test
    void listIsAllowedByItsPrefix() {
        played.allow("'Condition':{'StringLike':{'s3:prefix':'uploads/*'}},"
                + allow("s3:ListBucket", "arn:aws:s3:::content"));
        client.listObjectsV2(list -> list.bucket("content").prefix("uploads/a"));
        assertThatThrownBy(() ->
                        client.listObjectsV2(list -> list.bucket("content").prefix("photos/")))
                .hasMessageContaining("s3:ListBucket");
        assertThatThrownBy(() -> client.listObjectsV2(list -> list.bucket("content")))
                .hasMessageContaining("s3:ListBucket");
    }

    @Test
    void cloudFrontReadsWhatTheBucketsPolicyLetsItsDistribution() throws Exception {
        put("photos/cdn", "picture");
        String policy = "'Principal':{'Service':'cloudfront.amazonaws.com'},'Condition':{'StringEquals':"
                + "{'AWS:SourceArn':'arn:aws:cloudfront::123456789012:distribution/E1'}},"
                + allow("s3:GetObject", "arn:aws:s3:::content/photos/*");
        played.policies.setResourcePolicy("arn:aws:s3:::content", Optional.of(PoliciesTest.policy(policy)));
        played.policies.setResourcePolicy(
                Played.KEY,
                Optional.of(PoliciesTest.policy(
                        "'Principal':{'AWS':'arn:aws:iam::123456789012:root'}," + allow("kms:*", "*"),
                        "'Principal':{'Service':'cloudfront.amazonaws.com'},'Condition':{'ArnLike':"
                                + "{'aws:SourceArn':'arn:aws:cloudfront::123456789012:distribution/*'}},"
                                + allow("kms:Decrypt", "*"))));
        Asking own = Asking.service(
                played.policies,
                "cloudfront.amazonaws.com",
                Map.of("aws:SourceArn", "arn:aws:cloudfront::123456789012:distribution/E1"));
        Asking other = Asking.service(
                played.policies,
                "cloudfront.amazonaws.com",
                Map.of("aws:SourceArn", "arn:aws:cloudfront::123456789012:distribution/E2"));
        HttpCall call = new HttpCall(
                "GET",
                "/photos/cdn",
                "",
                Map.of("host", List.of("content.s3.us-east-1.amazonaws.com")),
                new byte[0],
                "");
        assertThat(new String(s3.answer(call, own).body(), StandardCharsets.UTF_8))
                .isEqualTo("picture");
        assertThatThrownBy(() -> s3.answer(call, other)).hasMessageContaining("no resource-based policy");
    }

    @Test
    void uploadsAreAnnouncedByPrefixAndKind() {
        put("incoming/1", "picture");
        put("uploads/2", "picture");
        put("photos/3", "picture");
        client.copyObject(copy -> copy.sourceBucket("content")
                .sourceKey("photos/3")
                .destinationBucket("content")
                .destinationKey("uploads/4"));
        put("incoming/refused", "picture");
        assertThat(events)
                .containsExactly(
                        "ObjectCreated:Put incoming/1 by s3.amazonaws.com",
                        "ObjectCreated:Put uploads/2 by s3.amazonaws.com");
        assertThat(refused).containsExactly("no incoming/refused");
    }

    @Test
    void whatIsNotPlayedIsRefused() {
        assertThatThrownBy(() -> client.getBucketVersioning(of -> of.bucket("content")))
                .hasMessageContaining("The rehearsal does not play s3:GET ?versioning of a bucket");
        assertThatThrownBy(
                        () -> client.getObjectTagging(of -> of.bucket("content").key("a")))
                .hasMessageContaining("does not play s3:GET ?tagging of an object");
    }
}
