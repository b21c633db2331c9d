package dev.scalingstages.tooling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;

import dev.scalingstages.testing.BesideTheCdk;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * {@code ./smoke} against a service that fails in one place at a time. The real service is tried in the workload's
 * {@code SmokeTest}; here a few canned answers stand for it, which a test changes.
 */
@BesideTheCdk
class SmokeIT {
    private static final String POST = "0123";
    private static final String PHOTO = "4567";

    @AutoClose
    private final CannedService service = CannedService.start(POST, PHOTO);

    private Sandbox sandbox;

    @BeforeEach
    void script(@TempDir Path folder) {
        sandbox = new Sandbox(folder, "smoke", "bin/smoke").systemCommands("node");
    }

    @Test
    void tellsInALineEachWhatWorksAndWhatItLeaves() {
        Sandbox.Result result = smoke().succeeds();

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
        assertThat(smoke("--json").succeeds().out()).doesNotContain("password", "secret");
    }

    @ParameterizedTest(name = "{0} answers {1}: {2}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            GET /health                        | 503 | {}                    | answers    | answered 503
            GET /health                        | 301 | ``     | answers    | answered 301, to https://elsewhere.example
            POST /api/accounts                 | 500 | oh no  | signs up   | answered 500: oh no instead of 201
            POST /api/accounts                 | 201 | <html> | signs up   | with something other than JSON: <html>
            POST /api/accounts                 | 201 | {}     | signs up   | without accountId
            POST /api/sessions | 201 | {'token':'t','accountId':'eve'} | signs in   | account eve instead of ada
            GET /api/posts/0123                | 503 | ``     | reads it back at once | answered 503
            GET /api/posts/0123 | 200 | {'body':'other','accountId':'ada'} | reads it back at once | another post
            GET /api/accounts/ada/timeline     | 200 | {'entries':[]} | reads the timeline | not among its 0 entries
            GET /api/accounts/ada/timeline     | 200 | {'entries':7}  | reads the timeline | unexpected answer
            PUT /upload | 403 | SignatureDoesNotMatch                      | sends a photo | the upload answered 403
            POST /api/posts/4567/photo/finish  | 200 | {'state':'REJECTED'} | sends a photo | was rejected
            GET /api/posts/4567/photo | 200 | {'state':'UPLOADED'} | has its thumbnail \
                | not done within 1 s: the photo is UPLOADED
            GET /thumbnail                     | 403 | ``         | has its thumbnail | answered 403 instead of 200
            GET /thumbnail                     | 200 | no picture | has its thumbnail | is not a JPEG
            GET /api/posts/0123/likes          | 200 | {'likes':0} | likes  | counted as 1 where
            DELETE /api/sessions/current       | 500 | ``     | signs out  | answered 500
            """)
    void saysWhichStepFailsAndWhy(String request, int status, String body, String step, String reason) {
        service.reply(request, status, body);

        Sandbox.Result result = smoke("--timeout", "1").fails();

        assertThat(result.lines("failed"))
                .as(result.out())
                .singleElement(STRING)
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

        assertThat(smoke("--timeout", "1").fails().out())
                .containsPattern("failed +1\\.\\d{3} s  signs in: not done within 1 s")
                .contains("skipped            writes a post: there is no session");
    }

    @Test
    void keepsTheTokenFromOtherHosts() {
        smoke().succeeds();
        assertThat(service.tokenAtUpload()).as("what another host was told").isEqualTo("null");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            ''                               | the address of the system is missing
            example.com                      | example.com is not an address
            ftp://example.com                | not an address
            https://ada:secret@example.com   | not an address
            https://example.com/api          | has a path
            https://a.example https://b.example | there are 2 addresses
            https://example.com --quick      | no option --quick
            https://example.com --timeout    | --timeout needs a value
            https://example.com --timeout 0  | from 1 to 600, not 0
            https://example.com --cacert none.pem | none.pem cannot be read
            """)
    void refusesWhatItDoesNotUnderstandInOneMessage(String arguments, String complaint) {
        Sandbox.Result result = sandbox.runLine("smoke " + arguments).fails();

        assertThat(result.out()).isEmpty();
        assertThat(result.err()).startsWith("./smoke: ").contains(complaint, "--help");
        assertThat(result.err().lines()).hasSize(2);
    }

    @Test
    void saysThatNobodyListens() {
        String address = service.address();
        service.close();

        Sandbox.Result result = sandbox.run("smoke", address).fails();

        assertThat(result.out()).contains("does not answer", "ECONNREFUSED", "skipped            signs up");
        assertThat(result.err()).isEmpty();
    }

    @Test
    void needsNode20() {
        sandbox.command("node", "echo v18.20.1");
        sandbox.run("smoke", "https://example.com").fails("Node 20 or later is needed", " is 18.");
        sandbox.without("node");
        sandbox.run("smoke", "https://example.com").fails("there is no node on the PATH");
    }

    private Sandbox.Result smoke(String... options) {
        return sandbox.runLine("smoke " + service.address() + " " + String.join(" ", options));
    }
}
