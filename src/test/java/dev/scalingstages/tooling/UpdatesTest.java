package dev.scalingstages.tooling;

import static org.assertj.core.api.Assertions.assertThat;

import dev.scalingstages.testing.BesideTheCdk;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A library with a known hole does not stay unnoticed: newer versions are proposed, and advisories are looked up. */
@BesideTheCdk
class UpdatesTest {
    private static final Pattern ACTION = Pattern.compile("uses: *(\\S+)(.*)");
    private static final String UPDATES = Project.read(".github/dependabot.yml");
    private static final String ADVISORIES = Project.read(".github/workflows/advisories.yml");

    static Stream<String> workflows() {
        return Project.files(".github/workflows").stream();
    }

    /** A tag can be moved to other code; a commit cannot. */
    @ParameterizedTest
    @MethodSource("workflows")
    void actionsArePinnedToACommit(String workflow) {
        Stream<MatchResult> actions = ACTION.matcher(Project.read(workflow)).results();
        assertThat(actions.filter(action -> !action.group(1).startsWith("./"))).allSatisfy(action -> {
            assertThat(action.group(1)).matches(".+@[0-9a-f]{40}");
            assertThat(action.group(2)).as("the version, for who reads it").matches(" # v[0-9.]+");
        });
    }

    @Test
    void everyManifestIsKeptUpToDate() {
        assertThat(manifests("pom.xml")).hasSizeGreaterThan(1).allSatisfy(UpdatesTest::isUpdated);
        assertThat(manifests("package-lock.json")).hasSizeGreaterThan(1).allSatisfy(UpdatesTest::isUpdated);
        assertThat(UPDATES).contains("package-ecosystem: github-actions");
    }

    /** What the test servers are made of is left out: they listen on the loopback address, while tests run. */
    @Test
    void whatIsBuiltAndRunIsComparedWithAdvisories() {
        Stream.of("pom.xml", "package-lock.json")
                .flatMap(name -> manifests(name).stream())
                .filter(Predicate.not(manifest -> manifest.startsWith("servers/")))
                .forEach(manifest ->
                        assertThat(ADVISORIES.lines().map(String::strip)).contains("--lockfile=" + manifest));
        assertThat(ADVISORIES).contains("pull_request:", "schedule:", "cron:");
    }

    private static void isUpdated(String manifest) {
        int end = manifest.lastIndexOf('/');
        assertThat(UPDATES).contains("\"/" + (end < 0 ? "" : manifest.substring(0, end)) + "\"");
    }

    private static List<String> manifests(String name) {
        return Stream.concat(
                        Stream.of(name),
                        Stream.of("workload", "servers", "rehearsal").flatMap(folder -> Project.files(folder).stream()))
                .filter(file -> file.equals(name) || file.endsWith("/" + name))
                .filter(file -> !file.contains("/target/") && !file.contains("/node_modules/"))
                .toList();
    }
}
