package dev.scalingstages.workload.servers;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/** An error answer in DynamoDB's protocol. */
final class DynamoException extends Exception {
    private static final long serialVersionUID = 1L;

    private final int status;
    private final transient JsonNode body;

    DynamoException(int status, JsonNode body) {
        super(body.toString());
        this.status = status;
        this.body = body;
    }

    static DynamoException validation(String message) {
        return badRequest("com.amazon.coral.validate#ValidationException", message);
    }

    static DynamoException of(String name, String message) {
        return badRequest("com.amazonaws.dynamodb.v20120810#" + name, message);
    }

    /** A transaction that was not written, with a reason for each of its actions. */
    static DynamoException cancelled(ArrayNode reasons) {
        String codes = StreamSupport.stream(reasons.spliterator(), false)
                .map(reason -> reason.get("Code").asText())
                .collect(Collectors.joining(", "));
        String message =
                "Transaction cancelled, please refer cancellation reasons for specific reasons [" + codes + "]";
        DynamoException exception = of("TransactionCanceledException", message);
        ((ObjectNode) exception.body).set("CancellationReasons", reasons);
        return exception;
    }

    private static DynamoException badRequest(String type, String message) {
        ObjectNode body = Dynalite.JSON.createObjectNode();
        // DynamoDB spells the message of a cancelled transaction with a capital M and others with a small one.
        body.put("__type", type).put("message", message).put("Message", message);
        return new DynamoException(400, body);
    }

    boolean is(String name) {
        return body.path("__type").asText().endsWith("#" + name);
    }

    int status() {
        return status;
    }

    JsonNode body() {
        return body;
    }
}
