package dev.scalingstages.workload.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.scalingstages.workload.content.UnavailableException;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What clients are told when something is wrong. */
class ProblemsTest {
    private static Service service;
    private static String token;

    @BeforeAll
    static void start() {
        service = new Service();
        token = service.signedIn("ada@example.com").get("token").asText();
    }

    @AfterAll
    static void stop() {
        service.close();
    }

    private static JsonNode problem(Service.Reply reply, int status) {
        assertThat(reply.status()).as(reply.text()).isEqualTo(status);
        assertThat(reply.header("Content-Type")).isEqualTo("application/problem+json");
        assertThat(reply.header("Cache-Control")).isEqualTo("no-store");
        JsonNode document = reply.json();
        assertThat(document.get("status").asInt()).isEqualTo(status);
        assertThat(document.get("type").asText()).isEqualTo("about:blank");
        assertThat(document.get("title").asText()).isNotEmpty();
        assertThat(document.get("detail").asText()).isNotEmpty();
        assertThat(document.get("requestId").asText())
                .isEqualTo(reply.header("X-Request-ID"))
                .isNotEmpty();
        return document;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "nul",
                "[]",
                "\"text\"",
                "1",
                "null",
                "{}{}",
                "{\"body\":\"a\"} x",
                "{\"body\":\"a\",\"body\":\"b\"}",
                "{\"body\":'a'}",
                "{body:\"a\"}",
                "{\"body\":\"a\",}",
                "{\"body\":\"\\x\"}",
                "{\"body\":NaN}",
                "/* */{\"body\":\"a\"}",
                "{\"body\":\"a\",\"photo\":{\"contentType\":\"image/png\",\"size\":99999999999999999999}}"
            })
    void malformedJsonIsRefused(String body) {
        problem(service.post("/api/posts", token, body), 400);
    }

    @Test
    void jsonInAnotherEncodingIsRefused() {
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + service.write.port() + "/api/posts"))
                .header("Content-Type", "application/json")
                .header("Authorization", "Bearer " + token)
                .POST(HttpRequest.BodyPublishers.ofByteArray("{\"body\":\"ä\"}".getBytes(StandardCharsets.ISO_8859_1)))
                .build();
        problem(service.send(request), 400);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"body\":1}|body",
                "{\"body\":true}|body",
                "{\"body\":[\"a\"]}|body",
                "{\"body\":{}}|body",
                "{\"body\":null}|body",
                "{}|body",
                "{\"body\":\"  \"}|body",
                "{\"body\":\"a\\u0000b\"}|body",
                "{\"body\":\"a\\ud83d\"}|body",
                "{\"body\":\"a\",\"more\":1}|more",
                "{\"body\":\"a\",\"photo\":[]}|photo",
                "{\"body\":\"a\",\"photo\":{}}|photo.contentType",
                "{\"body\":\"a\",\"photo\":{\"contentType\":\"image/gif\",\"size\":1}}|photo.contentType",
                "{\"body\":\"a\",\"photo\":{\"contentType\":\"image/png\",\"size\":0}}|photo.size",
                "{\"body\":\"a\",\"photo\":{\"contentType\":\"image/png\",\"size\":10485761}}|photo.size",
                "{\"body\":\"a\",\"photo\":{\"contentType\":\"image/png\",\"size\":\"1\"}}|photo.size",
                "{\"body\":\"a\",\"photo\":{\"contentType\":\"image/png\",\"size\":1.5}}|photo.size",
                "{\"body\":\"a\",\"photo\":{\"contentType\":\"image/png\",\"size\":1,\"x\":2}}|photo.x"
            })
    void aFieldThatIsWrongIsNamed(String body, String field) {
        JsonNode document = problem(service.post("/api/posts", token, body), 422);
        assertThat(document.get("errors").findValuesAsText("field")).contains(field);
        assertThat(document.get("errors").findValuesAsText("message")).doesNotContain("");
    }

    @Test
    void allFieldsThatAreWrongAreNamedAtOnce() {
        JsonNode document = problem(
                service.post("/api/accounts", "{\"email\":\"x\",\"displayName\":\"\",\"password\":\"short\"}"), 422);
        assertThat(document.get("errors").findValuesAsText("field"))
                .containsExactly("email", "displayName", "password");
        assertThat(document.toString()).doesNotContain("short");
    }

    @Test
    void aBodyHasAtMost1024BytesInUtf8() {
        problem(service.post("/api/posts", token, "{\"body\":\"" + "ä".repeat(513) + "\"}"), 422);
        assertThat(service.post("/api/posts", token, "{\"body\":\"" + "ä".repeat(512) + "\"}")
                        .status())
                .isEqualTo(201);
    }

    @ParameterizedTest
    @CsvSource({"GET,/", "GET,/api", "GET,/api/nothing", "POST,/api/posts/x/y/z", "GET,/api/posts/xyz"})
    void anUnknownAddressIsNotFound(String method, String path) {
        problem(service.send(method, path, ""), 404);
    }

    @Test
    void anIdThatNothingHasIsNotFound() {
        problem(service.get("/api/posts/" + "0".repeat(32)), 404);
        problem(service.get("/api/posts/" + "f".repeat(32)), 404);
        problem(service.get("/api/posts/" + "0".repeat(32) + "/likes"), 404);
        problem(service.get("/api/accounts/0/timeline"), 404);
        problem(
                service.send(
                        "PUT", "/api/posts/" + "0".repeat(32) + "/likes/mine", "", "Authorization", "Bearer " + token),
                404);
    }

    @Test
    void aWrongMethodIsToldTheRightOnes() {
        Service.Reply reply = service.send("DELETE", "/api/posts/" + "0".repeat(32) + "/likes", "");
        problem(reply, 405);
        assertThat(reply.header("Allow")).isEqualTo("GET, HEAD");
        Service.Reply get = service.get("/api/posts");
        problem(get, 405);
        assertThat(get.header("Allow")).isEqualTo("POST");
        problem(service.send("FOO", "/api/posts/popular", ""), 405);
        problem(service.send("OPTIONS", "/api/posts", ""), 405);
    }

    @Test
    void aMethodAtTheWrongServerIsMisdirected() {
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + service.write.port() + "/api/posts/popular"))
                .build();
        problem(service.send(request), 421);
    }

    @ParameterizedTest
    @ValueSource(strings = {"text/plain", "application/x-www-form-urlencoded", "application/jsonx", "nonsense"})
    void onlyJsonIsTaken(String type) {
        problem(
                service.send("POST", "/api/posts", "{}", "Content-Type", type, "Authorization", "Bearer " + token),
                415);
    }

    @Test
    void aBodyThatIsTooLargeIsRefusedWithAndWithoutALength() {
        String large = "{\"body\":\"" + "a".repeat(20_000) + "\"}";
        problem(service.post("/api/posts", token, large), 413);
        HttpRequest chunked = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + service.write.port() + "/api/posts"))
                .header("Content-Type", "application/json")
                .header("Authorization", "Bearer " + token)
                .POST(HttpRequest.BodyPublishers.ofInputStream(
                        () -> new ByteArrayInputStream(large.getBytes(StandardCharsets.UTF_8))))
                .build();
        problem(service.send(chunked), 413);
        assertThat(service.post("/api/posts", token, "{\"body\":\"small\"}").status())
                .as("the connection is still in step")
                .isEqualTo(201);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Bearer", "Bearer x", "Basic YTpi", "Bearer ä", "Bearer a b"})
    void whoIsNotSignedInMayNotWrite(String authorization) {
        problem(
                authorization.isEmpty()
                        ? service.post("/api/posts", "{\"body\":\"a\"}")
                        : service.send(
                                "POST",
                                "/api/posts",
                                "{\"body\":\"a\"}",
                                "Content-Type",
                                "application/json",
                                "Authorization",
                                authorization),
                401);
    }

    @ParameterizedTest
    @ValueSource(strings = {"limit=0", "limit=51", "limit=x", "limit=", "before=x", "before=", "limit=-1"})
    void parametersAreChecked(String query) {
        JsonNode document = problem(service.get("/api/accounts/" + "0".repeat(16) + "/timeline?" + query), 422);
        assertThat(document.get("errors").get(0).get("field").asText())
                .isEqualTo(query.substring(0, query.indexOf('=')));
    }

    @Test
    void aReadAfterThatIsNoIdIsRefused() {
        problem(service.get("/api/posts/" + "0".repeat(32), "Read-After", "x"), 400);
    }

    @Test
    void anUploadToAnAddressOfNobodysIsRefused() {
        String post = "/api/uploads/" + "0".repeat(32);
        problem(service.send("PUT", post + "?signature=x", "abc", "Content-Type", "image/png"), 403);
        problem(service.send("PUT", post + "?signature=x", "abc"), 415);
    }

    @Test
    void aRequestIdOfOursIsTakenOverAndAnyOtherReplaced() {
        assertThat(service.get("/api/posts/popular", "X-Request-ID", "abcDEF-123")
                        .header("X-Request-ID"))
                .isEqualTo("abcDEF-123");
        for (String other : new String[] {"short", "with space in it", "x".repeat(65), "<script>alert"}) {
            assertThat(service.get("/api/posts/popular", "X-Request-ID", other).header("X-Request-ID"))
                    .isNotEqualTo(other)
                    .hasSize(36);
        }
    }

    @Test
    void aFaultOfOursIsToldWithoutItsReason() {
        service.stores.beforeFind = () -> {
            throw new IllegalStateException("secret reason");
        };
        try {
            JsonNode document = problem(service.get("/api/posts/" + "0".repeat(32)), 500);
            assertThat(document.toString()).doesNotContain("secret");
        } finally {
            service.stores.beforeFind = () -> {};
        }
    }

    @Test
    void aStoreThatDoesNotAnswerMeansLater() {
        service.stores.beforeFind = () -> {
            throw new UnavailableException("secret host");
        };
        try {
            Service.Reply reply = service.get("/api/posts/" + "0".repeat(32));
            assertThat(problem(reply, 503).toString()).doesNotContain("secret");
            assertThat(reply.header("Retry-After")).isEqualTo("1");
        } finally {
            service.stores.beforeFind = () -> {};
        }
    }

    @Test
    void whoComesWhenAllPlacesAreTakenIsToldToComeBack() throws Exception {
        try (Service small = new Service(2, false)) {
            CountDownLatch inside = new CountDownLatch(2);
            CountDownLatch leave = new CountDownLatch(1);
            small.stores.beforeFind = () -> {
                inside.countDown();
                await(leave);
            };
            Thread[] others = new Thread[2];
            for (int i = 0; i < 2; i++) {
                String client = "192.0.2." + i;
                others[i] = Thread.startVirtualThread(
                        () -> small.get("/api/posts/" + "0".repeat(32), "X-Forwarded-For", client));
            }
            await(inside);
            Service.Reply third = small.get("/api/posts/popular");
            problem(third, 503);
            assertThat(third.header("Retry-After")).isEqualTo("1");
            assertThat(small.get("/health/live").status())
                    .as("a busy server lives")
                    .isEqualTo(200);
            leave.countDown();
            for (Thread other : others) {
                other.join();
            }
            assertThat(small.get("/api/posts/popular").status()).isEqualTo(200);
        }
    }

    @Test
    void whileDataMovesOnlyReadsAreAnswered() {
        try (Service moving = new Service(10, true)) {
            Service.Reply reply = moving.post("/api/accounts", "{}");
            problem(reply, 503);
            assertThat(reply.header("Retry-After")).isEqualTo("30");
            assertThat(moving.get("/api/posts/popular").status()).isEqualTo(200);
            problem(moving.send("PATCH", "/api/accounts", "{}"), 405);
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(10, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
