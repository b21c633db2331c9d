package dev.scalingstages.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;

import dev.scalingstages.testing.BesideTheCdk;
import dev.scalingstages.testing.Row;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How a server fetches, starts and awaits the application. */
@BesideTheCdk
class ApplicationBootIT {
    private static final String INSTALLED = "usr/share/scaling-stages/workload/";
    private static final String UNIT = "etc/systemd/system/scaling-stages-application.service";
    private static final String SETTINGS = "etc/scaling-stages/application";

    @TempDir
    Path directory;

    @ParameterizedTest
    @ValueSource(strings = {"single-server", "write-api", "read-api", "worker"})
    void applicationIsFetchedUnderItsNameForItsUserToRead(String role) {
        FakeServer server = server(role);
        server.boots();
        assertThat(downloads(server))
                .containsExactly("aws s3 cp --region eu-central-1 --only-show-errors"
                        + " s3://assets-111122223333-eu-central-1/" + FakeServer.WORKLOAD_KEY + " "
                        + server.path("usr/share/scaling-stages/workload.zip"));
        assertThat(server.file(INSTALLED + "workload.jar")).isEqualTo("the application");
        assertThat(List.of("usr/share/scaling-stages", INSTALLED, INSTALLED + "lib"))
                .allMatch(directory -> server.permissions(directory).equals("rwxr-xr-x"));
        assertThat(List.of(INSTALLED + "workload.jar", INSTALLED + "lib/library.jar"))
                .allMatch(file -> server.permissions(file).equals("rw-r--r--"));
    }

    @Test
    void secondBootFetchesNothingChangesNoFileAndLeavesTheApplicationRunning() {
        FakeServer server = server("read-api");
        server.boots();
        Map<String, String> before = server.snapshot("");
        server.forgetCalls();
        server.boots();
        assertThat(server.snapshot("")).isEqualTo(before);
        assertThat(downloads(server)).isEmpty();
        assertThat(server.calls("useradd")).isEmpty();
        assertThat(server.calls("dnf")).isEmpty();
        assertThat(server.calls("systemctl"))
                .contains("systemctl start scaling-stages-application")
                .doesNotContain("systemctl restart scaling-stages-application");
    }

    @Test
    void bootWithoutS3StartsTheApplicationThatIsThere() {
        FakeServer server = server("read-api");
        server.boots();
        server.failing("aws", "s3 cp *");
        server.boots();
    }

    @Test
    void anotherApplicationReplacesTheOneThatIsThere() {
        FakeServer server = server("read-api");
        server.boots();
        server.forgetCalls();
        server.set("WORKLOAD_KEY", "6".repeat(64) + ".zip");
        ZipFile.write(server.download("workload.zip"), Map.of("workload.jar", "a newer one"));
        server.boots();
        assertThat(downloads(server)).singleElement(STRING).contains("/" + "6".repeat(64) + ".zip ");
        assertThat(server.file(INSTALLED + "workload.jar")).isEqualTo("a newer one");
        assertThat(server.path(INSTALLED + "lib")).doesNotExist();
        assertThat(server.calls()).contains("systemctl restart scaling-stages-application");
    }

    @Test
    void failedDownloadIsRetriedAndSignalled() {
        FakeServer server = server("write-api");
        server.failing("aws", "s3 cp *");
        server.failsToBoot("[error] boot failed: aws s3 cp", FakeServer.WORKLOAD_KEY);
        assertThat(downloads(server)).hasSize(5);
        assertThat(server.lastCall("aws")).endsWith("--status FAILURE");
        assertThat(server.calls("systemctl")).noneMatch(call -> call.contains("scaling-stages-application"));
    }

    @Test
    void archiveWithoutAnApplicationIsRefusedAndTheOneThatIsThereStays() {
        FakeServer server = server("write-api");
        server.boots();
        server.set("WORKLOAD_KEY", "6".repeat(64) + ".zip");
        ZipFile.write(server.download("workload.zip"), Map.of("readme.txt", "nothing to run"));
        server.failsToBoot("holds no workload.jar");
        assertThat(server.file(INSTALLED + "workload.jar")).isEqualTo("the application");
    }

    @ParameterizedTest
    @CsvSource({
        "single-server, write-api read-api, 25, 5",
        "write-api, write-api, 50, 35",
        "read-api, read-api, 50, 35",
        "worker, worker, 50, 35"
    })
    void applicationIsToldItsRolesAndWhatTheTemplateCannotKnow(String role, String roles, String memory, String drain) {
        FakeServer server = server(role);
        server.boots();
        assertThat(server.file(SETTINGS))
                .startsWith("APPLICATION_ROLES=" + roles + "\nJAVA_MEMORY=" + memory
                        + "\nDATABASE_CA_FILE=/usr/share/scaling-stages/rds-ca.pem\nDRAIN_SECONDS=" + drain + "\n");
        assertThat(server.file("usr/share/scaling-stages/rds-ca.pem")).startsWith("-----BEGIN CERTIFICATE-----");
        assertThat(server.permissions("usr/share/scaling-stages/rds-ca.pem")).isEqualTo("rw-r--r--");
        assertThat(server.permissions(SETTINGS)).isEqualTo("rw-r-----");
        assertThat(server.permissions(UNIT)).isEqualTo("rw-r--r--");
    }

    @Test
    @Row("X5")
    void applicationRunsAsAUserOfItsOwnWhoCannotChangeTheSystem() {
        FakeServer server = server("read-api");
        server.boots();
        assertThat(server.calls("useradd"))
                .containsExactly("useradd --system --uid 800 --user-group --no-create-home --shell /sbin/nologin"
                        + " scaling-stages");
        assertThat(server.file(UNIT))
                .contains(
                        "\nUser=scaling-stages\n",
                        "\nProtectSystem=strict\n",
                        "\nNoNewPrivileges=true\n",
                        "\nCapabilityBoundingSet=\n",
                        "-jar /" + INSTALLED + "workload.jar $APPLICATION_ROLES\n");
    }

    @Test
    void applicationIsReadyBeforeNginxIsAsked() {
        FakeServer server = server("single-server");
        server.boots();
        assertThat(server.calls())
                .containsSubsequence(
                        "systemctl daemon-reload",
                        "systemctl enable scaling-stages-application",
                        "systemctl restart scaling-stages-application",
                        health("http://127.0.0.1:8080/health"),
                        health("http://127.0.0.1:8082/health"),
                        "systemctl reload-or-restart nginx");
    }

    @Test
    void oneRoleListensOnOnePort() {
        FakeServer server = server("read-api");
        server.boots();
        assertThat(server.calls("curl"))
                .contains(health("http://127.0.0.1:8080/health"))
                .noneMatch(call -> call.contains("8082"));
    }

    @Test
    void applicationThatDoesNotGetReadyIsAFailureAndNginxDoesNotServeIt() {
        FakeServer server = server("read-api");
        server.failing("curl", "*127.0.0.1:8080/health");
        server.failsToBoot();
        assertThat(server.calls("curl").stream().filter(call -> call.contains(":8080")))
                .hasSize(90);
        assertThat(server.bootLog()).contains("http://127.0.0.1:8080/health failed");
        assertThat(server.lastCall("aws")).endsWith("--status FAILURE");
        assertThat(server.calls("systemctl")).noneMatch(call -> call.contains("nginx"));
    }

    @Test
    void changedSettingsRestartTheApplication() {
        FakeServer server = server("read-api");
        server.boots();
        server.forgetCalls();
        server.set("DATABASE_HOST", "another.example.com");
        server.boots();
        assertThat(server.calls("systemctl"))
                .contains("systemctl restart scaling-stages-application")
                .doesNotContain("systemctl start scaling-stages-application");
        assertThat(downloads(server)).isEmpty();
    }

    @Test
    void missingWhereaboutsAreNamed() {
        FakeServer server = server("worker").unset("WORKLOAD_KEY");
        server.failsToBoot("environment file: missing WORKLOAD_KEY");
    }

    private FakeServer server(String role) {
        return FakeServer.application(directory, role);
    }

    private static List<String> downloads(FakeServer server) {
        return server.calls("aws").stream()
                .filter(call -> call.startsWith("aws s3 "))
                .toList();
    }

    private static String health(String url) {
        return "curl --silent --show-error --fail --max-time 5 --output /dev/null " + url;
    }
}
