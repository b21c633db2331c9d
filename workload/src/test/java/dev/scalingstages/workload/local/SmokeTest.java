package dev.scalingstages.workload.local;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.scalingstages.workload.servers.LocalStage;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code ./smoke}, as a deployer runs it, against the service as {@code ./serve} starts it. */
class SmokeTest {
    private static final List<String> STEPS = List.of(
            "answers",
            "signs up",
            "signs in",
            "writes a post",
            "reads it back at once",
            "reads the timeline",
            "sends a photo",
            "has its thumbnail",
            "likes",
            "signs out");

    private static final long PATIENCE_SECONDS = 180;

    @TempDir
    private Path folder;

    private record Result(int status, String out, String err) {}

    @ParameterizedTest(name = "stage {0}")
    @ValueSource(ints = {1, 3, 4, 6})
    @DisplayName("All that a user does works, and the posts that it says it leaves are the ones that are there")
    void worksOnEachShapeOfTheService(int stage) throws Exception {
        try (LocalStage local = LocalStage.start(stage);
                ApiClient client = new ApiClient(local.address(), local.authority())) {
            Result result = smoke(
                    local.address().toString(), "--cacert", local.authority().toString(), "--json");

            assertThat(result.status()).as(result.out() + result.err()).isZero();
            JsonNode told = new ObjectMapper().readTree(result.out());
            assertThat(texts(told.get("steps"), "name")).isEqualTo(STEPS);
            assertThat(texts(told.get("steps"), "result")).containsOnly("ok");
            JsonNode left = told.get("left");
            JsonNode timeline = client.send(
                            "GET", "/api/accounts/" + left.get("account").asText() + "/timeline")
                    .expect(200)
                    .json();
            assertThat(texts(timeline.get("entries"), "postId"))
                    .containsExactlyInAnyOrderElementsOf(
                            StreamSupport.stream(left.get("posts").spliterator(), false)
                                    .map(JsonNode::asText)
                                    .toList());
            assertThat(texts(timeline.get("entries"), "likes")).containsOnly("0");
        }
    }

    @Test
    @DisplayName("A certificate that the server signed itself is taken only where that is asked for")
    void takesNoUnknownCertificateSilently() throws Exception {
        try (LocalStage local = LocalStage.start(1)) {
            Result refused = smoke(local.address().toString());
            Result taken = smoke(local.address().toString(), "--insecure");

            assertThat(refused.status()).as(refused.out()).isEqualTo(1);
            assertThat(refused.out())
                    .contains("is not trusted", "--insecure")
                    .contains("skipped            signs up: there is no answer")
                    .doesNotContain("ok  ");
            assertThat(taken.status()).as(taken.out()).isZero();
            assertThat(taken.out().lines().filter(line -> line.startsWith("ok ")))
                    .hasSameSizeAs(STEPS);
            assertThat(taken.err()).isEmpty();
        }
    }

    private static List<String> texts(JsonNode list, String field) {
        return StreamSupport.stream(list.spliterator(), false)
                .map(each -> each.get(field).asText())
                .toList();
    }

    private Result smoke(String... arguments) throws IOException, InterruptedException {
        List<String> command =
                new ArrayList<>(List.of(Path.of("..", "smoke").toAbsolutePath().toString()));
        command.addAll(List.of(arguments));
        File out = folder.resolve("out").toFile();
        File err = folder.resolve("err").toFile();
        Process process = new ProcessBuilder(command)
                .redirectOutput(out)
                .redirectError(err)
                .start();
        try {
            assertThat(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS))
                    .as("it ends in time")
                    .isTrue();
        } finally {
            process.destroyForcibly();
        }
        return new Result(process.exitValue(), read(out), read(err));
    }

    private static String read(File file) throws IOException {
        return Files.readString(file.toPath(), StandardCharsets.UTF_8);
    }
}
