package dev.scalingstages.tooling;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.scalingstages.testing.BesideTheCdk;
import dev.scalingstages.testing.ProjectFiles;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * The CDK command line is pinned, whatever npm calls the latest: that was once published by mistake (aws/aws-cdk issue
 * 38113).
 */
@BesideTheCdk
class PinsTest {
    private static final Pattern PROPERTY = Pattern.compile("<([\\w.-]+\\.version)>([^<]+)<");
    private static final Pattern PLUGIN =
            Pattern.compile("<artifactId>([\\w-]+-plugin)</artifactId>\\s*<version>([^<]+)<");

    private static final Pattern ENVIRONMENT =
            Pattern.compile("<environmentVariables>.*?</environmentVariables>", Pattern.DOTALL);

    private final JsonNode manifest = ProjectFiles.json(Project.read("package.json"));
    private final JsonNode locked =
            ProjectFiles.json(Project.read("package-lock.json")).get("packages");

    @Test
    void everyPackageHasOneExactVersion() {
        assertThat(dependencies())
                .isNotEmpty()
                .allSatisfy(
                        dependency -> assertThat(dependency.getValue().asText()).matches("\\d+\\.\\d+\\.\\d+"));
    }

    @Test
    void theLockHasTheSameVersionsWithTheirHashes() {
        assertThat(dependencies()).allSatisfy(dependency -> {
            JsonNode entry = locked.path("node_modules/" + dependency.getKey());
            assertThat(entry.path("version")).isEqualTo(dependency.getValue());
            assertThat(entry.path("integrity").asText()).startsWith("sha512-");
        });
    }

    @Test
    void theLockNamesNoRegistry() {
        assertThat(locked).allSatisfy(entry -> assertThat(entry.has("resolved")).isFalse());
        assertThat(locked)
                .allSatisfy(entry -> entry.propertyStream()
                        .filter(property -> !property.getKey().equals("funding"))
                        .forEach(property -> assertThat(property.toString()).doesNotContain("://")));
    }

    @Test
    void noPackageRunsAnInstallScript() {
        assertThat(locked)
                .allSatisfy(entry -> assertThat(entry.has("hasInstallScript")).isFalse());
    }

    @Test
    void theCommandLineIsTheTestedOne() {
        assertThat(manifest.at("/devDependencies/aws-cdk").asText()).isEqualTo("2.1148.1");
    }

    @Test
    void bothMavenProjectsPinTheSameVersions() {
        Map<String, String> application = versions("pom.xml");
        Map<String, String> workload = versions("workload/pom.xml");
        Set<String> both = new TreeSet<>(application.keySet());
        both.retainAll(workload.keySet());
        // The application has the one that the CDK's runtime brings; the workload, which strangers reach, the newest.
        both.remove("jackson.version");
        assertThat(both)
                .contains("junit.version", "maven-surefire-plugin", "spotless-maven-plugin")
                .allSatisfy(name -> assertThat(workload.get(name)).as(name).isEqualTo(application.get(name)));
    }

    /** It starts the service's servers, from the same sources. */
    @Test
    void rehearsalPinsTheVersionsOfTheService() {
        Map<String, String> rehearsal = versions("rehearsal/pom.xml");
        Map<String, String> workload = versions("workload/pom.xml");
        Set<String> both = new TreeSet<>(rehearsal.keySet());
        both.retainAll(workload.keySet());
        assertThat(both)
                .contains("aws-sdk.version", "postgresql.version", "junit.version")
                .allSatisfy(name -> assertThat(rehearsal.get(name)).as(name).isEqualTo(workload.get(name)));
    }

    @Test
    void bothRunsOfTestsHaveTheSameVersionAndSettings() {
        String pom = Project.read("pom.xml");
        assertThat(versions("pom.xml")).containsKey("maven-failsafe-plugin");
        assertThat(versions("pom.xml").get("maven-failsafe-plugin"))
                .isEqualTo(versions("pom.xml").get("maven-surefire-plugin"));
        List<String> environments =
                ENVIRONMENT.matcher(pom).results().map(MatchResult::group).toList();
        assertThat(environments).hasSize(2).containsOnly(environments.get(0));
        assertThat(pom.split("<argLine>", -1)).as("one line, a property").hasSize(2);
    }

    /** The versions in a pom: its properties that name one, and its plugins. */
    private static Map<String, String> versions(String pom) {
        String text = Project.read(pom);
        Map<String, String> versions = new TreeMap<>();
        PROPERTY.matcher(text).results().forEach(found -> versions.put(found.group(1), found.group(2)));
        PLUGIN.matcher(text).results().forEach(found -> versions.put(found.group(1), found.group(2)));
        return versions;
    }

    private Stream<Map.Entry<String, JsonNode>> dependencies() {
        return Stream.of("devDependencies", "optionalDependencies")
                .flatMap(kind -> manifest.path(kind).propertyStream());
    }
}
