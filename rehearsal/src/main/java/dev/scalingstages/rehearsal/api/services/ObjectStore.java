package dev.scalingstages.rehearsal.api.services;

import dev.scalingstages.rehearsal.api.Asking;
import dev.scalingstages.rehearsal.api.Place;
import dev.scalingstages.rehearsal.api.Policies;
import dev.scalingstages.rehearsal.api.wire.Answer;
import dev.scalingstages.rehearsal.api.wire.Encoding;
import dev.scalingstages.rehearsal.api.wire.HttpCall;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** The S3Proxy server behind {@link S3}. It checks no signatures, and only this program reaches it. */
public final class ObjectStore implements AutoCloseable {
    private static final Set<String> PASSED_ON = Set.of(
            "cache-control",
            "content-disposition",
            "content-encoding",
            "content-language",
            "content-md5",
            "content-type",
            "expires",
            "if-match",
            "if-modified-since",
            "if-none-match",
            "if-unmodified-since",
            "range",
            "x-amz-copy-source",
            "x-amz-metadata-directive");

    private static final Set<String> NOT_PASSED_BACK =
            Set.of("connection", "transfer-encoding", "date", "server", "content-length", ":status");

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final URI server;
    private final Place place;
    private final Policies policies;

    /**
     * In front of a server.
     *
     * @param server addressed by path, without authorization
     */
    public ObjectStore(URI server, Place place, Policies policies) {
        this.server = server;
        this.place = place;
        this.policies = policies;
    }

    /** S3 in its own name, on behalf of a bucket. */
    Asking asS3(String bucket) {
        return Asking.service(
                policies,
                "s3.amazonaws.com",
                Map.of("aws:SourceArn", place.s3Arn(bucket), "aws:SourceAccount", place.account()));
    }

    void createBucket(String name) throws IOException, InterruptedException {
        int status = send("PUT", "/" + name, Map.of(), BodyPublishers.noBody()).statusCode();
        if (status != 200 && status != 409) {
            throw new IOException("S3Proxy makes no bucket " + name + ": status " + status);
        }
    }

    boolean deleteBucket(String name) throws IOException, InterruptedException {
        return send("DELETE", "/" + name, Map.of(), BodyPublishers.noBody()).statusCode() != 409;
    }

    void put(String bucket, String key, String contentType, byte[] content) throws IOException, InterruptedException {
        HttpResponse<byte[]> answer = send(
                "PUT",
                "/" + bucket + "/" + Encoding.encodePath(key),
                Map.of("content-type", contentType),
                BodyPublishers.ofByteArray(content));
        if (answer.statusCode() != 200) {
            throw new IOException("S3Proxy takes no " + key + ": status " + answer.statusCode());
        }
    }

    /** Passes a request on, and its answer back. */
    Answer forward(HttpCall call, S3Operation operation) throws IOException, InterruptedException {
        String query = call.parameters().stream()
                .filter(parameter -> !parameter.name().startsWith("X-Amz-"))
                .filter(parameter -> !parameter.name().equals("x-id"))
                .map(parameter -> Encoding.encode(parameter.name())
                        + (parameter.value().isEmpty() ? "" : "=" + Encoding.encode(parameter.value())))
                .collect(Collectors.joining("&"));
        Map<String, String> headers = new HashMap<>();
        call.headers().forEach((name, values) -> {
            if (PASSED_ON.contains(name) || name.startsWith("x-amz-meta-")) {
                headers.put(name, String.join(",", values));
            }
        });
        // The chunks are gone, and so is the encoding that says so.
        headers.computeIfPresent("content-encoding", (name, value) -> {
            String rest = value.replaceAll("(^|,) *aws-chunked", "");
            return rest.isBlank() ? null : rest;
        });
        HttpResponse<byte[]> answer = send(
                call.method(),
                "/" + operation.bucket()
                        + (operation.key().isEmpty() ? "" : "/" + Encoding.encodePath(operation.key()))
                        + (query.isEmpty() ? "" : "?" + query),
                headers,
                call.body().length == 0 && !call.method().equals("PUT")
                        ? BodyPublishers.noBody()
                        : BodyPublishers.ofByteArray(call.body()));
        Map<String, List<String>> back = new HashMap<>(answer.headers().map());
        back.keySet().removeIf(name -> NOT_PASSED_BACK.contains(name) && !isLengthOfHead(name, call));
        return new Answer(answer.statusCode(), back, answer.body());
    }

    private static boolean isLengthOfHead(String name, HttpCall call) {
        return call.method().equals("HEAD") && name.equals("content-length");
    }

    private HttpResponse<byte[]> send(String method, String path, Map<String, String> headers, BodyPublisher body)
            throws IOException, InterruptedException {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(server + path)).method(method, body);
        headers.forEach(request::header);
        return client.send(request.build(), BodyHandlers.ofByteArray());
    }

    @Override
    public void close() {
        client.shutdownNow();
    }
}
