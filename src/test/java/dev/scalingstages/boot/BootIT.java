package dev.scalingstages.boot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.scalingstages.testing.BesideTheCdk;
import dev.scalingstages.testing.Programs;
import dev.scalingstages.testing.ProjectFiles;
import dev.scalingstages.testing.Row;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What every role does: settings, packages, signals, logs. */
@BesideTheCdk
class BootIT extends SingleServerScenario {
    @Test
    void successIsSignalledWhenTheServerAnswers() {
        assertThat(server.boots()).contains("[info] boot succeeded: role single-server, stage 1");
        assertThat(server.calls())
                .containsSubsequence(
                        "systemctl reload-or-restart nginx",
                        "curl --silent --show-error --fail --insecure --max-time 5 --output /dev/null"
                                + " https://127.0.0.1/health",
                        "curl --config - --silent --show-error --fail --max-time 20 --request PUT"
                                + " --header Content-Type: --data-binary {\"Status\":\"SUCCESS\","
                                + "\"Reason\":\"role single-server is up\",\"UniqueId\":\"i-0123456789abcdef0\","
                                + "\"Data\":\"single-server\"}");
        assertThat(server.state("signal-addresses")).isEqualTo("url = \"" + FakeServer.SIGNAL_URL + "\"\n");
    }

    @Test
    void theSignalsAddressIsInNoLogAndNoArgument() {
        server.boots();
        server.failing("curl", "--config *");
        server.boots();
        assertThat(server.bootLog()).isNotEmpty().doesNotContain("Signature=");
        assertThat(server.calls()).isNotEmpty().noneMatch(call -> call.contains("Signature="));
    }

    @Test
    void failingPackageManagerIsRetriedAndSignalledWithTheReason() {
        server.failing("dnf", "*");
        assertThat(server.failsToBoot()).contains("[error] boot failed: dnf ", "install nginx");
        assertThat(server.calls("dnf")).hasSize(3);
        assertThat(server.lastCall("curl"))
                .contains("\"Status\":\"FAILURE\"", "\"Reason\":\"dnf ", "install nginx", "failed with status", "sh:");
        assertThat(server.calls("nginx")).isEmpty();
    }

    @Test
    void failingCommandIsNamedWithItsPlace() {
        server.failing("systemctl", "enable nginx");
        assertThat(server.boot().status()).isEqualTo(7);
        assertThat(server.bootLog()).containsPattern("systemctl enable nginx failed with status 7 at nginx.sh:\\d+");
    }

    @Test
    void brokenServerConfigurationIsNotReloaded() {
        server.failing("nginx", "-t *");
        server.failsToBoot();
        assertThat(server.calls("systemctl")).noneMatch(call -> call.contains("reload-or-restart nginx"));
    }

    @Test
    void serverThatDoesNotAnswerIsAFailure() {
        server.failing("curl", "*http://127.0.0.1/health");
        server.failsToBoot();
        assertThat(server.lastCall("curl")).contains("FAILURE", "http://127.0.0.1/health failed");
    }

    @ParameterizedTest
    @CsvSource({"first, 5", "later, 1", "with another wait condition, 5"})
    void aFirstSignalIsRetriedAndNoneFailsTheBoot(String boot, int signals) {
        if (!boot.equals("first")) {
            server.boots();
            server.forgetCalls();
        }
        if (boot.contains("another")) {
            server.set("SIGNAL_URL_BASE64", "aHR0cHM6Ly9leGFtcGxlLmNvbS8=");
        }
        server.failing("curl", "--config *");
        server.boots();
        assertThat(server.calls("curl"))
                .filteredOn(call -> call.contains("--config"))
                .hasSize(signals);
        assertThat(server.bootLog()).contains("[warn] could not signal SUCCESS");
    }

    @Test
    void nobodyToSignalIsLogged() {
        server.unset("SIGNAL_URL_BASE64");
        server.boots();
        assertThat(server.bootLog()).contains("nobody to signal SUCCESS to");
    }

    @Test
    void unknownRoleFails() {
        server.set("SERVER_ROLE", "mainframe");
        server.failsToBoot();
        assertThat(server.lastCall("curl")).contains("FAILURE", "unknown SERVER_ROLE: mainframe");
    }

    @Test
    void missingSettingsAreNamedAllAtOnce() {
        server.unset("LOG_GROUP", "STAGE");
        server.failsToBoot("environment file: missing STAGE LOG_GROUP");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a b", "$(touch /tmp/x)", "`id`", "a;id", "\"quoted\"", "a'b", "a\\b", "{}", "a|b"})
    @Row("X5")
    void settingWithAMeaningToAShellIsRefused(String value) {
        server.set("SERVER_NAME", value);
        server.failsToBoot("environment file: SERVER_NAME is not a plain KEY=value");
        assertThat(server.calls("nginx")).isEmpty();
    }

    @Test
    @Row("X7")
    void logsAreReadableByRootOnlyAndRotated() {
        server.boots();
        assertThat(server.permissions("var/log/scaling-stages")).isEqualTo("rwxr-x---");
        assertThat(server.permissions("var/log/scaling-stages/boot.log")).isEqualTo("rw-r-----");
        assertThat(server.file("etc/logrotate.d/scaling-stages")).contains("/var/log/scaling-stages/*.log");
    }

    @Test
    @Row("X7")
    void logsAreShippedBeforeAnythingElseCanFail() {
        server.failing("mount", "*");
        server.failsToBoot();
        assertThat(server.calls())
                .anyMatch(call -> call.startsWith("amazon-cloudwatch-agent-ctl -a fetch-config -m ec2 -s -c file:"));
    }

    @Test
    void whatAnInterruptedBootLeftHasNoSayInTheMode() {
        Programs.Result result = run("""
                set -Eeuo pipefail
                source "$SCRIPTS/lib/files.sh"
                (umask 0 && echo open >"$ROOT/secret.new" && mkdir "$ROOT/closed.new")
                write_file "$ROOT/secret" 0600 secret
                write_file "$ROOT/script" 0755 script
                umask 077
                write_file "$ROOT/public" 0644 public
                ensure_directory "$ROOT/closed" 0750
                mkdir "$ROOT/open"
                ensure_directory "$ROOT/open/directory" 0755
                """);
        assertThat(result).isEqualTo(new Programs.Result(0, ""));
        assertThat(server.file("secret")).isEqualTo("secret\n");
        assertThat(server.permissions("secret")).isEqualTo("rw-------");
        assertThat(server.permissions("script")).isEqualTo("rwxr-xr-x");
        assertThat(server.permissions("public")).isEqualTo("rw-r--r--");
        assertThat(server.permissions("closed")).isEqualTo("rwxr-x---");
        assertThat(server.permissions("open/directory")).isEqualTo("rwxr-xr-x");
    }

    @Test
    void templateWithAPlaceholderLeftOverIsAnError() {
        Programs.Result result = run("""
                set -Eeuo pipefail
                source "$SCRIPTS/lib/log.sh"
                source "$SCRIPTS/lib/files.sh"
                trap 'echo "$FAILURE_REASON"' EXIT
                echo 'a=@FIRST@ b=@SECOND@' >"$ROOT/template"
                render_file "$ROOT/template" "$ROOT/whole" 0600 'FIRST=1 & \\1 $x' SECOND=2
                cat "$ROOT/whole"
                render_file "$ROOT/template" "$ROOT/half" 0600 FIRST=1
                """);
        assertThat(result)
                .isEqualTo(new Programs.Result(1, "a=1 & \\1 $x b=2\ntemplate: nothing to put in place of @SECOND@\n"));
        assertThat(server.path("half")).doesNotExist();
    }

    /** Runs a script that uses parts of the boot scripts. */
    private Programs.Result run(String script) {
        Path file = ProjectFiles.write(directory.resolve("script.sh"), script);
        return server.run(file, Map.of("SCRIPTS", FakeServer.SCRIPTS.toString()));
    }
}
