package dev.scalingstages.boot;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.scalingstages.stage.ScalingStage;
import dev.scalingstages.testing.BesideTheCdk;
import dev.scalingstages.testing.ProjectFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** Caches are told what the application does, by their configuration or as their users. */
@BesideTheCdk
class WorkloadCachesIT {
    private static final Path CLUSTER =
            Path.of("servers/src/main/java/dev/scalingstages/workload/servers/RedisCluster.java");

    @Test
    void cdnCachesAPathThatTheApiHas() {
        JsonNode behaviors = ProjectFiles.committedTemplate(ScalingStage.LOAD_BALANCED)
                .only("AWS::CloudFront::Distribution")
                .at("/DistributionConfig/CacheBehaviors");
        assertThat(behaviors.findValuesAsText("PathPattern").stream().filter(path -> path.startsWith("api/")))
                .isNotEmpty()
                .allSatisfy(path ->
                        assertThat(WorkloadSources.text("http/Route.java")).contains("\"/" + path + "\", GET)"));
    }

    @Test
    void headerAfterWhichNothingOldIsGivenIsTheApplications() throws IOException {
        assertThat(WorkloadSources.text("http/Request.java")).contains("create(\"Read-After\")");
        assertThat(Files.readString(FakeServer.scripts().resolve("nginx/web.conf")))
                .contains("proxy_cache_bypass $http_authorization $http_read_after;");
    }

    /** The service's tests run against the users of the template. */
    @Test
    void usersMayDoWhatThoseOfTheTemplateMay() throws IOException {
        String local = Files.readString(CLUSTER).replaceAll("\"\\s*\\+ \"", "");
        assertThat(ProjectFiles.committedTemplate(ScalingStage.DATA_PLATFORM).resources("AWS::ElastiCache::User"))
                .hasSize(2)
                .extracting(user -> user.at("/AccessString").asText())
                .allSatisfy(access -> assertThat(local).contains("\"" + access.substring("on ".length()) + "\""));
    }
}
