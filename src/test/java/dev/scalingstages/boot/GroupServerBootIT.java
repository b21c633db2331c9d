package dev.scalingstages.boot;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.scalingstages.testing.BesideTheCdk;
import dev.scalingstages.testing.Programs;
import dev.scalingstages.testing.ProjectFiles;
import dev.scalingstages.testing.Row;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Servers of stages 3 to 6, which live in Auto Scaling groups. */
@BesideTheCdk
class GroupServerBootIT {
    private static final String CERTIFICATE = "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----";

    @TempDir
    Path directory;

    @ParameterizedTest
    @ValueSource(strings = {"write-api", "read-api", "worker"})
    @Row("S3.3")
    void applicationServerBootsAndSignalsItsGroup(String role) {
        FakeServer server = FakeServer.application(directory, role);
        server.boots();
        assertThat(server.lastCall("curl")).contains("https://127.0.0.1:8443/health");
        assertThat(server.lastCall("aws"))
                .isEqualTo("aws cloudformation signal-resource --region eu-central-1"
                        + " --stack-name scaling-stages-live --logical-resource-id WebGroup1A2B"
                        + " --unique-id " + Recorders.INSTANCE_ID + " --status SUCCESS");
        assertThat(server.calls("mkfs.xfs")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"web", "write-api", "read-api", "worker"})
    @Row("S5.4")
    @DisplayName("packages come from the image's release, at each boot, and only then is the newest one in sight")
    void packagesComeFromTheImagesRelease(String role) {
        FakeServer server =
                role.equals("web") ? FakeServer.web(directory, CERTIFICATE) : FakeServer.application(directory, role);
        for (int boot = 1; boot <= 2; boot++) {
            server.forgetCalls();
            server.remove("installed-nginx");
            server.boots();
            assertThat(server.calls("dnf"))
                    .isNotEmpty()
                    .allMatch(call -> call.contains(" --releasever=" + Recorders.RELEASE + " "));
            assertThat(server.file("etc/dnf/vars/releasever")).isEqualTo("latest\n");
        }
    }

    @Test
    @Row("S5.4")
    @DisplayName("a server whose image tells no release installs nothing, rather than anything")
    void withoutAReleaseNothingIsInstalled() {
        FakeServer server = FakeServer.application(directory, "worker");
        server.failing("rpm", "*queryformat*");
        server.failsToBoot();
        assertThat(server.calls("dnf")).isEmpty();
    }

    @Test
    void failureIsSignalledToTheGroup() {
        FakeServer server = FakeServer.application(directory, "read-api");
        server.failing("systemctl", "reload-or-restart nginx");
        server.failsToBoot();
        assertThat(server.lastCall("aws")).endsWith("--status FAILURE");
    }

    @Test
    void groupThatDoesNotWaitForASignalDoesNotFailTheBoot() {
        FakeServer server = FakeServer.application(directory, "read-api");
        server.failing("aws", "cloudformation *");
        server.boots();
        assertThat(server.bootLog()).contains("could not signal SUCCESS");
    }

    @Test
    void webServerPinsTheInternalCertificateAndKnowsTheAddresses() {
        FakeServer server = FakeServer.web(directory, CERTIFICATE);
        server.boots();
        assertThat(server.file("etc/scaling-stages/tls/internal.pem")).isEqualTo(CERTIFICATE + "\n");
        assertThat(server.calls("getent")).containsExactly("getent ahostsv4 internal-1.eu-central-1.elb.example.com");
        assertThat(server.file("etc/nginx/scaling-stages/internal-addresses.conf"))
                .isEqualTo("""
                        server 10.0.0.10:443 max_fails=3 fail_timeout=5s;
                        server 10.0.1.10:443 max_fails=3 fail_timeout=5s;
                        """);
        assertThat(server.calls("systemctl"))
                .contains("systemctl enable --now scaling-stages-internal-addresses.timer");
    }

    @Test
    void webServerRunsNoApplication() {
        FakeServer server = FakeServer.web(directory, CERTIFICATE);
        server.boots();
        assertThat(server.calls("dnf")).noneMatch(call -> call.contains("java"));
        assertThat(server.calls("useradd")).isEmpty();
        assertThat(server.calls("systemctl")).noneMatch(call -> call.contains("scaling-stages-application"));
    }

    @Test
    void webServerWithoutTheInternalNameFails() {
        FakeServer server = FakeServer.web(directory, CERTIFICATE);
        server.remove("addresses");
        server.failsToBoot();
        assertThat(server.calls("getent")).hasSize(30);
    }

    @Test
    void missingSettingsOfAWebServerAreNamed() {
        FakeServer.web(directory, CERTIFICATE)
                .unset("VPC_CIDR", "INTERNAL_HOST")
                .failsToBoot("environment file: missing INTERNAL_HOST VPC_CIDR");
    }

    @Test
    void newAddressesOfTheInternalLoadBalancerReloadNginxAndKnownOnesDoNot() {
        FakeServer server = FakeServer.web(directory, CERTIFICATE);
        server.boots();
        server.forgetCalls();
        Path refresh = FakeServer.SCRIPTS.resolve("bin/refresh-internal-addresses.sh");

        server.runAsService(refresh, Map.of()).succeeded();
        assertThat(server.calls()).hasSize(1).allMatch(call -> call.startsWith("getent "));

        server.write("addresses", "10.0.2.10\n");
        server.runAsService(refresh, Map.of()).succeeded();
        assertThat(server.file("etc/nginx/scaling-stages/internal-addresses.conf"))
                .isEqualTo("server 10.0.2.10:443 max_fails=3 fail_timeout=5s;\n");
        assertThat(server.calls()).last().isEqualTo("systemctl reload nginx");

        server.remove("addresses");
        assertThat(server.runAsService(refresh, Map.of()).status()).isNotZero();
        assertThat(server.file("etc/nginx/scaling-stages/internal-addresses.conf"))
                .contains("10.0.2.10");
    }

    @Test
    @Row("S5.2")
    void requestsInProgressArePublishedForTheGroup() {
        FakeServer server = FakeServer.application(directory, "read-api");
        server.boots();
        assertThat(server.calls("systemctl")).contains("systemctl enable --now scaling-stages-requests-active.timer");
        assertThat(server.file("etc/scaling-stages/group")).isEqualTo("GROUP_NAME=" + Recorders.GROUP_NAME + "\n");
        assertThat(server.permissions("usr/libexec/scaling-stages/publish-requests-active.sh"))
                .isEqualTo("rwxr-xr-x");

        server.forgetCalls();
        server.write("nginx-status", """
                Active connections: 291
                server accepts handled requests
                 16630948 16630948 31070465
                Reading: 6 Writing: 12 Waiting: 273
                """);
        Path publish = server.path("usr/libexec/scaling-stages/publish-requests-active.sh");
        assertThat(server.runAsService(publish, Map.of("GROUP_NAME", Recorders.GROUP_NAME)))
                .isEqualTo(new Programs.Result(0, ""));
        assertThat(server.calls("aws"))
                .containsExactly("aws cloudwatch put-metric-data --region eu-central-1 --namespace scaling-stages-live"
                        + " --metric-name requests_active --unit Count"
                        + " --dimensions AutoScalingGroupName=" + Recorders.GROUP_NAME
                        + " --statistic-values SampleCount=10,Sum=170,Minimum=17,Maximum=17");
    }

    @Test
    @Row("S5.2")
    void groupNameThatTheMetadataWithholdsIsAFailureThatSaysWhy() {
        FakeServer server = FakeServer.application(directory, "read-api");
        server.failing("curl", "*/tags/instance/*");
        server.failsToBoot("InstanceMetadataTags must be enabled");
    }

    @Test
    @Row("X7")
    void agentOfAServerInAGroupTagsItsMetricsWithServerAndGroup() {
        FakeServer server = FakeServer.application(directory, "read-api");
        server.boots();
        JsonNode agent = agent(server);
        assertThat(agent.at("/agent/region").asText()).isEqualTo("eu-central-1");
        assertThat(agent.at("/metrics/namespace").asText()).isEqualTo("scaling-stages-live");
        for (JsonNode input : agent.at("/metrics/metrics_collected")) {
            assertThat(input.at("/append_dimensions/InstanceId").asText()).isEqualTo(Recorders.INSTANCE_ID);
            assertThat(input.at("/append_dimensions/AutoScalingGroupName").asText())
                    .isEqualTo(Recorders.GROUP_NAME);
        }
        assertThat(agent.at("/metrics/aggregation_dimensions").toString())
                .isEqualTo("[[\"InstanceId\"],[\"InstanceId\",\"path\"],[\"AutoScalingGroupName\"],"
                        + "[\"AutoScalingGroupName\",\"path\"]]");
        JsonNode logs = agent.at("/logs/logs_collected/files/collect_list");
        assertThat(logs.findValuesAsText("log_group_name"))
                .containsOnly("/scaling-stages/servers")
                .hasSize(logs.size());
        assertThat(String.join(" ", logs.findValuesAsText("log_stream_name")))
                .isEqualTo("{instance_id}/boot {instance_id}/nginx-access {instance_id}/nginx-error"
                        + " {instance_id}/messages {instance_id}/application");
    }

    @Test
    @Row("S1.8")
    void agentOfTheSingleServerTagsItsMetricsWithTheServerOnly() {
        FakeServer server = FakeServer.single(directory);
        server.boots();
        JsonNode inputs = agent(server).at("/metrics/metrics_collected");
        assertThat(inputs.fieldNames()).toIterable().containsExactly("mem", "disk", "diskio", "net");
        for (JsonNode input : inputs) {
            assertThat(input.at("/append_dimensions").toString())
                    .isEqualTo("{\"InstanceId\":\"" + Recorders.INSTANCE_ID + "\"}");
        }
        assertThat(inputs.at("/disk/resources").toString()).isEqualTo("[\"/\",\"/data\"]");
        assertThat(server.calls("systemctl")).noneMatch(call -> call.contains("requests-active"));
    }

    private static JsonNode agent(FakeServer server) {
        return ProjectFiles.json(server.file("etc/scaling-stages/cloudwatch-agent.json"));
    }
}
