package dev.scalingstages.tooling;

import static org.assertj.core.api.Assertions.assertThat;

import dev.scalingstages.testing.BesideTheCdk;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code bin/workload-archive}, which the CDK calls when it publishes the application. */
@BesideTheCdk
class WorkloadArchiveIT {
    private Sandbox sandbox;

    @BeforeEach
    void project(@TempDir Path folder) {
        sandbox = new Sandbox(folder, "bin/workload-archive");
    }

    @Test
    void printsThePathOfTheArchiveAndNothingElse() {
        sandbox.command("mvn", "echo '[INFO] a warning'\nmkdir -p workload/target\ntouch workload/target/workload.zip");

        Sandbox.Result result = sandbox.run("bin/workload-archive");

        assertThat(result).isEqualTo(new Sandbox.Result(0, sandbox.path("workload/target/workload.zip") + "\n", ""));
        assertThat(Path.of(result.out().strip())).exists().isAbsolute();
        assertThat(sandbox.calls("mvn"))
                .containsExactly("mvn -B -ntp -f workload/pom.xml package -DskipTests -Dspotless.check.skip=true");
    }

    @Test
    void sourcesThatDoNotBuildFailWithWhatMavenSays() {
        sandbox.command("mvn", "echo '[ERROR] ; expected'\nexit 1");

        Sandbox.Result result =
                sandbox.run("bin/workload-archive").fails("[ERROR] ; expected", "the application does not build");

        assertThat(result.out()).isEmpty();
    }
}
