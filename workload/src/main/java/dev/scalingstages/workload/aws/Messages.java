package dev.scalingstages.workload.aws;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.scalingstages.workload.content.AccountId;
import dev.scalingstages.workload.content.Files;
import dev.scalingstages.workload.content.Job;
import dev.scalingstages.workload.content.MaintenanceRequest;
import dev.scalingstages.workload.content.MaintenanceRequest.Part;
import dev.scalingstages.workload.content.PhotoState;
import dev.scalingstages.workload.content.Post;
import dev.scalingstages.workload.content.PostId;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The messages in the queues: our own, S3's and the scheduler's. Readers of messages throw
 * {@link IllegalArgumentException} for one that is not as it should be; it then becomes a dead letter.
 *
 * <p>Our own have a version. During a deploy old workers meet new messages and the other way round, so a change that old
 * workers would misread gets a new version, and workers learn it one deploy before writers use it.
 */
public final class Messages {
    private static final int VERSION = 1;
    private static final ObjectMapper JSON = new ObjectMapper();

    private Messages() {}

    /** The message of an asynchronous write. */
    static String storePost(Job.StorePost job) {
        Post post = job.post();
        ObjectNode message = JSON.createObjectNode().put("version", VERSION).put("job", "store-post");
        message.putObject("post")
                .put("id", post.id().toString())
                .put("owner", post.owner().toString())
                .put("authorName", post.authorName())
                .put("body", post.body())
                .put("photo", post.photo().name());
        return message.toString();
    }

    /** A message by which a server asks whether it may send. */
    static String probe() {
        return JSON.createObjectNode()
                .put("version", VERSION)
                .put("job", "probe")
                .toString();
    }

    /** Reads a message of the queue of writes: an asynchronous write, or nothing when a server only asked. */
    public static Optional<Job.StorePost> write(String message) {
        JsonNode json = parse(message);
        return json.path("version").asInt() == VERSION && "probe".equals(text(json, "job"))
                ? Optional.empty()
                : Optional.of(storePost(json));
    }

    private static Job.StorePost storePost(JsonNode json) {
        if (json.path("version").asInt() != VERSION || !"store-post".equals(text(json, "job"))) {
            throw new IllegalArgumentException("not a write of version " + VERSION);
        }
        JsonNode post = json.path("post");
        return new Job.StorePost(new Post(
                PostId.parse(text(post, "id")),
                AccountId.parse(text(post, "owner")),
                text(post, "authorName"),
                text(post, "body"),
                PhotoState.valueOf(text(post, "photo"))));
    }

    /**
     * Reads S3's notification of uploads. There may be several in one message, or none in the one by which S3 tests the
     * queue. Anything but the upload of a post's photo is left out. Addresses that servers of an older release gave out
     * lead to where photos are shown.
     */
    public static List<Job.MakeThumbnail> uploads(String message) {
        JsonNode json = parse(message);
        List<Job.MakeThumbnail> jobs = new ArrayList<>();
        if ("s3:TestEvent".equals(json.path("Event").asText())) {
            return jobs;
        }
        if (!json.path("Records").isArray()) {
            throw new IllegalArgumentException("not a message of S3");
        }
        for (JsonNode event : json.path("Records")) {
            // S3 writes keys as in a query: a blank is a plus.
            String key = URLDecoder.decode(text(event.path("s3").path("object"), "key"), StandardCharsets.UTF_8);
            boolean isUpload = key.startsWith(Files.INCOMING) || key.startsWith(Files.UPLOADS);
            if (text(event, "eventName").startsWith("ObjectCreated:") && isUpload) {
                jobs.add(new Job.MakeThumbnail(PostId.parse(key.substring(key.indexOf('/') + 1))));
            }
        }
        return jobs;
    }

    /** The name of the queue of dead letters, from a queue's redrive policy. */
    static String deadLetterQueue(String redrivePolicy) {
        String arn = text(parse(redrivePolicy), "deadLetterTargetArn");
        return arn.substring(arn.lastIndexOf(':') + 1);
    }

    /**
     * The message of a request for maintenance. Workers of the release before ignore the new fields: they spread, which
     * goes on from what the databases say, or archive from the beginning, where nothing old is left.
     */
    static String maintenance(MaintenanceRequest request) {
        ObjectNode message = JSON.createObjectNode();
        switch (request) {
            case MaintenanceRequest.Probe probe -> message.put("job", "probe");
            case MaintenanceRequest.Spread spread -> message.put("job", "spread");
            case MaintenanceRequest.Archive archive -> {
                message.put("job", "archive").put("retentionDays", archive.retentionDays());
                archive.rest().ifPresent(rest -> put(message, "rest", rest));
                if (!archive.failed().isEmpty()) {
                    put(message, "failed", archive.failed());
                }
            }
        }
        request.waitingSince().ifPresent(since -> message.put("waitingSince", since.toString()));
        return message.toString();
    }

    private static void put(ObjectNode message, String field, List<Part> parts) {
        ArrayNode array = message.putArray(field);
        parts.forEach(part -> array.add(part.toString()));
    }

    /**
     * Reads a message of the archive's queue: the scheduler's nightly {@code {"job":"archive","retentionDays":90}}, an
     * operator's {@code {"job":"spread"}}, or a worker's own, for the rest of one of these.
     */
    public static MaintenanceRequest maintenance(String message) {
        JsonNode json = parse(message);
        Optional<Instant> since = json.has("waitingSince") ? Optional.of(time(json)) : Optional.empty();
        return switch (text(json, "job")) {
            case "probe" -> new MaintenanceRequest.Probe();
            case "spread" -> new MaintenanceRequest.Spread(since);
            case "archive" ->
                new MaintenanceRequest.Archive(
                        json.path("retentionDays").asInt(),
                        json.has("rest") ? Optional.of(parts(json, "rest")) : Optional.empty(),
                        json.has("failed") ? parts(json, "failed") : List.of(),
                        since);
            default -> throw new IllegalArgumentException("not a request for maintenance");
        };
    }

    private static Instant time(JsonNode json) {
        try {
            return Instant.parse(text(json, "waitingSince"));
        } catch (DateTimeParseException e) {
            throw new IllegalArgumentException("no time in waitingSince", e);
        }
    }

    private static List<Part> parts(JsonNode json, String field) {
        if (!json.path(field).isArray()) {
            throw new IllegalArgumentException("no list in " + field);
        }
        List<Part> parts = new ArrayList<>();
        json.path(field).forEach(part -> parts.add(Part.parse(part.asText())));
        return parts;
    }

    private static JsonNode parse(String message) {
        try {
            return JSON.readTree(message);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("not JSON", e);
        }
    }

    private static String text(JsonNode json, String field) {
        if (!json.path(field).isTextual()) {
            throw new IllegalArgumentException("no text in " + field);
        }
        return json.path(field).textValue();
    }
}
