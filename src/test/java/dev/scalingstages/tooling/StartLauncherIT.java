package dev.scalingstages.tooling;

import static org.assertj.core.api.Assertions.assertThat;

import dev.scalingstages.testing.BesideTheCdk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What makes a start quick is prepared once, and used only for the JDK and the libraries that it was made for. */
@BesideTheCdk
class StartLauncherIT {
    private static final String PREPARING = "mkdir -p \"$2/jsii\"; touch \"$2/classes.jsa\" \"$2/jsii/program.js\"";

    @TempDir
    private Path folder;

    private Sandbox sandbox;
    private Path library;

    @BeforeEach
    void compiledProject() throws IOException {
        library = Files.createFile(folder.resolve("library.jar"));
        sandbox = new Sandbox(folder, "bin/app", "bin/jvm", "bin/pinned-node", "bin/start-folder")
                .command("mvn", "")
                .command("java", "echo \"${JSII_RUNTIME:-} ${JSII_PROGRAM:-} ${NODE_COMPILE_CACHE:-}\"")
                .script("bin/prepare-start", PREPARING);
        sandbox.write("pom.xml", "<project/>");
        sandbox.write("src/main/java/App.java", "class App {}");
        Files.createDirectories(sandbox.path("target/classes"));
        sandbox.write("target/classpath", library.toString());
        Path stamp = sandbox.write("target/launcher/compiled", "");
        Files.setLastModifiedTime(stamp, FileTime.from(Instant.now().plusSeconds(60)));
    }

    @Test
    void startsWithWhatWasPrepared() throws IOException {
        Sandbox.Result result = sandbox.run("bin/app");

        String start = prepared().get(0);
        assertThat(result)
                .isEqualTo(new Sandbox.Result(0, "bin/jsii %s/jsii/program.js %s/node\n".formatted(start, start), ""));
        assertThat(sandbox.calls("java"))
                .containsExactly("java -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -Xlog:disable -XX:SharedArchiveFile="
                        + start + "/classes.jsa -cp " + library + ":target/classes dev.scalingstages.ScalingStagesApp");
    }

    @Test
    void preparesOnce() throws IOException {
        sandbox.run("bin/app");
        sandbox.run("bin/app");

        assertThat(sandbox.calls("prepare-start"))
                .containsExactly("prepare-start target/classes:" + library + " "
                        + prepared().get(0));
    }

    @Test
    void preparesAgainForAnotherLibrary() throws IOException {
        sandbox.run("bin/app");
        Files.writeString(library, "a newer one");

        sandbox.run("bin/app");

        assertThat(sandbox.calls("prepare-start")).hasSize(2);
        assertThat(prepared()).hasSize(2);
    }

    @Test
    void preparesAgainForAnotherJdk() throws IOException {
        sandbox.run("bin/app");
        sandbox.script("jdk/bin/java", "").with("JAVA_HOME", sandbox.path("jdk").toString());

        sandbox.run("bin/app");

        assertThat(sandbox.calls("prepare-start")).hasSize(2);
        assertThat(prepared()).hasSize(2);
    }

    @Test
    void preparesNothingAgainWhenOnlyTheAppChanged() throws IOException {
        sandbox.run("bin/app");
        Path source = sandbox.write("src/main/java/App.java", "class App { int edited; }");
        Files.setLastModifiedTime(source, FileTime.from(Instant.now().plusSeconds(120)));

        sandbox.run("bin/app");

        assertThat(sandbox.calls("mvn")).hasSize(1);
        assertThat(sandbox.calls("prepare-start")).hasSize(1);
    }

    @Test
    void preparesOnceForSeveralStartsAtOnce() {
        sandbox.script("bin/prepare-start", "sleep 2; " + PREPARING);

        List<Sandbox.Running> starts = Stream.generate(() -> sandbox.start(sandbox.path("."), "bin/app"))
                .limit(3)
                .toList();

        assertThat(starts).allSatisfy(start -> {
            assertThat(sandbox.finish(start).status()).isZero();
        });
        assertThat(sandbox.calls("prepare-start")).hasSize(1);
        assertThat(sandbox.calls("java"))
                .hasSize(3)
                .allSatisfy(call -> assertThat(call).contains("classes.jsa"));
    }

    @Test
    void runsWithoutWhatCannotBePreparedAndSaysSoOnce() throws IOException {
        sandbox.script("bin/prepare-start", "echo no room; exit 1");

        Sandbox.Result first = sandbox.run("bin/app");
        Sandbox.Result second = sandbox.run("bin/app");

        assertThat(first.status()).isZero();
        assertThat(first.err().lines()).singleElement().asString().contains("target/launcher/start.log");
        assertThat(Files.readString(sandbox.path("target/launcher/start.log"))).isEqualTo("no room\n");
        assertThat(second).isEqualTo(new Sandbox.Result(0, "  \n", ""));
        assertThat(sandbox.calls("prepare-start")).hasSize(1);
        assertThat(sandbox.calls("java"))
                .hasSize(2)
                .allSatisfy(call -> assertThat(call).doesNotContain("SharedArchiveFile"));
    }

    @Test
    void preparesWithTheFlagsOfTheCdkAndNoSettings(@TempDir Path other) throws IOException {
        Sandbox project = new Sandbox(other, "bin/prepare-start", "bin/pinned-node")
                .command("node", "exec '" + Sandbox.systemCommand("node") + "' \"$@\"")
                .script("bin/jvm", "printf %s \"$CDK_CONTEXT_JSON\" >context; exit 1");
        project.write("cdk.json", "{\"context\": {\"@aws-cdk/core:flag\": true, \"stage\": 9, \"vpcCidr\": \"x\"}}");

        assertThat(project.run("bin/prepare-start", "target/classes:library.jar", "target/start")
                        .status())
                .isEqualTo(1);
        assertThat(project.path("context")).hasContent("{\"@aws-cdk/core:flag\":true}");
        assertThat(project.path("target/start")).doesNotExist();
    }

    @Test
    void leavesJsiiAndNodeAsTheUserSetThem() {
        sandbox.with("JSII_RUNTIME", "/my/runtime").with("NODE_COMPILE_CACHE", "/my/cache");

        assertThat(sandbox.run("bin/app").out()).isEqualTo("/my/runtime  /my/cache\n");
    }

    /** The folders of what was prepared, relative to the project. */
    private List<String> prepared() throws IOException {
        try (Stream<Path> files = Files.list(sandbox.path("target/launcher"))) {
            return files.filter(Files::isDirectory)
                    .map(file -> sandbox.path(".")
                            .normalize()
                            .relativize(file.normalize())
                            .toString())
                    .sorted()
                    .toList();
        }
    }
}
