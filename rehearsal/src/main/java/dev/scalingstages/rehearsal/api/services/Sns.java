package dev.scalingstages.rehearsal.api.services;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.scalingstages.rehearsal.api.Endpoints.Caller;
import dev.scalingstages.rehearsal.api.Endpoints.Service;
import dev.scalingstages.rehearsal.api.Endpoints.Target;
import dev.scalingstages.rehearsal.api.NotPlayedException;
import java.util.Map;
import java.util.UUID;
import java.util.function.BiConsumer;

/** SNS, which tells somebody here what is published. */
public final class Sns implements Service {
    private static final String TOPIC = "TopicArn";

    private final BiConsumer<String, String> published;

    /**
     * SNS.
     *
     * @param published gets a topic's ARN and a message
     */
    public Sns(BiConsumer<String, String> published) {
        this.published = published;
    }

    @Override
    public JsonNode perform(String action, JsonNode request, Caller caller) {
        if (!action.equals("Publish")) {
            throw new NotPlayedException(action);
        }
        published.accept(request.path(TOPIC).asText(), request.path("Message").asText());
        return JsonNodeFactory.instance
                .objectNode()
                .put("MessageId", UUID.randomUUID().toString());
    }

    @Override
    public Target target(String action, JsonNode request) {
        return new Target(request.path(TOPIC).asText("*"), Map.of());
    }
}
