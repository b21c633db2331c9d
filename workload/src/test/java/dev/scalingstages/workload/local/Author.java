package dev.scalingstages.workload.local;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.scalingstages.workload.servers.LocalStage;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A user who writes posts, one after another, and remembers which were acknowledged. */
final class Author implements AutoCloseable {
    private static final int OK = 2;

    private final ApiClient writer;
    private final ApiClient reader;
    private final String account;
    private final List<String> acknowledged = new ArrayList<>();
    private final List<String> photos = new ArrayList<>();
    private int refused;

    /** Signs up. Asks the application past nginx, which lets one address ask fifty times a second. */
    Author(LocalStage local) throws Exception {
        writer = new ApiClient(address(local, 0), local.authority());
        reader = new ApiClient(address(local, 1), local.authority());
        account = writer.signUp("author-%d@example.com".formatted(System.nanoTime()), "Author");
    }

    private static URI address(LocalStage local, int application) {
        return URI.create(
                "http://127.0.0.1:" + local.applications().get(application).port());
    }

    /**
     * Writes a post, and tells whether it was acknowledged; that it is not now is all that may be answered instead.
     *
     * @param sees whether to read it at once, as who has just written, alone and at the head of the timeline
     */
    boolean write(boolean sees) throws Exception {
        ApiClient.Answer answer = writer.send("POST", "/api/posts", Map.of("body", "post"));
        if (answer.status() / 100 != OK) {
            assertThat(answer.status()).isEqualTo(503);
            refused++;
            return false;
        }
        String id = answer.json().get("postId").asText();
        acknowledged.add(id);
        if (sees) {
            readAfter(id, "/api/posts/" + id);
            JsonNode page = readAfter(id, "/api/accounts/%s/timeline?limit=1".formatted(account));
            assertThat(page.at("/entries/0/postId").asText()).isEqualTo(id);
        }
        return true;
    }

    private JsonNode readAfter(String written, String path) throws Exception {
        return reader.send("GET", path, new byte[0], Map.of("Read-After", written))
                .expect(200)
                .json();
    }

    /** Writes a post with a photo, however often it has to ask. */
    void writeWithPhoto() throws Exception {
        photos.add(Photos.post(writer));
    }

    /** Waits until all that was acknowledged can be read by anybody, and returns the whole timeline. */
    List<String> awaitAll() throws Exception {
        List<String> seen = new ArrayList<>();
        Awaiting.until(() -> {
            seen.clear();
            seen.addAll(timeline());
            return seen.containsAll(acknowledged) && seen.containsAll(photos);
        });
        for (String photo : photos) {
            Photos.assertThumbnailIsThere(reader, photo);
        }
        return seen;
    }

    /** How many posts were acknowledged. */
    int acknowledged() {
        return acknowledged.size() + photos.size();
    }

    /** How many times it was told to come again. */
    int refused() {
        return refused;
    }

    private List<String> timeline() throws Exception {
        List<String> posts = new ArrayList<>();
        String path = "/api/accounts/%s/timeline?limit=50".formatted(account);
        String page = path;
        while (true) {
            JsonNode answer = reader.send("GET", page).expect(200).json();
            answer.get("entries").forEach(entry -> posts.add(entry.get("postId").asText()));
            if (!answer.hasNonNull("next")) {
                return posts;
            }
            page = path + "&before=" + answer.get("next").asText();
        }
    }

    @Override
    public void close() {
        writer.close();
        reader.close();
    }
}
