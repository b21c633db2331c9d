package dev.scalingstages.workload.servers;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Map;

/** A client of dynalite that speaks for another client: it passes on that client's authorization headers. */
final class Dynalite implements AutoCloseable {
    static final ObjectMapper JSON = new ObjectMapper();
    static final String TARGET_PREFIX = "DynamoDB_20120810.";

    private final HttpClient http = HttpClient.newHttpClient();
    private final URI endpoint;

    Dynalite(URI endpoint) {
        this.endpoint = endpoint;
    }

    HttpResponse<byte[]> send(Map<String, String> headers, String action, byte[] body)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(endpoint).POST(BodyPublishers.ofByteArray(body));
        headers.forEach(request::setHeader);
        request.setHeader("X-Amz-Target", TARGET_PREFIX + action);
        return http.send(request.build(), BodyHandlers.ofByteArray());
    }

    /** Sends a request that must succeed, and returns the answer's body. */
    JsonNode call(Map<String, String> headers, String action, JsonNode body)
            throws IOException, InterruptedException, DynamoException {
        HttpResponse<byte[]> response = send(headers, action, JSON.writeValueAsBytes(body));
        JsonNode answer = JSON.readTree(response.body());
        if (response.statusCode() != 200) {
            throw new DynamoException(response.statusCode(), answer);
        }
        return answer;
    }

    @Override
    public void close() {
        http.close();
    }
}
