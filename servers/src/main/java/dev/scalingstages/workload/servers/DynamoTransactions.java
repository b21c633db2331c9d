package dev.scalingstages.workload.servers;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Transactions on top of dynalite, which has none. The caller keeps all other requests out meanwhile. Each action then
 * runs as the single write that it is; when one fails its condition, the items get back what they were.
 */
final class DynamoTransactions {
    private static final int MOST_ACTIONS = 100;

    private final Dynalite dynalite;
    private final Map<String, JsonNode> schemas = new ConcurrentHashMap<>();
    private final Map<String, JsonNode> finishedRequests = new HashMap<>();

    DynamoTransactions(Dynalite dynalite) {
        this.dynalite = dynalite;
    }

    /** One action of a transaction, the key of its item, and that item before the transaction. */
    private record Action(String kind, JsonNode request, JsonNode key, JsonNode before) {
        String table() {
            return request.get("TableName").asText();
        }
    }

    JsonNode write(Map<String, String> headers, JsonNode request)
            throws IOException, InterruptedException, DynamoException {
        String token = request.path("ClientRequestToken").asText();
        JsonNode finished = finishedRequests.get(token);
        if (finished != null && !finished.equals(request)) {
            throw DynamoException.of("IdempotentParameterMismatchException", "token used with other parameters");
        }
        if (finished == null) {
            run(headers, actions(headers, request.path("TransactItems")));
            if (!token.isEmpty()) {
                finishedRequests.put(token, request);
            }
        }
        return Dynalite.JSON.createObjectNode();
    }

    /** The tables and keys of the items that a transaction is about. */
    List<JsonNode> keys(Map<String, String> headers, JsonNode request)
            throws IOException, InterruptedException, DynamoException {
        List<JsonNode> keys = new ArrayList<>();
        for (JsonNode item : request.path("TransactItems")) {
            ObjectNode key = Dynalite.JSON.createObjectNode();
            JsonNode action = item.get(item.fieldNames().next());
            key.set("table", action.get("TableName"));
            key.set("key", key(headers, item));
            keys.add(key);
        }
        return keys;
    }

    private List<Action> actions(Map<String, String> headers, JsonNode items)
            throws IOException, InterruptedException, DynamoException {
        if (items.isEmpty() || items.size() > MOST_ACTIONS) {
            throw DynamoException.validation("Member must have length between 1 and " + MOST_ACTIONS);
        }
        List<Action> actions = new ArrayList<>();
        Set<List<Object>> keys = new HashSet<>();
        for (JsonNode item : items) {
            String kind = item.fieldNames().next();
            JsonNode request = item.get(kind);
            JsonNode table = request.get("TableName");
            JsonNode key = key(headers, item);
            if (!keys.add(List.of(table, key))) {
                throw DynamoException.validation("Transaction request cannot include multiple operations on one item");
            }
            ObjectNode get = Dynalite.JSON.createObjectNode().put("ConsistentRead", true);
            get.set("TableName", table);
            get.set("Key", key);
            actions.add(new Action(
                    kind, request, key, dynalite.call(headers, "GetItem", get).get("Item")));
        }
        return actions;
    }

    private JsonNode key(Map<String, String> headers, JsonNode item)
            throws IOException, InterruptedException, DynamoException {
        JsonNode put = item.get("Put");
        return put == null ? item.elements().next().get("Key") : key(headers, put.get("TableName"), put.get("Item"));
    }

    private JsonNode key(Map<String, String> headers, JsonNode table, JsonNode item)
            throws IOException, InterruptedException, DynamoException {
        ObjectNode key = Dynalite.JSON.createObjectNode();
        for (JsonNode part : schema(headers, table)) {
            String name = part.get("AttributeName").asText();
            if (!item.has(name)) {
                throw DynamoException.validation("Missing the key " + name + " in the item");
            }
            key.set(name, item.get(name));
        }
        return key;
    }

    /** A table's keys stay as they are; with a question for each item, large transactions would take seconds. */
    private JsonNode schema(Map<String, String> headers, JsonNode table)
            throws IOException, InterruptedException, DynamoException {
        JsonNode known = schemas.get(table.asText());
        if (known == null) {
            ObjectNode describe = Dynalite.JSON.createObjectNode();
            describe.set("TableName", table);
            known = dynalite.call(headers, "DescribeTable", describe).at("/Table/KeySchema");
            schemas.put(table.asText(), known);
        }
        return known;
    }

    /** The actions are on different items, so each can be tried whether or not others failed. */
    private void run(Map<String, String> headers, List<Action> actions)
            throws IOException, InterruptedException, DynamoException {
        ArrayNode reasons = Dynalite.JSON.createArrayNode();
        boolean cancelled = false;
        try {
            for (Action action : actions) {
                ObjectNode reason = attempt(headers, action);
                cancelled |= !"None".equals(reason.get("Code").asText());
                reasons.add(reason);
            }
        } catch (DynamoException e) {
            restore(headers, actions);
            throw e;
        }
        if (cancelled) {
            restore(headers, actions);
            throw DynamoException.cancelled(reasons);
        }
    }

    private ObjectNode attempt(Map<String, String> headers, Action action)
            throws IOException, InterruptedException, DynamoException {
        ObjectNode reason = Dynalite.JSON.createObjectNode();
        try {
            ObjectNode request = action.request().deepCopy();
            request.remove("ReturnValuesOnConditionCheckFailure");
            // An update that changes nothing checks a condition; where it makes an empty item, that goes away again.
            String kind = action.kind().equals("ConditionCheck") ? "Update" : action.kind();
            dynalite.call(headers, kind + "Item", request);
            if (action.kind().equals("ConditionCheck")) {
                restore(headers, List.of(action));
            }
            return reason.put("Code", "None");
        } catch (DynamoException e) {
            if (!e.is("ConditionalCheckFailedException")) {
                throw e;
            }
            if (action.before() != null
                    && "ALL_OLD"
                            .equals(action.request()
                                    .path("ReturnValuesOnConditionCheckFailure")
                                    .asText())) {
                reason.set("Item", action.before());
            }
            return reason.put("Code", "ConditionalCheckFailed").put("Message", "The conditional request failed");
        }
    }

    private void restore(Map<String, String> headers, List<Action> actions)
            throws IOException, InterruptedException, DynamoException {
        for (Action action : actions) {
            ObjectNode request = Dynalite.JSON.createObjectNode().put("TableName", action.table());
            if (action.before() == null) {
                request.set("Key", action.key());
                dynalite.call(headers, "DeleteItem", request);
            } else {
                request.set("Item", action.before());
                dynalite.call(headers, "PutItem", request);
            }
        }
    }
}
