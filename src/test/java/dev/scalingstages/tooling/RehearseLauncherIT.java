package dev.scalingstages.tooling;

import static org.assertj.core.api.Assertions.assertThat;

import dev.scalingstages.testing.BesideTheCdk;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code ./rehearse} makes sure of its tools and of itself in a fixed order, and clears away what a play leaves. */
@BesideTheCdk
class RehearseLauncherIT {
    @TempDir
    private Path folder;

    private Sandbox sandbox;

    /** On a machine that can play, where nothing is built yet. */
    @BeforeEach
    void machineThatCanPlay() {
        sandbox = new Sandbox(folder, "rehearse")
                .command("uname", "echo Linux")
                .command("id", "echo 0")
                .command("flock", "")
                .command("losetup", "")
                .command("mvn", "mkdir -p rehearsal/target/classes; echo /a.jar >rehearsal/target/classpath")
                .script("cdk", "")
                .script("bin/jdk-25", "echo \"$PWD/jdk\"")
                .script("bin/pinned-node", "echo /pinned/node")
                .script("bin/install-rehearsal-tools", "")
                .script("rehearsal/bin/make-root", "echo /the/root")
                .script("rehearsal/functions/install", "")
                .script("jdk/bin/java", "")
                .script("rehearsal/bin/isolated-java", "mkdir -p target/rehearsal/run/machines");
        for (String source : List.of(
                "rehearsal/pom.xml",
                "rehearsal/src/main/A.java",
                "servers/src/main/B.java",
                "src/main/java/dev/scalingstages/review/template/C.java")) {
            sandbox.write(source, "");
        }
    }

    private List<String> names() {
        return sandbox.record().stream()
                .map(call -> call.replaceFirst("^(java) .* (dev\\.scalingstages\\.\\S+).*", "$1 $2")
                        .replaceFirst("^(?!java )(\\S+).*", "$1"))
                .toList();
    }

    @Test
    void preparesWhereRegistriesAreReachedAndThenPlays() {
        Sandbox.Result result = sandbox.run("rehearse", "3", "4", "--report", "a b");

        assertThat(result.err()).isEmpty();
        assertThat(result.status()).isZero();
        assertThat(names())
                .containsExactly(
                        "uname",
                        "id",
                        "jdk-25",
                        "flock",
                        "mvn",
                        "cdk",
                        "java dev.scalingstages.rehearsal.PreparationApp",
                        "install-rehearsal-tools",
                        "make-root",
                        "install",
                        "java dev.scalingstages.workload.servers.FetchServers",
                        "pinned-node",
                        "losetup",
                        "isolated-java",
                        "losetup");
        String project = sandbox.path("").toString();
        assertThat(sandbox.calls("isolated-java"))
                .singleElement()
                .asString()
                .endsWith(
                        " dev.scalingstages.rehearsal.RehearsalApp %1$s /the/root %1$s/jdk /pinned/node %1$s/target/rehearsal/run 3 4 --report a b"
                                .formatted(project));
    }

    @Test
    void buildsAgainOnlyWhenASourceHasChanged() throws Exception {
        sandbox.run("rehearse", "1");
        sandbox.run("rehearse", "1");
        assertThat(sandbox.calls("mvn")).hasSize(1);

        Files.setLastModifiedTime(
                sandbox.path("servers/src/main/B.java"),
                FileTime.from(Instant.now().plusSeconds(60)));
        sandbox.run("rehearse", "1");
        assertThat(sandbox.calls("mvn")).hasSize(2);
    }

    @Test
    void endsWithTheStatusOfThePlayAndLeavesNoFiles() {
        sandbox.script(
                "rehearsal/bin/isolated-java",
                "mkdir -p target/rehearsal/run; echo a >target/rehearsal/run/disk; exit 1");

        assertThat(sandbox.run("rehearse", "1").status()).isEqualTo(1);
        assertThat(sandbox.path("target/rehearsal/run")).doesNotExist();
    }

    @Test
    void detachesTheLoopDevicesOfItsOwnRunsOnly() {
        sandbox.command(
                "losetup",
                "[ \"$1\" = --detach ] || printf '/dev/loop1 %s/target/rehearsal/run/v\\n/dev/loop2 /other\\n' \"$PWD\"");

        sandbox.run("rehearse", "1");

        assertThat(sandbox.calls("losetup"))
                .contains("losetup --detach /dev/loop1")
                .doesNotContain("losetup --detach /dev/loop2");
    }

    @Test
    void stopsWhenTheArgumentsAreWrong() {
        sandbox.script("jdk/bin/java", "echo './rehearse: wrong' >&2; exit 1");

        Sandbox.Result result = sandbox.run("rehearse", "9");

        assertThat(result.status()).isEqualTo(1);
        assertThat(result.err()).isEqualTo("./rehearse: wrong\n");
        assertThat(names()).doesNotContain("install-rehearsal-tools", "isolated-java");
    }

    @Test
    void saysInOneLineWhyItDoesNotPlayElsewhere() {
        sandbox.command("uname", "echo Darwin");
        assertRefusal("it needs Linux");

        sandbox.command("uname", "echo Linux").command("id", "echo 1000");
        assertRefusal("only root can make networks");

        sandbox.command("id", "echo 0").script("bin/jdk-25", "");
        assertRefusal("JDK 25 is needed");
    }

    @Test
    void playsOneAtATime() {
        sandbox.command("flock", "exit 1");

        assertRefusal("another rehearsal is running in this folder");
    }

    @Test
    void helpsEverywhere() {
        sandbox.command("uname", "echo Darwin").command("id", "echo 1000");

        assertThat(sandbox.run("rehearse", "3", "--help").status()).isZero();
        assertThat(sandbox.calls("java")).singleElement().asString().endsWith(" --help");
        assertThat(names()).doesNotContain("flock", "install-rehearsal-tools", "isolated-java");
    }

    private void assertRefusal(String reason) {
        Sandbox.Result result = sandbox.run("rehearse", "1");

        assertThat(result.status()).isEqualTo(1);
        assertThat(result.err()).startsWith("./rehearse: " + reason).hasLineCount(1);
        assertThat(sandbox.calls("isolated-java")).isEmpty();
    }
}
