package dev.scalingstages.tooling;

import static org.assertj.core.api.Assertions.assertThat;

import dev.scalingstages.testing.BesideTheCdk;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code bin/install-test-tools} gets what is missing, without a question and without a word. */
@BesideTheCdk
class InstallTestToolsIT {
    @TempDir
    private Path folder;

    private Sandbox sandbox;

    @BeforeEach
    void machineWithServersOnly() {
        // The script also looks where Debian keeps servers, so only shellcheck can be missing on every machine.
        sandbox = new Sandbox(folder, "bin/install-test-tools");
        Stream.of("nginx", "mariadbd", "redis-server", "postgres").forEach(server -> sandbox.command(server, ""));
    }

    @Test
    void installsNothingWhenNothingIsMissing() {
        sandbox.command("shellcheck", "").command("apt-get", "");

        assertThat(sandbox.run("bin/install-test-tools")).isEqualTo(Sandbox.Result.SILENT);
        assertThat(sandbox.record()).isEmpty();
    }

    @Test
    void installsDebianPackagesAsRoot() {
        sandbox.command("id", "echo 0")
                .command("dpkg", "")
                .command("apt-get", "if [ \"$1\" = install ]; then " + adds() + "; fi");

        assertThat(sandbox.run("bin/install-test-tools")).isEqualTo(Sandbox.Result.SILENT);
        assertThat(sandbox.calls("apt-get"))
                .containsExactly("apt-get update", "apt-get install -y --no-install-recommends shellcheck");
    }

    @Test
    void becomesRootWhereNoPasswordIsAskedFor() {
        sandbox.command("id", "echo 1000")
                .command("dpkg", "")
                .command("sudo", "shift; exec \"$@\"")
                .command("true", "")
                .command("apt-get", "if [ \"$1\" = install ]; then " + adds() + "; fi");

        assertThat(sandbox.run("bin/install-test-tools")).isEqualTo(Sandbox.Result.SILENT);
        assertThat(sandbox.calls("sudo"))
                .contains("sudo -n env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends"
                        + " shellcheck");
    }

    @Test
    void unpacksDebianPackagesBelowTargetForOthers() {
        sandbox.command("id", "echo 1000")
                .command(
                        "apt-get", "case $* in *install*) touch target/tools/apt/cache/archives/shellcheck.deb ;; esac")
                .command("dpkg", """
                        mkdir -p "$3/usr/bin" "$3/usr/lib/x86_64-linux-gnu"
                        printf '#!/bin/sh\\necho "$LD_LIBRARY_PATH" "$@"\\n' >"$3/usr/bin/shellcheck"
                        chmod +x "$3/usr/bin/shellcheck"
                        """);

        assertThat(sandbox.run("bin/install-test-tools")).isEqualTo(Sandbox.Result.SILENT);
        assertThat(sandbox.run("target/tools/bin/shellcheck", "--version").out().strip())
                .isEqualTo(sandbox.path("target/tools/root/usr/lib/x86_64-linux-gnu") + " --version");

        sandbox.forgetCalls();
        assertThat(sandbox.run("bin/install-test-tools")).isEqualTo(Sandbox.Result.SILENT);
        assertThat(sandbox.record()).as("it is there now").isEmpty();
    }

    @Test
    void installsWithBrewWhereThatIsTheWay() {
        sandbox.command("brew", adds());

        assertThat(sandbox.run("bin/install-test-tools")).isEqualTo(Sandbox.Result.SILENT);
        assertThat(sandbox.calls("brew")).containsExactly("brew install shellcheck");
    }

    @Test
    void saysWhatIsMissingWhereItKnowsNoWay() {
        sandbox.run("bin/install-test-tools").fails("neither apt-get nor brew", "The tests need shellcheck");
    }

    @Test
    void showsTheInstallersOutputWhenItFails() {
        sandbox.command("brew", "echo 'Error: no bottle' >&2; exit 1");

        sandbox.run("bin/install-test-tools").fails("Error: no bottle");
    }

    /** What an installer does: a shellcheck on the PATH. */
    private String adds() {
        String shellcheck = folder.resolve("commands/shellcheck").toString();
        return "printf '#!/bin/sh\\n' >" + shellcheck + "; chmod +x " + shellcheck;
    }
}
