package dev.scalingstages.workload;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import javax.imageio.ImageIO;

/**
 * Uses the service as its clients do; sends reads to the read API and the rest to the write API, as whoever stands in
 * front does.
 */
final class ServiceClient implements AutoCloseable {
    static final String PASSWORD = "correct horse battery";
    private static final ObjectMapper JSON = new ObjectMapper();

    private final URI write;
    private final URI read;
    private final HttpClient client = HttpClient.newHttpClient();

    ServiceClient(int writePort, int readPort) {
        this.write = URI.create("http://127.0.0.1:" + writePort);
        this.read = URI.create("http://127.0.0.1:" + readPort);
    }

    /** Sends a request; an address of its own may be whole. */
    HttpResponse<byte[]> send(String method, String address, byte[] body, Map<String, String> headers)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder((method.equals("GET") ? read : write).resolve(address))
                .method(method, HttpRequest.BodyPublishers.ofByteArray(body));
        headers.forEach(request::header);
        return client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
    }

    /** Sends a request that must get this status, and returns its JSON. */
    JsonNode json(int status, String method, String path, String body, Map<String, String> headers) throws Exception {
        HttpResponse<byte[]> response = send(method, path, body.getBytes(StandardCharsets.UTF_8), headers);
        assertThat(response.statusCode())
                .as(method + " " + path + ": " + new String(response.body(), StandardCharsets.UTF_8))
                .isEqualTo(status);
        return JSON.readTree(response.body());
    }

    /** Reads. */
    JsonNode get(String path) throws Exception {
        return json(200, "GET", path, "", Map.of());
    }

    /** Reads what must show a post. */
    JsonNode getAfter(String path, String post) throws Exception {
        return json(200, "GET", path, "", Map.of("Read-After", post));
    }

    /** Writes, as who is signed in. */
    JsonNode write(int status, String method, String path, String token, String body) throws Exception {
        return json(
                status,
                method,
                path,
                body,
                Map.of("Content-Type", "application/json", "Authorization", "Bearer " + token));
    }

    /** Signs up and in. */
    String signIn(String email) throws Exception {
        Map<String, String> type = Map.of("Content-Type", "application/json");
        json(
                201,
                "POST",
                "/api/accounts",
                "{\"email\":\"%s\",\"displayName\":\"Ada\",\"password\":\"%s\"}".formatted(email, PASSWORD),
                type);
        return reauthenticateAfter(email);
    }

    /** Signs in. */
    String reauthenticateAfter(String email) throws Exception {
        return json(
                        201,
                        "POST",
                        "/api/sessions",
                        "{\"email\":\"%s\",\"password\":\"%s\"}".formatted(email, PASSWORD),
                        Map.of("Content-Type", "application/json"))
                .get("token")
                .asText();
    }

    /** Writes a post that announces a photo. */
    JsonNode announce(int status, String token, String type, int size) throws Exception {
        return write(
                status,
                "POST",
                "/api/posts",
                token,
                "{\"body\":\"Look! 🌍\",\"photo\":{\"contentType\":\"%s\",\"size\":%d}}".formatted(type, size));
    }

    /** Uploads to an address that was given, with the headers that were given. */
    int upload(JsonNode made, byte[] content) throws Exception {
        JsonNode upload = made.get("upload");
        Map<String, String> headers = JSON.convertValue(
                upload.get("headers"), JSON.getTypeFactory().constructMapType(Map.class, String.class, String.class));
        return send("PUT", upload.get("address").asText(), content, headers).statusCode();
    }

    /** A photo of two megapixels. */
    static byte[] photo() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        ImageIO.write(new BufferedImage(1600, 1200, BufferedImage.TYPE_INT_RGB), "jpg", bytes);
        return bytes.toByteArray();
    }

    @Override
    public void close() {
        client.close();
    }
}
