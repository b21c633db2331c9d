package dev.scalingstages.workload.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.scalingstages.workload.content.AccountId;
import dev.scalingstages.workload.content.Job;
import dev.scalingstages.workload.content.MaintenanceRequest;
import dev.scalingstages.workload.content.MaintenanceRequest.Part;
import dev.scalingstages.workload.content.PhotoState;
import dev.scalingstages.workload.content.Post;
import dev.scalingstages.workload.content.PostId;
import dev.scalingstages.workload.content.Samples;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MessagesTest {
    private final Samples samples = new Samples("messages");

    @Test
    void aWriteComesBackAsItWas() {
        Post sample = samples.post(samples.accountId(), PhotoState.AWAITED);
        String odd = "\"quoted\" \\ back\nline \u0000 \u2028 🦊 </script>";
        for (String body : List.of("", odd, "é".repeat(512))) {
            Post post = new Post(sample.id(), sample.owner(), sample.authorName(), body, sample.photo());
            Job.StorePost job = new Job.StorePost(post);
            assertThat(Messages.write(Messages.storePost(job))).contains(job);
        }
    }

    @Test
    void theFormatOfAWriteStaysAsItIs() {
        PostId id = PostId.parse("0001019a0b1c2d3e0123456789abcdef");
        Post post = new Post(id, AccountId.parse("0040000000000001"), "Zoë", "Hi", PhotoState.NONE);
        assertThat(Messages.storePost(new Job.StorePost(post))).isEqualTo("""
                        {"version":1,"job":"store-post","post":{"id":"0001019a0b1c2d3e0123456789abcdef",\
                        "owner":"0040000000000001","authorName":"Zoë","body":"Hi","photo":"NONE"}}""");
    }

    @Test
    void whatANewerWriterAddsIsReadPast() {
        Post post = samples.post(samples.accountId());
        String message = Messages.storePost(new Job.StorePost(post));
        String newer = message.replace("\"post\":{", "\"trace\":\"1\",\"post\":{\"language\":\"en\",");
        assertThat(Messages.write(newer).orElseThrow().post()).isEqualTo(post);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "[]",
                "null",
                "{\"version\":2,\"job\":\"store-post\"}",
                "{\"version\":1,\"job\":\"other\"}",
                "{\"version\":1,\"job\":\"store-post\"}",
                "{\"version\":1,\"job\":\"store-post\",\"post\":{\"id\":\"x\",\"owner\":\"y\",\"authorName\":\"z\","
                        + "\"body\":\"\",\"photo\":\"NONE\"}}"
            })
    void whatIsNoWriteIsRefused(String message) {
        assertThatThrownBy(() -> Messages.write(message)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void allUploadsOfAMessageAreRead() {
        PostId first = samples.post(samples.accountId()).id();
        PostId second = samples.post(samples.accountId()).id();
        assertThat(Messages.uploads(event("2.1", "incoming/" + first, "incoming%2F" + second)))
                .containsExactly(new Job.MakeThumbnail(first), new Job.MakeThumbnail(second));
        assertThat(Messages.uploads(event("2.3", "uploads/" + first))).containsExactly(new Job.MakeThumbnail(first));
    }

    @Test
    void whatIsNoUploadIsLeftOut() {
        PostId post = samples.post(samples.accountId()).id();
        assertThat(Messages.uploads(event("2.1", "photos/" + post))).isEmpty();
        assertThat(Messages.uploads(
                        event("2.1", "uploads/" + post).replace("ObjectCreated:Put", "ObjectRemoved:Delete")))
                .isEmpty();
        assertThat(Messages.uploads("""
                {"Service":"Amazon S3","Event":"s3:TestEvent","Time":"2026-11-01T12:00:00.000Z","Bucket":"content"}""")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{\"Records\":[{}]}", "nothing"})
    void whatIsNoMessageOfS3IsRefused(String message) {
        assertThatThrownBy(() -> Messages.uploads(message)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void anUploadThatIsNoPostsIsRefused() {
        assertThatThrownBy(() -> Messages.uploads(event("2.1", "uploads/a+b")))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void theSchedulersRequestIsRead() {
        assertThat(Messages.maintenance("{\"job\":\"archive\",\"retentionDays\":90}"))
                .isEqualTo(new MaintenanceRequest.Archive(90));
    }

    @Test
    void theOperatorsRequestIsRead() {
        assertThat(Messages.maintenance("{\"job\":\"spread\"}"))
                .isEqualTo(new MaintenanceRequest.Spread(Optional.empty()));
    }

    @Test
    void whatIsLeftOfARequestComesBackAsItWas() {
        MaintenanceRequest.Archive left = new MaintenanceRequest.Archive(90)
                .left(List.of(new Part(1, 17, 1023), Part.all(2)), List.of(new Part(1, 3, 3)));
        Instant since = Instant.parse("2026-11-29T06:00:00Z");
        for (MaintenanceRequest request : List.of(
                left,
                left.waitingSince(since),
                left.left(List.of(), List.of(new Part(1, 3, 3))),
                new MaintenanceRequest.Archive(90).waitingSince(since),
                new MaintenanceRequest.Spread(Optional.of(since)),
                new MaintenanceRequest.Probe())) {
            assertThat(Messages.maintenance(Messages.maintenance(request))).isEqualTo(request);
        }
    }

    @Test
    void theFormatOfWhatIsLeftStaysAsItIs() {
        MaintenanceRequest.Archive left =
                new MaintenanceRequest.Archive(90).left(List.of(new Part(1, 17, 1023)), List.of(new Part(1, 3, 3)));
        assertThat(Messages.maintenance(left)).isEqualTo("""
                        {"job":"archive","retentionDays":90,"rest":["1/17-1023"],"failed":["1/3-3"]}""");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"job\":\"archive\"}",
                "{\"job\":\"other\",\"retentionDays\":90}",
                "{\"job\":\"archive\",\"retentionDays\":0}",
                "{\"job\":\"archive\",\"retentionDays\":90,\"rest\":\"1/0-1\"}",
                "{\"job\":\"archive\",\"retentionDays\":90,\"rest\":[\"1/0-1024\"]}",
                "{\"job\":\"archive\",\"retentionDays\":90,\"rest\":[\"0/0-1\"]}",
                "{\"job\":\"archive\",\"retentionDays\":90,\"rest\":[\"1/5-4\"]}",
                "{\"job\":\"spread\",\"waitingSince\":\"yesterday\"}"
            })
    void whatIsNoRequestForMaintenanceIsRefused(String message) {
        assertThatThrownBy(() -> Messages.maintenance(message)).isInstanceOf(IllegalArgumentException.class);
    }

    /** As in "Event message structure" of S3's user guide. */
    private static String event(String version, String... keys) {
        return Stream.of(keys)
                .map(key -> """
                        {"eventVersion":"%s","eventSource":"aws:s3","awsRegion":"us-east-1",\
                        "eventTime":"2026-11-01T12:00:00.000Z","eventName":"ObjectCreated:Put",\
                        "userIdentity":{"principalId":"AWS:EXAMPLE"},"s3":{"s3SchemaVersion":"1.0",\
                        "configurationId":"uploads","bucket":{"name":"content","arn":"arn:aws:s3:::content"},\
                        "object":{"key":"%s","size":1024,"eTag":"d41d8cd98f00b204e9800998ecf8427e",\
                        "sequencer":"0055AED6DCD90281E5"}}}""".formatted(version, key))
                .collect(Collectors.joining(",", "{\"Records\":[", "]}"));
    }

    @Test
    void aServerThatOnlyAskedWhetherItMaySendHasNothingToStore() {
        assertThat(Messages.write(Messages.probe())).isEmpty();
        assertThatThrownBy(() -> Messages.write("{\"version\":2,\"job\":\"probe\"}"))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
