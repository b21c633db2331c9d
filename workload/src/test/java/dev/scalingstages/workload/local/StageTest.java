package dev.scalingstages.workload.local;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.scalingstages.workload.local.ApiClient.Answer;
import dev.scalingstages.workload.servers.LocalStage;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The whole service, end to end, in the shape of each stage: the shipped nginx in front, real servers behind. */
class StageTest {
    @ParameterizedTest(name = "stage {0}")
    @ValueSource(ints = {1, 2, 3, 4, 5, 6})
    @DisplayName("A post and a photo go in; the post, the timeline and the thumbnail come out")
    void servesAsItsUsersExpect(int stage) throws Exception {
        try (LocalStage local = LocalStage.start(stage);
                ApiClient client = new ApiClient(local.address(), local.authority())) {
            assertThat(client.send("GET", "/health").expect(200).body()).isNotEmpty();
            String account = client.signUp("ada@example.com", "Ada");

            String first = post(client, Map.of("body", "Hello"), stage);
            String second = post(client, Map.of("body", "é".repeat(400)), stage);
            String withPhoto = Photos.post(client);

            JsonNode found =
                    client.send("GET", "/api/posts/" + first).expect(200).json();
            assertThat(found.get("body").asText()).isEqualTo("Hello");
            assertThat(timeline(client, account)).containsExactly(withPhoto, second, first);
            assertThat(client.send("PUT", "/api/posts/" + first + "/likes/mine")
                            .expect(200)
                            .json()
                            .get("likes")
                            .asLong())
                    .isEqualTo(1);
            assertThat(client.send("GET", "/api/posts/" + first + "/likes")
                            .expect(200)
                            .json()
                            .get("likes")
                            .asLong())
                    .as("an own like, at once")
                    .isEqualTo(1);
            Photos.assertThumbnailIsThere(client, withPhoto);

            assertThat(client.send("GET", "/api/posts/" + "0".repeat(32))
                            .expect(404)
                            .response()
                            .headers()
                            .firstValue("Content-Type"))
                    .hasValue("application/problem+json");
            client.send("DELETE", "/api/sessions/current").expect(204);
            client.send("POST", "/api/posts", Map.of("body", "too late")).expect(401);
        }
    }

    private static String post(ApiClient client, Map<String, ?> post, int stage)
            throws IOException, InterruptedException {
        Answer answer = client.send("POST", "/api/posts", post).expect(stage == 6 ? 202 : 201);
        return answer.json().get("postId").asText();
    }

    private static List<String> timeline(ApiClient client, String account) throws IOException, InterruptedException {
        JsonNode page = client.send("GET", "/api/accounts/" + account + "/timeline")
                .expect(200)
                .json();
        return StreamSupport.stream(page.get("entries").spliterator(), false)
                .map(entry -> entry.get("postId").asText())
                .toList();
    }
}
