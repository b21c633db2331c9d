package dev.scalingstages.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;

import dev.scalingstages.testing.BesideTheCdk;
import dev.scalingstages.testing.Programs;
import dev.scalingstages.testing.ProjectFiles;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;

@BesideTheCdk
class UserDataIT extends SingleServerScenario {
    private static final String BOOTED = "echo booted >>\"$ROOT/opt/booted\"";

    @Test
    void documentFitsIntoWhatEc2Allows() {
        String document = UserData.document("X=" + "y".repeat(3_000), "key.zip");
        assertThat(document.getBytes(StandardCharsets.UTF_8).length).isLessThan(10_000);
        assertThat(document).isEqualTo(new String(document.getBytes(StandardCharsets.US_ASCII)));
    }

    @Test
    void documentHasAPartThatMakesTheScriptRunAtEveryBootAndThenTheScript() {
        String[] parts = UserData.document(server.environment(), "key.zip").split("--scaling-stages-user-data");
        assertThat(parts).hasSize(4);
        assertThat(parts[0]).startsWith("MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=\"scaling-stages");
        assertThat(parts[1]).contains("text/cloud-config", "\n\n#cloud-config\n", "- [scripts-user, always]");
        assertThat(parts[2]).contains("text/x-shellscript", "\n\n#!/bin/bash\n").doesNotContainPattern("@[A-Z_]+@");
        assertThat(parts[3]).isEqualTo("--\n");
    }

    @Test
    void writesTheEnvironmentFileFetchesTheScriptsAndRunsThem() {
        archive(BOOTED);
        assertThat(run("key-1.zip")).isEqualTo(new Programs.Result(0, ""));
        assertThat(server.file("etc/scaling-stages/environment")).isEqualTo(server.environment() + "\n");
        assertThat(server.permissions("etc/scaling-stages/environment")).isEqualTo("rw-r-----");
        assertThat(server.file("opt/booted")).isEqualTo("booted\n");
        assertThat(server.calls("aws"))
                .singleElement(STRING)
                .contains("--region eu-central-1", "s3://assets-111122223333-eu-central-1/key-1.zip");
    }

    @Test
    void laterBootRunsTheScriptsAgainAndFetchesOnlyOthers() {
        archive(BOOTED);
        run("key-1.zip");
        run("key-1.zip");
        assertThat(server.file("opt/booted")).isEqualTo("booted\nbooted\n");
        assertThat(server.calls("aws")).hasSize(1);

        archive("echo newer >>\"$ROOT/opt/booted\"");
        run("key-2.zip");
        assertThat(server.file("opt/booted")).isEqualTo("booted\nbooted\nnewer\n");
        assertThat(server.calls("aws")).hasSize(2);
    }

    @Test
    void failedDownloadIsRetriedAndThenSignalledToTheWaitCondition() {
        server.failing("aws", "s3 cp *");
        assertThat(run("key.zip").status()).isNotZero();
        assertThat(server.calls("aws")).hasSize(5);
        assertThat(server.lastCall("curl"))
                .contains(
                        "--request PUT",
                        "\"Status\":\"FAILURE\"",
                        "fetching s3://assets-111122223333-eu-central-1/key.zip",
                        Recorders.INSTANCE_ID);
        assertThat(server.state("signal-addresses")).isEqualTo("url = \"" + FakeServer.SIGNAL_URL + "\"\n");
    }

    @Test
    void failedDownloadIsSignalledToTheGroup() {
        server.unset("SIGNAL_URL_BASE64").set("SIGNAL_RESOURCE", "WebGroup1A2B");
        server.failing("aws", "s3 cp *");
        assertThat(run("key.zip").status()).isNotZero();
        assertThat(server.lastCall("aws"))
                .contains(
                        "cloudformation signal-resource",
                        "--stack-name scaling-stages-live",
                        "--logical-resource-id WebGroup1A2B",
                        "--unique-id " + Recorders.INSTANCE_ID,
                        "--status FAILURE");
    }

    @Test
    void failureOfTheBootScriptsIsLeftForThemToSignal() {
        archive("exit 3");
        assertThat(run("key.zip").status()).isEqualTo(3);
        assertThat(server.state("signal-addresses")).isEmpty();
    }

    private Programs.Result run(String key) {
        String script = UserData.script(server.environment(), key);
        return server.run(ProjectFiles.write(directory.resolve("user-data.sh"), script));
    }

    private void archive(String bootScript) {
        ZipFile.write(server.download("boot.zip"), Map.of("boot.sh", bootScript));
    }
}
