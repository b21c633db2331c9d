package dev.scalingstages.tooling;

import static org.assertj.core.api.Assertions.assertThat;

import dev.scalingstages.testing.BesideTheCdk;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * {@code ./smoke} against a service that fails in one place at a time. The real service is tried in the workload's
 * {@code SmokeTest}; here a few canned answers stand for it, which a test changes.
 */
@BesideTheCdk
class SmokeIT {
    private static final String POST = "0123";
    private static final String PHOTO = "4567";

    @TempDir
    private Path folder;

    private CannedService service;
    private Sandbox sandbox;

    @BeforeEach
    void serviceThatWorks() {
        sandbox = new Sandbox(folder, "smoke", "bin/smoke")
                .command("node", "exec '" + Sandbox.systemCommand("node") + "' \"$@\"");
        service = CannedService.start(POST, PHOTO);
    }

    @AfterEach
    void stop() {
        service.close();
    }

    @Test
    void tellsInALineEachWhatWorksAndWhatItLeaves() {
        Sandbox.Result result = smoke();

        assertThat(result.status()).as(result.out() + result.err()).isZero();
        List<String> lines = result.out().lines().toList();
        assertThat(lines).hasSize(12);
        assertThat(lines.subList(0, 10)).allMatch(line -> line.matches("ok +\\d+\\.\\d{3} s  [a-z].*"));
        assertThat(lines.get(10)).isEqualTo(service.address() + " works.");
        assertThat(lines.get(11))
                .matches("Left behind: account ada \\(smoke-\\d+-[0-9a-f]{8}@smoke\\.invalid\\) and its posts " + POST
                        + ", " + PHOTO + "\\.");
    }

    @Test
    void tellsNobodyThePasswordOrTheToken() {
        Sandbox.Result result = smoke("--json");

        assertThat(result.status()).as(result.out()).isZero();
        assertThat(result.out()).doesNotContain("password", "secret");
    }

    static Stream<Arguments> faults() {
        String posts = "/api/posts/";
        return Stream.of(
                Arguments.of("GET /health", 503, "{}", "answers", "answered 503"),
                Arguments.of("GET /health", 301, "", "answers", "answered 301, to https://elsewhere.example"),
                Arguments.of("POST /api/accounts", 500, "oh no", "signs up", "answered 500: oh no instead of 201"),
                Arguments.of("POST /api/accounts", 201, "<html>", "signs up", "with something other than JSON: <html>"),
                Arguments.of("POST /api/accounts", 201, "{}", "signs up", "without accountId"),
                Arguments.of(
                        "POST /api/sessions",
                        201,
                        "{'token':'t','accountId':'eve'}",
                        "signs in",
                        "account eve instead of ada"),
                Arguments.of("GET " + posts + POST, 503, "", "reads it back at once", "answered 503"),
                Arguments.of(
                        "GET " + posts + POST,
                        200,
                        "{'body':'other','accountId':'ada'}",
                        "reads it back at once",
                        "another post"),
                Arguments.of(
                        "GET /api/accounts/ada/timeline",
                        200,
                        "{'entries':[]}",
                        "reads the timeline",
                        "not among its 0 entries"),
                Arguments.of(
                        "GET /api/accounts/ada/timeline",
                        200,
                        "{'entries':7}",
                        "reads the timeline",
                        "unexpected answer"),
                Arguments.of("PUT /upload", 403, "SignatureDoesNotMatch", "sends a photo", "the upload answered 403"),
                Arguments.of(
                        "POST " + posts + PHOTO + "/photo/finish",
                        200,
                        "{'state':'REJECTED'}",
                        "sends a photo",
                        "was rejected"),
                Arguments.of(
                        "GET " + posts + PHOTO + "/photo",
                        200,
                        "{'state':'UPLOADED'}",
                        "has its thumbnail",
                        "not done within 1 s: the photo is UPLOADED"),
                Arguments.of("GET /thumbnail", 403, "", "has its thumbnail", "answered 403 instead of 200"),
                Arguments.of("GET /thumbnail", 200, "no picture", "has its thumbnail", "is not a JPEG"),
                Arguments.of("GET " + posts + POST + "/likes", 200, "{'likes':0}", "likes", "counted as 1 where"),
                Arguments.of("DELETE /api/sessions/current", 500, "", "signs out", "answered 500"));
    }

    @ParameterizedTest(name = "{0} answers {1}: {2}")
    @MethodSource("faults")
    void saysWhichStepFailsAndWhy(String request, int status, String body, String step, String reason) {
        service.reply(request, status, body);

        Sandbox.Result result = smoke("--timeout", "1");

        assertThat(result.status()).as(result.out()).isEqualTo(1);
        assertThat(result.out().lines().filter(line -> line.startsWith("failed")))
                .as(result.out())
                .singleElement()
                .asString()
                .contains(" s  " + step + ": ", reason);
        assertThat(result.err()).isEmpty();
    }

    @Test
    void noticesTheThumbnailOfAnotherPicture() {
        service.reply("GET /thumbnail", exchange -> CannedService.send(exchange, 200, service.thumbnail(20)));

        assertThat(smoke().out())
                .containsPattern("failed .*has its thumbnail: the thumbnail has 512x\\d+ pixels instead");
    }

    @Test
    void saysWhenOnlyTheHeaderForAFailingCacheHelps() {
        service.reply("GET /api/posts/" + POST, exchange -> {
            boolean hasHeader = exchange.getRequestHeaders().containsKey("Read-After");
            CannedService.send(exchange, hasHeader ? 200 : 503, new byte[0]);
        });

        assertThat(smoke().out()).containsPattern("failed .*reads it back at once: .* look at the cache");
    }

    @Test
    void noticesASessionThatOutlivesItsEnd() {
        service.reply("POST /api/posts", exchange -> service.write(exchange, 201));

        assertThat(smoke().out()).containsPattern("failed .*signs out: a session that has ended may still write");
    }

    @Test
    void waitsForAServerThatHangsNoLongerThanItIsTold() {
        service.hang("POST /api/sessions");

        Sandbox.Result result = smoke("--timeout", "1");

        assertThat(result.status()).isEqualTo(1);
        assertThat(result.out())
                .containsPattern("failed +1\\.\\d{3} s  signs in: not done within 1 s")
                .contains("skipped            writes a post: there is no session");
    }

    @Test
    void keepsTheTokenFromOtherHosts() {
        assertThat(smoke().status()).isZero();
        assertThat(service.tokenAtUpload()).as("what another host was told").isEqualTo("null");
    }

    static Stream<Arguments> wrongArguments() {
        return Stream.of(
                Arguments.of(List.of(), "the address of the system is missing"),
                Arguments.of(List.of("example.com"), "example.com is not an address"),
                Arguments.of(List.of("ftp://example.com"), "not an address"),
                Arguments.of(List.of("https://ada:secret@example.com"), "not an address"),
                Arguments.of(List.of("https://example.com/api"), "has a path"),
                Arguments.of(List.of("https://a.example", "https://b.example"), "there are 2 addresses"),
                Arguments.of(List.of("https://example.com", "--quick"), "no option --quick"),
                Arguments.of(List.of("https://example.com", "--timeout"), "--timeout needs a value"),
                Arguments.of(List.of("https://example.com", "--timeout", "0"), "from 1 to 600, not 0"),
                Arguments.of(List.of("https://example.com", "--cacert", "none.pem"), "none.pem cannot be read"));
    }

    @ParameterizedTest
    @MethodSource("wrongArguments")
    void refusesWhatItDoesNotUnderstandInOneMessage(List<String> arguments, String complaint) {
        Sandbox.Result result = sandbox.run("smoke", arguments.toArray(String[]::new));

        assertThat(result.status()).isEqualTo(1);
        assertThat(result.out()).isEmpty();
        assertThat(result.err()).startsWith("./smoke: ").contains(complaint, "--help");
        assertThat(result.err().lines()).hasSize(2);
    }

    @Test
    void saysThatNobodyListens() {
        String address = service.address();
        service.close();

        Sandbox.Result result = sandbox.run("smoke", address);

        assertThat(result.status()).isEqualTo(1);
        assertThat(result.out()).contains("does not answer", "ECONNREFUSED", "skipped            signs up");
        assertThat(result.err()).isEmpty();
    }

    @Test
    void needsNode20() {
        sandbox.command("node", "echo v18.20.1");
        Sandbox.Result old = sandbox.run("smoke", "https://example.com");
        sandbox.without("node");
        Sandbox.Result none = sandbox.run("smoke", "https://example.com");

        assertThat(old.status()).isEqualTo(1);
        assertThat(old.err()).contains("Node 20 or later is needed", " is 18.");
        assertThat(none.status()).isEqualTo(1);
        assertThat(none.err()).contains("there is no node on the PATH");
    }

    private Sandbox.Result smoke(String... options) {
        String[] arguments =
                Stream.concat(Stream.of(service.address()), Stream.of(options)).toArray(String[]::new);
        return sandbox.run("smoke", arguments);
    }
}
