package dev.scalingstages.tooling;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.imageio.ImageIO;

/** Answers as the service does to one user with one post and one photo; a test changes an answer to break it. */
final class CannedService implements AutoCloseable {
    private final Map<String, Reply> replies = new ConcurrentHashMap<>();
    private final CountDownLatch end = new CountDownLatch(1);
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final HttpServer server;
    private final String post;
    private final String photo;
    private volatile byte[] upload = new byte[0];
    private volatile String tokenAtUpload = "nothing was uploaded";

    /** What is done with a request. */
    @FunctionalInterface
    interface Reply {
        void to(HttpExchange exchange) throws IOException;
    }

    private CannedService(String post, String photo) throws IOException {
        this.post = post;
        this.photo = photo;
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/", this::answer);
    }

    /** Starts one that works; the ids are those of the post and of the post with a photo. */
    static CannedService start(String post, String photo) {
        CannedService service = assertDoesNotThrow(() -> new CannedService(post, photo));
        service.work();
        service.server.start();
        return service;
    }

    private void work() {
        reply("GET /health", 200, "");
        reply("POST /api/accounts", 201, "{'accountId':'ada'}");
        reply("POST /api/sessions", 201, "{'token':'secret','accountId':'ada'}");
        reply("POST /api/posts", exchange -> write(exchange, 401));
        reply("GET /api/posts/" + post, 200, "{'body':'A test after a deploy','accountId':'ada'}");
        reply("GET /api/accounts/ada/timeline", 200, "{'entries':[{'postId':'" + post + "'}]}");
        reply("PUT /upload", exchange -> {
            upload = exchange.getRequestBody().readAllBytes();
            tokenAtUpload = String.valueOf(exchange.getRequestHeaders().getFirst("Authorization"));
            send(exchange, 204, new byte[0]);
        });
        reply("POST /api/posts/" + photo + "/photo/finish", 200, "{'state':'UPLOADED'}");
        reply("GET /api/posts/" + photo + "/photo", 200, "{'state':'READY','thumbnail':'/thumbnail'}");
        reply("GET /thumbnail", exchange -> send(exchange, 200, thumbnail(0)));
        reply("PUT /api/posts/" + post + "/likes/mine", 200, "{'likes':1}");
        reply("GET /api/posts/" + post + "/likes", 200, "{'likes':1}");
        reply("DELETE /api/posts/" + post + "/likes/mine", 200, "{'likes':0}");
        reply("DELETE /api/sessions/current", 204, "");
    }

    /** Changes an answer; the text may have ' for ". */
    void reply(String request, int status, String body) {
        reply(request, exchange -> {
            exchange.getRequestBody().readAllBytes();
            if (status == 301) {
                exchange.getResponseHeaders().set("Location", "https://elsewhere.example");
            }
            send(exchange, status, json(body));
        });
    }

    /** Changes what is done with a request, such as {@code GET /health}. */
    void reply(String request, Reply reply) {
        replies.put(request, reply);
    }

    /** Leaves a request without an answer until the end. */
    void hang(String request) {
        reply(request, exchange -> assertDoesNotThrow(() -> end.await()));
    }

    /** Takes a post; the status is the answer after the end of the session. */
    void write(HttpExchange exchange, int late) throws IOException {
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        if (body.contains("After the end")) {
            send(exchange, late, new byte[0]);
        } else if (body.contains("photo")) {
            // The same server by another name, for what another host would do.
            String elsewhere = "http://localhost:" + server.getAddress().getPort() + "/upload";
            String address = "{'method':'PUT','address':'" + elsewhere + "','headers':{}}";
            send(exchange, 201, json("{'postId':'" + photo + "','upload':" + address + "}"));
        } else {
            send(exchange, 201, json("{'postId':'" + post + "'}"));
        }
    }

    /** A JPEG in the shape of what was uploaded, or higher by some pixels. */
    byte[] thumbnail(int excess) throws IOException {
        BufferedImage picture = ImageIO.read(new ByteArrayInputStream(upload));
        int height = Math.round(512f * picture.getHeight() / picture.getWidth()) + excess;
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ImageIO.write(new BufferedImage(512, height, BufferedImage.TYPE_INT_RGB), "jpeg", out);
        return out.toByteArray();
    }

    /** The header Authorization that came with the upload, "null" without one. */
    String tokenAtUpload() {
        return tokenAtUpload;
    }

    String address() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    private void answer(HttpExchange exchange) throws IOException {
        String request =
                exchange.getRequestMethod() + " " + exchange.getRequestURI().getPath();
        replies.getOrDefault(request, unknown -> send(unknown, 404, new byte[0]))
                .to(exchange);
    }

    private static byte[] json(String text) {
        return text.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
    }

    static void send(HttpExchange exchange, int status, byte[] body) throws IOException {
        exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
        try (exchange) {
            exchange.getResponseBody().write(body);
        }
    }

    @Override
    public void close() {
        end.countDown();
        server.stop(0);
        threads.shutdownNow();
    }
}
