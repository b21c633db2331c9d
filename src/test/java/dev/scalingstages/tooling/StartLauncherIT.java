package dev.scalingstages.tooling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;

import dev.scalingstages.testing.BesideTheCdk;
import dev.scalingstages.testing.ProjectFiles;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What makes a start quick is prepared once, and used only for the JDK and the libraries that it was made for. */
@BesideTheCdk
class StartLauncherIT {
    private static final String PREPARING = "mkdir -p \"$2/jsii\"; touch \"$2/classes.jsa\" \"$2/jsii/program.js\"";

    private Sandbox sandbox;
    private Path library;

    @BeforeEach
    void compiledProject(@TempDir Path folder) {
        library = ProjectFiles.write(folder.resolve("library.jar"), "");
        sandbox = new Sandbox(folder, "bin/app", "bin/jvm", "bin/pinned-node", "bin/start-folder")
                .command("mvn", "")
                .command("java", "echo \"${JSII_RUNTIME:-} ${JSII_PROGRAM:-} ${NODE_COMPILE_CACHE:-}\"")
                .script("bin/prepare-start", PREPARING);
        sandbox.write("pom.xml", "<project/>");
        sandbox.write("src/main/java/App.java", "class App {}");
        sandbox.write("target/classes/App.class", "");
        sandbox.write("target/classpath", library.toString());
        sandbox.write("target/launcher/compiled", "");
        sandbox.changed("target/launcher/compiled", 60);
    }

    @Test
    void startsWithWhatWasPrepared() {
        Sandbox.Result result = sandbox.run("bin/app");

        String start = prepared().get(0);
        assertThat(result)
                .isEqualTo(new Sandbox.Result(0, "bin/jsii %s/jsii/program.js %s/node\n".formatted(start, start), ""));
        assertThat(sandbox.calls("java"))
                .containsExactly("java -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -Xlog:disable -XX:SharedArchiveFile="
                        + start + "/classes.jsa -cp " + library + ":target/classes dev.scalingstages.ScalingStagesApp");
    }

    @Test
    void preparesOnce() {
        sandbox.run("bin/app");
        sandbox.run("bin/app");

        assertThat(sandbox.calls("prepare-start"))
                .containsExactly("prepare-start target/classes:" + library + " "
                        + prepared().get(0));
    }

    @Test
    void preparesAgainForAnotherLibrary() {
        assertPreparesAgainAfter(() -> ProjectFiles.write(library, "a newer one"));
    }

    @Test
    void preparesAgainForAnotherJdk() {
        assertPreparesAgainAfter(() -> sandbox.jdk(""));
    }

    private void assertPreparesAgainAfter(Runnable change) {
        sandbox.run("bin/app");
        change.run();

        sandbox.run("bin/app");

        assertThat(sandbox.calls("prepare-start")).hasSize(2);
        assertThat(prepared()).hasSize(2);
    }

    @Test
    void preparesNothingAgainWhenOnlyTheAppChanged() {
        sandbox.run("bin/app");
        sandbox.write("src/main/java/App.java", "class App { int edited; }");
        sandbox.changed("src/main/java/App.java", 120);

        sandbox.run("bin/app");

        assertThat(sandbox.calls("mvn")).hasSize(1);
        assertThat(sandbox.calls("prepare-start")).hasSize(1);
    }

    @Test
    void preparesOnceForSeveralStartsAtOnce() {
        sandbox.script("bin/prepare-start", "sleep 2; " + PREPARING);

        sandbox.runThreeAtOnce("bin/app");

        assertThat(sandbox.calls("prepare-start")).hasSize(1);
        assertThat(sandbox.calls("java"))
                .hasSize(3)
                .allSatisfy(call -> assertThat(call).contains("classes.jsa"));
    }

    @Test
    void runsWithoutWhatCannotBePreparedAndSaysSoOnce() {
        sandbox.script("bin/prepare-start", "echo no room; exit 1");

        assertThat(sandbox.run("bin/app").succeeds().err().lines())
                .singleElement(STRING)
                .contains("target/launcher/start.log");
        assertThat(sandbox.read("target/launcher/start.log")).isEqualTo("no room\n");
        assertThat(sandbox.run("bin/app")).isEqualTo(new Sandbox.Result(0, "  \n", ""));
        assertThat(sandbox.calls("prepare-start")).hasSize(1);
        assertThat(sandbox.calls("java"))
                .hasSize(2)
                .allSatisfy(call -> assertThat(call).doesNotContain("SharedArchiveFile"));
    }

    @Test
    void preparesWithTheFlagsOfTheCdkAndNoSettings(@TempDir Path other) {
        Sandbox project = new Sandbox(other, "bin/prepare-start", "bin/pinned-node")
                .systemCommands("node")
                .script("bin/jvm", "printf %s \"$CDK_CONTEXT_JSON\" >context; exit 1");
        project.write("cdk.json", "{\"context\": {\"@aws-cdk/core:flag\": true, \"stage\": 9, \"vpcCidr\": \"x\"}}");

        project.run("bin/prepare-start", "target/classes:library.jar", "target/start")
                .fails();

        assertThat(project.path("context")).hasContent("{\"@aws-cdk/core:flag\":true}");
        assertThat(project.path("target/start")).doesNotExist();
    }

    @Test
    void leavesJsiiAndNodeAsTheUserSetThem() {
        sandbox.with("JSII_RUNTIME", "/my/runtime").with("NODE_COMPILE_CACHE", "/my/cache");

        assertThat(sandbox.run("bin/app").out()).isEqualTo("/my/runtime  /my/cache\n");
    }

    /** The folders of what was prepared, relative to the project. */
    private List<String> prepared() {
        return Stream.of(sandbox.path("target/launcher").toFile().list())
                .map("target/launcher/"::concat)
                .filter(file -> Files.isDirectory(sandbox.path(file)))
                .toList();
    }
}
