package dev.scalingstages.workload.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.scalingstages.workload.content.Job;
import dev.scalingstages.workload.content.PhotoState;
import dev.scalingstages.workload.content.Post;
import dev.scalingstages.workload.content.PostId;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What the API does when all is well. */
class ApiTest {
    private static Service service;
    private static String token;
    private static String account;

    @BeforeAll
    static void start() {
        service = new Service();
        JsonNode session = service.signedIn("ada@example.com");
        token = session.get("token").asText();
        account = session.get("accountId").asText();
    }

    @AfterAll
    static void stop() {
        service.close();
    }

    @Test
    void anAccountIsMadeOnceForAnEmail() {
        String body = """
                {"email":"Grace@Example.com ","displayName":"Grace","password":"a long password"}""";
        assertThat(service.post("/api/accounts", body).status()).isEqualTo(201);
        Service.Reply again = service.post("/api/accounts", body.replace("Grace@Example.com ", "grace@example.com"));
        assertThat(again.status()).isEqualTo(409);
        assertThat(again.header("Content-Type")).isEqualTo("application/problem+json");
    }

    @Test
    void aSessionEndsWhenItsBearerSignsOut() {
        String other = service.signedIn("out@example.com").get("token").asText();
        assertThat(service.post("/api/posts", other, "{\"body\":\"hello\"}").status())
                .isEqualTo(201);
        assertThat(service.send("DELETE", "/api/sessions/current", "", "Authorization", "Bearer " + other)
                        .status())
                .isEqualTo(204);
        Service.Reply refused = service.post("/api/posts", other, "{\"body\":\"hello\"}");
        assertThat(refused.status()).isEqualTo(401);
        assertThat(refused.header("WWW-Authenticate")).isEqualTo("Bearer");
    }

    @Test
    void anUnknownEmailAndAWrongPasswordGetTheSameAnswer() {
        String wrong = """
                {"email":"%s","password":"not the password"}""";
        Service.Reply known = service.post("/api/sessions", wrong.formatted("ada@example.com"));
        Service.Reply unknown = service.post("/api/sessions", wrong.formatted("nobody@example.com"));
        assertThat(known.status()).isEqualTo(401);
        assertThat(unknown.status()).isEqualTo(401);
        assertThat(unknown.json().get("detail")).isEqualTo(known.json().get("detail"));
    }

    @Test
    void aPostIsReadByItsLocation() {
        Service.Reply made = service.post("/api/posts", token, "{\"body\":\"Hällo 🌍\"}");
        assertThat(made.status()).isEqualTo(201);
        assertThat(made.header("Read-After"))
                .isEqualTo(made.json().get("postId").asText());
        Service.Reply read = service.get(made.header("Location"));
        assertThat(read.status()).isEqualTo(200);
        assertThat(read.json().get("body").asText()).isEqualTo("Hällo 🌍");
        assertThat(read.json().get("author").asText()).isEqualTo("Ada");
        assertThat(read.json().get("accountId").asText()).isEqualTo(account);
        assertThat(read.json().get("photo").toString()).isEqualTo("{\"state\":\"NONE\"}");
        assertThat(read.header("Cache-Control")).isEqualTo("public, max-age=60");
    }

    @Test
    void aReaderWhoHasAPostIsToldThatItHasNotChanged() {
        String location =
                service.post("/api/posts", token, "{\"body\":\"tagged\"}").header("Location");
        String tag = service.get(location).header("ETag");
        Service.Reply again = service.get(location, "If-None-Match", tag);
        assertThat(again.status()).isEqualTo(304);
        assertThat(again.text()).isEmpty();
        assertThat(again.header("ETag")).isEqualTo(tag);
    }

    @Test
    void headAnswersAsGetDoesWithoutTheBody() {
        String location =
                service.post("/api/posts", token, "{\"body\":\"head\"}").header("Location");
        Service.Reply get = service.get(location);
        Service.Reply head = service.send("HEAD", location, "");
        assertThat(head.status()).isEqualTo(200);
        assertThat(head.text()).isEmpty();
        assertThat(head.header("Content-Length"))
                .isEqualTo(String.valueOf(get.text().getBytes(StandardCharsets.UTF_8).length));
        assertThat(service.get(location).status())
                .as("the connection is still in step")
                .isEqualTo(200);
    }

    @Test
    void aPhotoIsAnnouncedUploadedAndFinished() {
        Service.Reply made = service.post(
                "/api/posts", token, "{\"body\":\"look\",\"photo\":{\"contentType\":\"image/png\",\"size\":3}}");
        JsonNode upload = made.json().get("upload");
        String post = made.json().get("postId").asText();
        assertThat(service.get("/api/posts/" + post).header("Cache-Control")).isEqualTo("no-store");
        Service.Reply early = service.post("/api/posts/" + post + "/photo/finish", token, "");
        assertThat(early.status()).as("nothing is uploaded").isEqualTo(409);
        assertThat(service.send("PUT", upload.get("address").asText(), "abc", "Content-Type", "image/png")
                        .status())
                .isEqualTo(204);
        Service.Reply finished = service.post("/api/posts/" + post + "/photo/finish", token, "");
        assertThat(finished.status()).isEqualTo(200);
        assertThat(finished.json().get("state").asText()).isEqualTo("UPLOADED");
        assertThat(service.stores.submitted).contains(new Job.MakeThumbnail(PostId.parse(post)));
        service.stores.posts().photo(PostId.parse(post), PhotoState.READY);
        Service.Reply photo = service.get("/api/posts/" + post + "/photo");
        assertThat(photo.json().get("thumbnail").asText()).isEqualTo("/photos/" + post);
        assertThat(photo.json().get("original").asText()).isEqualTo("/uploads/" + post);
        Service.Reply late = service.post(
                "/api/posts/" + post + "/photo/uploads", token, "{\"contentType\":\"image/png\",\"size\":3}");
        assertThat(late.status()).as("it awaits none").isEqualTo(409);
    }

    @Test
    void onlyTheAuthorUploadsAPhoto() {
        String post = service.post(
                        "/api/posts", token, "{\"body\":\"x\",\"photo\":{\"contentType\":\"image/png\",\"size\":3}}")
                .json()
                .get("postId")
                .asText();
        String other = service.signedIn("other@example.com").get("token").asText();
        String photo = "{\"contentType\":\"image/jpeg\",\"size\":5}";
        assertThat(service.post("/api/posts/" + post + "/photo/uploads", other, photo)
                        .status())
                .isEqualTo(403);
        assertThat(service.post("/api/posts/" + post + "/photo/finish", other, "")
                        .status())
                .isEqualTo(403);
        Service.Reply again = service.post("/api/posts/" + post + "/photo/uploads", token, photo);
        assertThat(again.status()).isEqualTo(201);
        assertThat(again.json().get("headers").get("Content-Type").asText()).isEqualTo("image/jpeg");
    }

    @Test
    void likesAreCountedOnceForAnAccount() {
        String location =
                service.post("/api/posts", token, "{\"body\":\"likeable\"}").header("Location");
        String mine = location + "/likes/mine";
        String bearer = "Bearer " + token;
        assertThat(service.send("PUT", mine, "", "Authorization", bearer).text())
                .isEqualTo("{\"likes\":1}");
        assertThat(service.send("PUT", mine, "", "Authorization", bearer).text())
                .isEqualTo("{\"likes\":1}");
        assertThat(service.get(location + "/likes").text()).isEqualTo("{\"likes\":1}");
        Service.Reply popular = service.get("/api/posts/popular");
        assertThat(popular.header("Cache-Control")).isEqualTo("public, max-age=5");
        assertThat(popular.json().get("posts").findValuesAsText("postId"))
                .contains(location.substring(location.lastIndexOf('/') + 1));
        assertThat(service.send("DELETE", mine, "", "Authorization", bearer).text())
                .isEqualTo("{\"likes\":0}");
    }

    @Test
    void aTimelineIsPagedNewestFirst() {
        JsonNode session = service.signedIn("pages@example.com");
        String writer = session.get("token").asText();
        List<String> written = IntStream.range(0, 5)
                .mapToObj(number -> service.post("/api/posts", writer, "{\"body\":\"" + number + "\"}")
                        .json()
                        .get("postId")
                        .asText())
                .sorted(Comparator.reverseOrder())
                .toList();
        String timeline = "/api/accounts/" + session.get("accountId").asText() + "/timeline?limit=3";
        JsonNode first = service.get(timeline).json();
        JsonNode second =
                service.get(timeline + "&before=" + first.get("next").asText()).json();
        assertThat(first.get("entries").findValuesAsText("postId")).isEqualTo(written.subList(0, 3));
        assertThat(second.get("entries").findValuesAsText("postId")).isEqualTo(written.subList(3, 5));
        assertThat(second.has("next")).isFalse();
        assertThat(first.get("entries").get(0).get("likes").asLong()).isZero();
    }

    @Test
    void aTimelineIsAnsweredWithoutLikesWhenTheyCannotBeTold() {
        String id = service.post("/api/posts", token, "{\"body\":\"say \\\"hello\\\"\"}")
                .json()
                .get("postId")
                .asText();
        String account = service.get("/api/posts/" + id).json().get("accountId").asText();
        service.stores.countsFail = true;
        try {
            Service.Reply page = service.get("/api/accounts/" + account + "/timeline?limit=1");
            assertThat(page.status()).isEqualTo(200);
            JsonNode entry = page.json().get("entries").get(0);
            assertThat(entry.get("excerpt").asText()).isEqualTo("say \"hello\"");
            assertThat(entry.has("likes")).isFalse();
            assertThat(service.get("/api/posts/" + id + "/likes").status()).isEqualTo(503);
        } finally {
            service.stores.countsFail = false;
        }
        assertThat(service.get("/api/accounts/" + account + "/timeline?limit=1")
                        .json()
                        .get("entries")
                        .get(0)
                        .get("likes")
                        .asLong())
                .isZero();
    }

    @Test
    void aDeferredWriteIsAcknowledgedAndHandedOver() {
        service.stores.deferred = true;
        try {
            Service.Reply made = service.post("/api/posts", token, "{\"body\":\"later\"}");
            assertThat(made.status()).isEqualTo(202);
            Post post = ((Job.StorePost) service.stores.submitted.getLast()).post();
            assertThat(post.id()).hasToString(made.json().get("postId").asText());
            Service.Reply early = service.get(made.header("Location"));
            assertThat(early.status()).isEqualTo(503);
            assertThat(early.header("Retry-After")).isEqualTo("1");
        } finally {
            service.stores.deferred = false;
        }
    }

    @Test
    void aReadWaitsForThePostThatItsReaderHasWritten() throws Exception {
        service.stores.deferred = true;
        Service.Reply made = service.post("/api/posts", token, "{\"body\":\"wait for me\"}");
        service.stores.deferred = false;
        Post post = ((Job.StorePost) service.stores.submitted.getLast()).post();
        String id = made.header("Read-After");
        Thread storing = Thread.startVirtualThread(() -> {
            try {
                Thread.sleep(300);
            } catch (InterruptedException e) {
                return;
            }
            service.stores.posts().add(post);
        });
        Service.Reply timeline = service.get("/api/accounts/" + account + "/timeline", "Read-After", id);
        assertThat(timeline.json().get("entries").findValuesAsText("postId")).startsWith(id);
        storing.join();
    }

    @Test
    void allSessionsOfAnAccountEndTogether() {
        List<String> tokens = IntStream.range(0, 3)
                .mapToObj(i ->
                        service.signedIn("everywhere@example.com").get("token").asText())
                .toList();
        String bearer = "Bearer " + tokens.getLast();
        assertThat(service.send("DELETE", "/api/sessions", "", "Authorization", bearer)
                        .status())
                .isEqualTo(204);
        for (String ended : tokens) {
            assertThat(service.post("/api/posts", ended, "{\"body\":\"hello\"}").status())
                    .isEqualTo(401);
        }
        assertThat(service.send("DELETE", "/api/sessions", "", "Authorization", bearer)
                        .status())
                .isEqualTo(401);
        assertThat(service.post("/api/posts", token, "{\"body\":\"somebody else\"}")
                        .status())
                .isEqualTo(201);
    }
}
