package dev.scalingstages.workload.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.scalingstages.workload.content.AccountId;
import dev.scalingstages.workload.content.Files;
import dev.scalingstages.workload.content.PhotoState;
import dev.scalingstages.workload.content.Post;
import dev.scalingstages.workload.content.PostId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a client may do with a photo, and what it is answered else. */
class PhotoRulesTest {
    private static final String PHOTO = "{\"contentType\":\"image/png\",\"size\":3}";

    private final Service service = new Service();
    private String token;
    private AccountId account;

    @BeforeEach
    void signIn() {
        JsonNode session = service.signedIn("photos@example.com");
        token = session.get("token").asText();
        account = AccountId.parse(session.get("accountId").asText());
    }

    @AfterEach
    void stop() {
        service.close();
    }

    private Service.Reply announce() {
        return service.post("/api/posts", token, "{\"body\":\"look\",\"photo\":" + PHOTO + "}");
    }

    private static String id(Service.Reply made) {
        return made.json().get("postId").asText();
    }

    private int upload(JsonNode made) {
        return service.send("PUT", made.get("upload").get("address").asText(), "abc", "Content-Type", "image/png")
                .status();
    }

    private int again(String post) {
        return service.post("/api/posts/" + post + "/photo/uploads", token, PHOTO)
                .status();
    }

    private int finish(String post) {
        return service.post("/api/posts/" + post + "/photo/finish", token, "").status();
    }

    @Test
    void tenPhotosOfAnAccountAreOnTheirWayAndNoMore() {
        List<String> posts = new ArrayList<>();
        for (int i = 0; i < UploadQuota.MOST_UNFINISHED; i++) {
            Service.Reply made = announce();
            assertThat(made.status()).isEqualTo(201);
            posts.add(id(made));
        }
        Service.Reply refused = announce();
        assertThat(refused.status()).isEqualTo(429);
        assertThat(refused.header("Retry-After")).isEqualTo("60");
        assertThat(service.post("/api/posts", token, "{\"body\":\"words\"}").status())
                .as("posts without one")
                .isEqualTo(201);
        service.stores.posts().photo(PostId.parse(posts.getFirst()), PhotoState.READY);
        assertThat(announce().status()).as("when one is done").isEqualTo(201);
        assertThat(announce().status()).isEqualTo(429);
    }

    @Test
    void theyCountAlsoWhileTheirPostsAreInTheQueue() {
        service.stores.deferred = true;
        for (int i = 0; i < UploadQuota.MOST_UNFINISHED; i++) {
            assertThat(announce().status()).isEqualTo(202);
        }
        assertThat(announce().status()).isEqualTo(429);
    }

    @Test
    void aFullDiskTakesNoPhotosButPosts() {
        String post = id(announce());
        service.stores.hasRoom = false;
        assertThat(announce().status()).isEqualTo(507);
        assertThat(again(post)).isEqualTo(507);
        assertThat(service.post("/api/posts", token, "{\"body\":\"words\"}").status())
                .isEqualTo(201);
    }

    @Test
    void whatNobodyHasLookedAtIsOfferedToNobody() {
        Service.Reply made = announce();
        assertThat(upload(made.json())).isEqualTo(204);
        assertThat(finish(id(made))).isEqualTo(200);
        for (PhotoState state : List.of(PhotoState.UPLOADED, PhotoState.REJECTED)) {
            service.stores.posts().photo(PostId.parse(id(made)), state);
            assertThat(service.get("/api/posts/" + id(made) + "/photo").text())
                    .contains(state.name())
                    .doesNotContain("original")
                    .doesNotContain("uploads/");
        }
    }

    @Test
    void anAddressIsOfNoUseAfterTheJudgement() {
        Service.Reply made = announce();
        service.stores.posts().photo(PostId.parse(id(made)), PhotoState.READY);
        assertThat(upload(made.json())).isEqualTo(409);
        assertThat(service.stores.files().find(Files.INCOMING + id(made))).isEmpty();
        assertThat(again(id(made))).isEqualTo(409);
    }

    @Test
    void anUploadThatExpiredCanBeSentAgainForADay() {
        Service.Reply made = announce();
        upload(made.json());
        finish(id(made));
        assertThat(again(id(made))).as("while it is there").isEqualTo(409);
        service.stores.files().delete(Files.INCOMING + id(made));
        assertThat(again(id(made))).as("when it has expired").isEqualTo(201);
        assertThat(finish(id(made))).isEqualTo(409);
        String old = stored(PhotoState.AWAITED, UploadQuota.WINDOW.plusSeconds(1));
        assertThat(again(old)).as("a day later").isEqualTo(409);
        assertThat(again(stored(PhotoState.AWAITED, UploadQuota.WINDOW.minusMinutes(1))))
                .isEqualTo(201);
    }

    private String stored(PhotoState state, Duration ago) {
        PostId id = PostId.create(account, Instant.now().minus(ago), new Random(ago.toSeconds()));
        service.stores.posts().add(new Post(id, account, "Ada", "older", state));
        return id.toString();
    }

    @Test
    void anUploadByAnAddressOfAnOlderReleaseIsFinishedToo() {
        String post = id(announce());
        service.stores.files().put(Files.UPLOADS + post, "image/png", new byte[3]);
        assertThat(finish(post)).isEqualTo(200);
        assertThat(service.stores.submitted).hasSize(1);
    }
}
