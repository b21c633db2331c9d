package dev.scalingstages.workload.local;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import javax.imageio.ImageIO;

/** Posts with a photo, as a client makes them: announced, uploaded to where the service says, and finished. */
final class Photos {
    private static final int WIDTH = 1200;
    private static final int HEIGHT = 800;

    private Photos() {}

    /** Makes one, and returns its id when it is acknowledged that the photo is there. */
    static String post(ApiClient client) throws IOException, InterruptedException {
        byte[] picture = picture();
        ApiClient.Answer answer = client.send(
                "POST",
                "/api/posts",
                Map.of("body", "A picture", "photo", Map.of("contentType", "image/jpeg", "size", picture.length)));
        assertThat(answer.status()).as("a post with a photo").isIn(201, 202);
        JsonNode made = answer.json();
        JsonNode upload = made.get("upload");
        Map<String, String> headers = new HashMap<>();
        upload.get("headers")
                .properties()
                .forEach(
                        header -> headers.put(header.getKey(), header.getValue().asText()));
        ApiClient.Answer uploaded = client.send("PUT", upload.get("address").asText(), picture, headers);
        assertThat(uploaded.status()).as("the upload").isIn(200, 201, 204);
        String id = made.get("postId").asText();
        String finish = "/api/posts/" + id + "/photo/finish";
        // At stage 6 the post may still wait in the queue, and a store that does not answer is to be asked again.
        Awaiting.until(() -> client.send("POST", finish).status() / 100 == 2);
        return id;
    }

    /** Waits for the thumbnail, and looks at it and at the original. */
    static void assertThumbnailIsThere(ApiClient client, String post) throws IOException, InterruptedException {
        String path = "/api/posts/" + post + "/photo";
        Awaiting.until(
                () -> client.send("GET", path).json().path("state").asText().equalsIgnoreCase("ready"));
        JsonNode photo = client.send("GET", path).expect(200).json();
        ApiClient.Answer thumbnail =
                client.send("GET", photo.get("thumbnail").asText()).expect(200);
        BufferedImage image = ImageIO.read(new ByteArrayInputStream(thumbnail.body()));
        assertThat(image.getWidth()).isEqualTo(512);
        assertThat(image.getHeight()).isBetween(340, 342);
        assertThat(client.send("GET", photo.get("original").asText())
                        .expect(200)
                        .body())
                .isEqualTo(picture());
    }

    private static byte[] picture() throws IOException {
        BufferedImage image = new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = image.createGraphics();
        graphics.setColor(Color.ORANGE);
        graphics.fillOval(100, 100, WIDTH - 200, HEIGHT - 200);
        graphics.dispose();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ImageIO.write(image, "jpeg", out);
        return out.toByteArray();
    }
}
