package dev.scalingstages.workload.servers;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.net.URI;
import java.util.Map;

/** An HTTP endpoint in AWS's JSON protocol, version 1.1. It checks no signatures. */
final class AwsJsonServer implements AutoCloseable {
    static final ObjectMapper JSON = new ObjectMapper();

    private final Map<String, Action> actions;
    private final LoopbackServer server;

    /** What it does for one name of an action. */
    interface Action {
        JsonNode on(JsonNode request) throws Exception;
    }

    /** An error that the protocol has a name for. */
    static final class Refusal extends Exception {
        private final String type;

        Refusal(String type, String message) {
            super(message);
            this.type = type;
        }
    }

    /**
     * @param actions by their names, such as {@code RedshiftData.ExecuteStatement}
     */
    AwsJsonServer(Map<String, Action> actions) throws IOException {
        this.actions = Map.copyOf(actions);
        server = new LoopbackServer(this::handle);
    }

    URI endpoint() {
        return server.endpoint();
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            String target = exchange.getRequestHeaders().getFirst("X-Amz-Target");
            JsonNode request = JSON.readTree(exchange.getRequestBody());
            try {
                Action action = actions.get(target);
                if (action == null) {
                    throw new Refusal("UnknownOperationException", "no action " + target);
                }
                answer(exchange, 200, action.on(request));
            } catch (Refusal e) {
                answer(
                        exchange,
                        400,
                        JSON.createObjectNode().put("__type", e.type).put("message", e.getMessage()));
            } catch (Exception e) {
                answer(
                        exchange,
                        500,
                        JSON.createObjectNode()
                                .put("__type", "InternalServerException")
                                .put("message", e.toString()));
            }
        }
    }

    private static void answer(HttpExchange exchange, int status, JsonNode answer) throws IOException {
        byte[] body = JSON.writeValueAsBytes(answer);
        exchange.getResponseHeaders().set("Content-Type", "application/x-amz-json-1.1");
        LoopbackServer.answer(exchange, status, body);
    }

    @Override
    public void close() {
        server.close();
    }
}
