package dev.scalingstages.workload.servers;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Passes requests on to an SQS server, and can make it deliver messages more than once, as SQS does rarely: those who
 * receive a message then do not hide it from others. It counts how often each message was delivered.
 */
public final class SqsFront implements AutoCloseable {
    private static final String RECEIVE = "AmazonSQS.ReceiveMessage";
    private static final ObjectMapper JSON = new ObjectMapper();

    private final SqsServer server;
    private final HttpClient client = HttpClient.newHttpClient();
    private final LoopbackServer front;
    private final Map<String, Integer> deliveries = new ConcurrentHashMap<>();
    private volatile boolean repeats;
    private volatile String failing = "";
    private volatile boolean senderFault;

    /** In front of a server. */
    public SqsFront(SqsServer server) throws IOException {
        this.server = server;
        front = new LoopbackServer(this::handle);
    }

    /** Where clients ask. */
    public URI endpoint() {
        return front.endpoint();
    }

    /** From now on messages are delivered again and again until they are deleted, or each is hidden as it should be. */
    public void repeat(boolean repeats) {
        this.repeats = repeats;
    }

    /**
     * From now on a call for several messages, such as {@code DeleteMessageBatch}, succeeds and does nothing: all of
     * its entries fail.
     *
     * @param forGood whether SQS says that the sender is at fault
     */
    public void failEntriesOf(String action, boolean forGood) {
        failing = "AmazonSQS." + action;
        senderFault = forGood;
    }

    /** The server stops answering, until {@link #resume}. */
    public void pause() throws IOException, InterruptedException {
        server.pause();
    }

    /** Goes on after {@link #pause}. */
    public void resume() throws IOException, InterruptedException {
        server.resume();
    }

    /** How many messages were delivered more than once. */
    public long repeated() {
        return deliveries.values().stream().filter(times -> times > 1).count();
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            String action = Optional.ofNullable(exchange.getRequestHeaders().getFirst("X-Amz-Target"))
                    .orElse("");
            byte[] body = exchange.getRequestBody().readAllBytes();
            if (action.equals(failing)) {
                exchange.getResponseHeaders().set("Content-Type", "application/x-amz-json-1.0");
                LoopbackServer.answer(exchange, 200, failed(body));
                return;
            }
            boolean receives = action.equals(RECEIVE);
            HttpResponse<byte[]> response = send(exchange, receives && repeats ? unhidden(body) : body);
            if (receives && response.statusCode() == 200) {
                count(response.body());
            }
            response.headers()
                    .firstValue("Content-Type")
                    .ifPresent(type -> exchange.getResponseHeaders().set("Content-Type", type));
            LoopbackServer.answer(exchange, response.statusCode(), response.body());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    private HttpResponse<byte[]> send(HttpExchange exchange, byte[] body) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(server.endpoint().resolve(exchange.getRequestURI()))
                .method(exchange.getRequestMethod(), HttpRequest.BodyPublishers.ofByteArray(body));
        for (String name : new String[] {"Authorization", "X-Amz-Date", "X-Amz-Target", "Content-Type"}) {
            Optional.ofNullable(exchange.getRequestHeaders().getFirst(name))
                    .ifPresent(value -> request.header(name, value));
        }
        return client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
    }

    private byte[] failed(byte[] body) throws IOException {
        ObjectNode answer = JSON.createObjectNode();
        answer.putArray("Successful");
        ArrayNode failed = answer.putArray("Failed");
        for (JsonNode entry : JSON.readTree(body).path("Entries")) {
            failed.addObject()
                    .put("Id", entry.path("Id").asText())
                    .put("SenderFault", senderFault)
                    .put("Code", "OfTheTest")
                    .put("Message", "this entry fails");
        }
        return JSON.writeValueAsBytes(answer);
    }

    private static byte[] unhidden(byte[] body) throws IOException {
        ObjectNode request = (ObjectNode) JSON.readTree(body);
        return JSON.writeValueAsBytes(request.put("VisibilityTimeout", 0));
    }

    private void count(byte[] answer) throws IOException {
        for (JsonNode message : JSON.readTree(answer).path("Messages")) {
            deliveries.merge(message.path("MessageId").asText(), 1, Integer::sum);
        }
    }

    @Override
    public void close() {
        front.close();
        client.shutdownNow();
    }
}
