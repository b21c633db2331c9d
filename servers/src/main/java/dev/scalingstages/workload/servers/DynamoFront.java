package dev.scalingstages.workload.servers;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/**
 * The endpoint that clients of {@link DynamoServer} talk to. It passes requests on to dynalite and adds what dynalite
 * lacks: transactions, which run alone while other requests run side by side, and keys that a batch leaves unprocessed.
 */
final class DynamoFront implements AutoCloseable {
    private final Dynalite dynalite;
    private final DynamoTransactions transactions;
    private final ReadWriteLock lock = new ReentrantReadWriteLock();
    private final LoopbackServer server;
    private final Set<JsonNode> underWay = new HashSet<>();
    private volatile int mostKeys = Integer.MAX_VALUE;

    DynamoFront(URI endpoint) throws IOException {
        dynalite = new Dynalite(endpoint);
        transactions = new DynamoTransactions(dynalite);
        server = new LoopbackServer(this::handle);
    }

    URI endpoint() {
        return server.endpoint();
    }

    /**
     * From now on a {@code BatchGetItem} leaves keys beyond this number unprocessed, as DynamoDB does when it is busy.
     */
    void answerAtMost(int keys) {
        mostKeys = keys;
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            String target = exchange.getRequestHeaders().getFirst("X-Amz-Target");
            String action = target == null ? "" : target.replace(Dynalite.TARGET_PREFIX, "");
            Map<String, String> headers = headers(exchange);
            byte[] body = exchange.getRequestBody().readAllBytes();
            try {
                switch (action) {
                    case "TransactWriteItems" -> answer(exchange, transact(headers, parse(body)));
                    case "BatchGetItem" -> answer(exchange, batch(headers, parse(body)));
                    default -> pass(exchange, besideOthers(() -> dynalite.send(headers, action, body)));
                }
            } catch (DynamoException e) {
                answer(exchange, e.status(), e.body());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    private interface Call<T> {
        T run() throws IOException, InterruptedException, DynamoException;
    }

    private <T> T besideOthers(Call<T> call) throws IOException, InterruptedException, DynamoException {
        lock.readLock().lock();
        try {
            return call.run();
        } finally {
            lock.readLock().unlock();
        }
    }

    /** A transaction that meets another one on an item is cancelled, as in DynamoDB. */
    private JsonNode transact(Map<String, String> headers, JsonNode request)
            throws IOException, InterruptedException, DynamoException {
        List<JsonNode> keys = transactions.keys(headers, request);
        ArrayNode reasons = Dynalite.JSON.createArrayNode();
        synchronized (underWay) {
            for (JsonNode key : keys) {
                reasons.addObject().put("Code", underWay.contains(key) ? "TransactionConflict" : "None");
            }
            if (!Collections.disjoint(underWay, keys)) {
                throw DynamoException.cancelled(reasons);
            }
            underWay.addAll(keys);
        }
        lock.writeLock().lock();
        try {
            return transactions.write(headers, request);
        } finally {
            lock.writeLock().unlock();
            synchronized (underWay) {
                underWay.removeAll(keys);
            }
        }
    }

    private JsonNode batch(Map<String, String> headers, JsonNode request)
            throws IOException, InterruptedException, DynamoException {
        ObjectNode unprocessed = Dynalite.JSON.createObjectNode();
        ObjectNode answered = request.deepCopy();
        for (Map.Entry<String, JsonNode> table : request.path("RequestItems").properties()) {
            ObjectNode left = table.getValue().deepCopy();
            ArrayNode keys = left.putArray("Keys");
            ArrayNode first = ((ObjectNode) answered.path("RequestItems").path(table.getKey())).putArray("Keys");
            for (JsonNode key : table.getValue().path("Keys")) {
                (first.size() < mostKeys ? first : keys).add(key);
            }
            if (!keys.isEmpty()) {
                unprocessed.set(table.getKey(), left);
            }
        }
        boolean asks = answered.path("RequestItems")
                .valueStream()
                .anyMatch(table -> !table.path("Keys").isEmpty());
        JsonNode answer = asks
                ? besideOthers(() -> dynalite.call(headers, "BatchGetItem", answered))
                : Dynalite.JSON.createObjectNode().set("Responses", Dynalite.JSON.createObjectNode());
        ((ObjectNode) answer).set("UnprocessedKeys", unprocessed);
        return answer;
    }

    private static Map<String, String> headers(HttpExchange exchange) {
        Map<String, String> headers = new HashMap<>();
        for (String name : new String[] {"Authorization", "X-Amz-Date", "X-Amz-Security-Token", "Content-Type"}) {
            String value = exchange.getRequestHeaders().getFirst(name);
            if (value != null) {
                headers.put(name, value);
            }
        }
        return headers;
    }

    private static JsonNode parse(byte[] body) throws IOException {
        return Dynalite.JSON.readTree(body);
    }

    private static void answer(HttpExchange exchange, JsonNode body) throws IOException {
        answer(exchange, 200, body);
    }

    private static void answer(HttpExchange exchange, int status, JsonNode body) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", "application/x-amz-json-1.0");
        LoopbackServer.answer(exchange, status, Dynalite.JSON.writeValueAsBytes(body));
    }

    private static void pass(HttpExchange exchange, HttpResponse<byte[]> response) throws IOException {
        for (String name : new String[] {"Content-Type", "x-amz-crc32", "x-amzn-RequestId"}) {
            response.headers()
                    .firstValue(name)
                    .ifPresent(value -> exchange.getResponseHeaders().set(name, value));
        }
        LoopbackServer.answer(exchange, response.statusCode(), response.body());
    }

    @Override
    public void close() {
        server.close();
        dynalite.close();
    }
}
