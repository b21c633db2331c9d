package dev.scalingstages.rehearsal.api.services;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.scalingstages.rehearsal.api.Asking;
import dev.scalingstages.rehearsal.api.Endpoints.ApiException;
import dev.scalingstages.rehearsal.api.Endpoints.Caller;
import dev.scalingstages.rehearsal.api.Endpoints.Need;
import dev.scalingstages.rehearsal.api.Endpoints.Service;
import dev.scalingstages.rehearsal.api.Endpoints.Target;
import dev.scalingstages.rehearsal.api.NotPlayedException;
import dev.scalingstages.rehearsal.api.Place;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;

/** SQS in front of an ElasticMQ server. */
public final class Sqs implements Service, AutoCloseable {
    private static final String URL = "QueueUrl";
    private static final Set<String> ACTIONS = Set.of(
            "ChangeMessageVisibility",
            "ChangeMessageVisibilityBatch",
            "DeleteMessage",
            "DeleteMessageBatch",
            "GetQueueAttributes",
            "GetQueueUrl",
            "ReceiveMessage",
            "SendMessage",
            "SendMessageBatch");

    private final Place place;
    private final JsonBackend backend;
    private final UnaryOperator<Duration> scaled;
    private final Map<String, Queue> queues = new ConcurrentHashMap<>();

    /** A queue: its address in the server behind, and the key that encrypts its messages, or empty text. */
    private record Queue(String backendUrl, String keyArn) {}

    /**
     * SQS without queues.
     *
     * @param server ElasticMQ's address
     * @param scaled how long something of AWS's takes here
     */
    public Sqs(Place place, URI server, UnaryOperator<Duration> scaled) {
        this.place = place;
        this.backend = new JsonBackend(server, "AmazonSQS.", "1.0");
        this.scaled = scaled;
    }

    /**
     * Makes a queue. Visibility timeouts are scaled; retention is not, as nothing waits for it here.
     *
     * @param properties of {@code AWS::SQS::Queue}
     * @return its URL
     */
    public String createQueue(String name, JsonNode properties) throws ApiException, InterruptedException {
        ObjectNode request = JsonBackend.JSON.createObjectNode().put("QueueName", name);
        ObjectNode attributes = request.putObject("Attributes");
        int visible = properties.path("VisibilityTimeout").asInt(30);
        attributes.put(
                "VisibilityTimeout",
                String.valueOf(
                        Math.max(1, scaled.apply(Duration.ofSeconds(visible)).toSeconds())));
        attributes.put(
                "ReceiveMessageWaitTimeSeconds",
                String.valueOf(properties.path("ReceiveMessageWaitTimeSeconds").asInt(0)));
        JsonNode redrive = properties.path("RedrivePolicy");
        if (redrive.isObject()) {
            String arn = redrive.path("deadLetterTargetArn").asText();
            attributes.put(
                    "RedrivePolicy",
                    ((ObjectNode) redrive.deepCopy())
                            .put("deadLetterTargetArn", "arn:aws:sqs:us-east-1:000000000000:" + name(arn))
                            .toString());
        }
        String url = backend.call("CreateQueue", request).path(URL).asText();
        queues.put(name, new Queue(url, properties.path("KmsMasterKeyId").asText("")));
        return url(name);
    }

    /** Removes a queue with its messages. */
    public void deleteQueue(String name) throws ApiException, InterruptedException {
        Queue queue = queues.remove(name);
        if (queue != null) {
            backend.call("DeleteQueue", JsonBackend.JSON.createObjectNode().put(URL, queue.backendUrl()));
        }
    }

    /** The URL of a queue, as its {@code Ref}. */
    public String url(String name) {
        return "https://sqs.%s.amazonaws.com/%s/%s".formatted(place.region(), place.account(), name);
    }

    /** The ARN of a queue. */
    public String arn(String name) {
        return place.arn("sqs", name);
    }

    /** Puts an event of a service into a queue, if queue and key let that service. */
    public void deliver(String arn, JsonNode event, Asking by) throws ApiException, InterruptedException {
        ObjectNode request = JsonBackend.JSON
                .createObjectNode()
                .put(URL, url(name(arn)))
                .put("MessageBody", event.isTextual() ? event.asText() : event.toString());
        for (Need need : needs("sqs", "SendMessage", request)) {
            by.require(need);
        }
        perform("SendMessage", request, null);
    }

    private static String name(String arnOrUrl) {
        return arnOrUrl.replaceFirst(".*[:/]", "");
    }

    @Override
    public JsonNode perform(String action, JsonNode request, Caller caller) throws ApiException, InterruptedException {
        if (!ACTIONS.contains(action)) {
            throw new NotPlayedException(action);
        }
        if (action.equals("GetQueueUrl")) {
            String name = request.path("QueueName").asText();
            find(name);
            return JsonBackend.JSON.createObjectNode().put(URL, url(name));
        }
        Queue queue = find(name(request.path(URL).asText()));
        ObjectNode inside = ((ObjectNode) request.deepCopy()).put(URL, queue.backendUrl());
        JsonNode hidden = inside.path("VisibilityTimeout");
        if (hidden.isInt() && hidden.asInt() > 0) {
            long seconds = scaled.apply(Duration.ofSeconds(hidden.asInt())).toSeconds();
            inside.put("VisibilityTimeout", Math.max(1, seconds));
        }
        return backend.call(action, inside);
    }

    private Queue find(String name) throws ApiException {
        Queue queue = queues.get(name);
        if (queue == null) {
            throw new ApiException(
                    "com.amazonaws.sqs#QueueDoesNotExist", "The specified queue does not exist: " + name);
        }
        return queue;
    }

    @Override
    public Target target(String action, JsonNode request) {
        String name = request.has(URL)
                ? name(request.path(URL).asText())
                : request.path("QueueName").asText();
        return new Target(arn(name), Map.of());
    }

    @Override
    public List<Need> needs(String prefix, String action, JsonNode request) {
        Target target = target(action, request);
        // A batch needs what its single messages need.
        String single = action.replaceFirst("Batch$", "");
        List<Need> needs = new ArrayList<>();
        needs.add(Need.direct("sqs:" + single, target.resource(), Map.of()));
        Queue queue = queues.get(name(target.resource()));
        if (queue != null && !queue.keyArn().isEmpty()) {
            for (String use : keyUses(single)) {
                needs.add(Need.ofKey(use, queue.keyArn(), place.via("sqs")));
            }
        }
        return needs;
    }

    /** SQS developer guide, "Key management": senders also decrypt, to check the data key. */
    private static List<String> keyUses(String action) {
        return switch (action) {
            case "SendMessage" -> List.of("kms:GenerateDataKey", "kms:Decrypt");
            case "ReceiveMessage" -> List.of("kms:Decrypt");
            default -> List.of();
        };
    }

    @Override
    public void close() {
        backend.close();
    }
}
