package dev.scalingstages.boot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.scalingstages.boot.RunningNginx.Edit;
import dev.scalingstages.testing.BesideTheCdk;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.FieldSource;

/** What nginx matched is what the application gets, however a client writes it: by HTTP/1.1 and HTTP/2, on each port. */
@BesideTheCdk
class NginxRequestTargetIT {
    private static final String ANYWHERE = "server.conf";
    private static final String UP_TO_HEALTH = "/api/sessions;%2f..%2f..%2fhealth";

    /** Few, so that each mutant takes a second. */
    private static final List<String> SOME = List.of(
            "/health",
            "/api/posts/popular",
            UP_TO_HEALTH,
            "/health/..%2fapi/sessions",
            "//api/sessions",
            "/%61pi/sessions",
            "/api/posts;/popular",
            "/%61pi/posts/popular",
            "/api/sessions%2f..");

    @TempDir
    Path directory;

    @ParameterizedTest
    @EnumSource
    @DisplayName("Whatever is passed on was counted, logged, came by TLS, and every server reads its path alike")
    void pathThatIsPassedOnIsTheOneThatWasMatched(RequestTargetServers servers) {
        List<String> targets = RequestTargets.all();
        assertThat(targets).hasSizeGreaterThan(500);
        assertThat(servers.objections(directory, targets)).isEmpty();
    }

    /** A configuration that is to be objected to. */
    private record Mutant(RequestTargetServers servers, String objection, Edit... edits) {}

    private static final Edit NO_REFUSALS = edit("refusals.conf", "if ($refusal) {", "if ($refusal = never) {");

    static final List<Mutant> MUTANTS = List.of(
            new Mutant(
                    RequestTargetServers.SINGLE_SERVER,
                    "came without TLS",
                    NO_REFUSALS,
                    edit(ANYWHERE, "proxy_pass http://write_api/health;", "proxy_pass http://write_api;")),
            new Mutant(RequestTargetServers.SINGLE_SERVER, "is read as", NO_REFUSALS),
            new Mutant(RequestTargetServers.WEB, "is read as", NO_REFUSALS),
            new Mutant(RequestTargetServers.APPLICATION, "is read as", NO_REFUSALS),
            new Mutant(
                    RequestTargetServers.SINGLE_SERVER,
                    "is read as",
                    edit("targets.conf", "[A-Za-z0-9_~!", "[A-Za-z0-9_~%;!")),
            new Mutant(
                    RequestTargetServers.APPLICATION,
                    "is no address of the application",
                    NO_REFUSALS,
                    edit(ANYWHERE, "proxy_pass http://application/health;", "proxy_pass http://application/;")),
            new Mutant(
                    RequestTargetServers.SINGLE_SERVER,
                    "was not counted",
                    edit("health-limits.conf", "limit_req zone=health burst=20 nodelay;", "")),
            new Mutant(
                    RequestTargetServers.SINGLE_SERVER,
                    "was not logged",
                    edit("health-limits.conf", "limit_conn", "access_log off; limit_conn")));

    @ParameterizedTest
    @FieldSource("MUTANTS")
    void checkObjectsTo(Mutant mutant) {
        assertThat(mutant.servers().objections(directory, SOME, mutant.edits()))
                .anySatisfy(objection -> assertThat(objection).contains(mutant.objection()));
    }

    private static Edit edit(String file, String text, String replacement) {
        return new Edit(file, text, replacement);
    }
}
