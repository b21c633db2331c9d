package dev.scalingstages.rehearsal.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.scalingstages.rehearsal.api.Endpoints.ApiException;
import dev.scalingstages.rehearsal.api.wire.Answer;
import dev.scalingstages.rehearsal.api.wire.HttpCall;
import dev.scalingstages.rehearsal.api.wire.QueryProtocol;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** How a request is spoken, and so its answer: AWS JSON in its versions, or the query protocol. */
enum Protocol {
    JSON_1_0,
    JSON_1_1,
    QUERY;

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String TARGET = "x-amz-target";
    private static final String NAMESPACE = "https://rehearsal.amazonaws.com/doc/";

    /** What is asked for. */
    record Asked(String action, JsonNode parameters) {}

    static Protocol of(HttpCall call) {
        if (call.header(TARGET).isEmpty()) {
            return QUERY;
        }
        return call.header("content-type").orElse("").contains("1.1") ? JSON_1_1 : JSON_1_0;
    }

    Asked read(HttpCall call) throws ApiException, IOException {
        if (this == QUERY) {
            byte[] form = call.method().equals("GET") ? call.query().getBytes(StandardCharsets.UTF_8) : call.body();
            ObjectNode parameters = QueryProtocol.parse(form);
            JsonNode action = parameters.remove("Action");
            parameters.remove("Version");
            if (action == null) {
                throw new NotPlayedException(call.method() + " " + call.path());
            }
            return new Asked(action.asText(), parameters);
        }
        String target = call.header(TARGET).orElseThrow();
        try {
            return new Asked(target.substring(target.indexOf('.') + 1), JSON.readTree(call.body()));
        } catch (JsonProcessingException e) {
            throw new ApiException("SerializationException", e.getOriginalMessage());
        }
    }

    Answer answer(Asked asked, JsonNode answer, Map<String, String> listNames) throws IOException {
        String id = UUID.randomUUID().toString();
        return this == QUERY
                ? Answer.text(200, "text/xml", QueryProtocol.answer(asked.action(), answer, listNames, NAMESPACE, id))
                : json(200, answer, id);
    }

    Answer refused(ApiException failure) {
        String id = UUID.randomUUID().toString();
        if (this == QUERY) {
            return Answer.text(
                    failure.status(), "text/xml", QueryProtocol.error(failure.type(), failure.getMessage(), id));
        }
        ObjectNode answer = JSON.createObjectNode();
        String type = failure.type().equals("AccessDenied") ? "AccessDeniedException" : failure.type();
        answer.put("__type", type).put("message", failure.getMessage()).put("Message", failure.getMessage());
        failure.details().propertyStream().forEach(detail -> answer.set(detail.getKey(), detail.getValue()));
        try {
            return json(failure.status() == 403 ? 400 : failure.status(), answer, id);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private Answer json(int status, JsonNode answer, String id) throws IOException {
        return new Answer(
                status,
                Map.of(
                        "Content-Type",
                        List.of("application/x-amz-json-" + (this == JSON_1_1 ? "1.1" : "1.0")),
                        "x-amzn-RequestId",
                        List.of(id)),
                JSON.writeValueAsBytes(answer));
    }
}
