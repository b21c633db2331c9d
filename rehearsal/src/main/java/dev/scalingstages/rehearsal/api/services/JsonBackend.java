package dev.scalingstages.rehearsal.api.services;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.scalingstages.rehearsal.api.Endpoints.ApiException;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;

/** A server that speaks AWS JSON 1.0 and believes any signature. */
final class JsonBackend implements AutoCloseable {
    static final ObjectMapper JSON = new ObjectMapper();

    /** The form of a signature, which dynalite asks for and does not check. */
    private static final String AUTHORIZATION =
            "AWS4-HMAC-SHA256 Credential=rehearsal/20260101/us-east-1/x/aws4_request, "
                    + "SignedHeaders=host;x-amz-date, Signature=" + "0".repeat(64);

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final URI server;
    private final String prefix;
    private final String contentType;

    /**
     * A client of it.
     *
     * @param prefix of its targets, such as {@code AmazonSQS.}
     */
    JsonBackend(URI server, String prefix, String version) {
        this.server = server;
        this.prefix = prefix;
        this.contentType = "application/x-amz-json-" + version;
    }

    /** Calls an action; an error of its comes as one of AWS's. */
    JsonNode call(String action, JsonNode request) throws ApiException, InterruptedException {
        try {
            HttpResponse<byte[]> answer = client.send(
                    HttpRequest.newBuilder(server)
                            .header("X-Amz-Target", prefix + action)
                            .header("Content-Type", contentType)
                            .header("X-Amz-Date", "20260101T000000Z")
                            .header("Authorization", AUTHORIZATION)
                            .POST(BodyPublishers.ofByteArray(JSON.writeValueAsBytes(request)))
                            .build(),
                    BodyHandlers.ofByteArray());
            JsonNode body = answer.body().length == 0 ? JSON.createObjectNode() : JSON.readTree(answer.body());
            if (answer.statusCode() != 200) {
                throw failure(answer.statusCode(), body);
            }
            return body;
        } catch (IOException e) {
            throw new ApiException(
                    "InternalServerError", "The server behind does not answer: " + e, 500, JSON.createObjectNode());
        }
    }

    private static ApiException failure(int status, JsonNode body) {
        String type = body.path("__type").asText("InternalServerError");
        String message = body.has("message")
                ? body.get("message").asText()
                : body.path("Message").asText("");
        JsonNode details = body.isObject()
                ? ((ObjectNode) body.deepCopy()).without(List.of("__type", "message", "Message"))
                : JSON.createObjectNode();
        return new ApiException(type, message, status, details);
    }

    @Override
    public void close() {
        client.shutdownNow();
    }
}
