package dev.scalingstages.boot;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.net.ServerSocketFactory;

/**
 * A server behind nginx that takes whatever it is sent, even what is malformed, and remembers each request as it was
 * written. It answers with the request's path: one that ends in {@code cacheable} may be kept for a minute, {@code private}
 * by the client only, {@code no-store} by nobody; {@code dropped} is never answered; {@code /health} is answered as told;
 * the rest says nothing about keeping.
 */
final class RecordingServer implements RunningNginx.Listener, AutoCloseable {
    /** What is said of keeping the answer to a path, by its end. */
    private static final Map<String, String> KEEPING =
            Map.of("cacheable", "max-age=60", "private", "private, max-age=60", "no-store", "no-store");

    private final ServerSocket socket;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final List<Request> requests = new CopyOnWriteArrayList<>();
    private volatile int health = 200;

    /**
     * A request as it arrived.
     *
     * @param headers by the lower-case name
     * @param connection the other side's port: the same for requests on one connection
     */
    record Request(String method, String target, String protocol, Map<String, String> headers, int connection) {}

    private RecordingServer(ServerSocket socket) {
        this.socket = socket;
        threads.execute(this::accept);
    }

    static RecordingServer plain() {
        return listening(ServerSocketFactory.getDefault());
    }

    static RecordingServer tls(Certificate certificate) {
        return listening(certificate.context().getServerSocketFactory());
    }

    private static RecordingServer listening(ServerSocketFactory sockets) {
        return new RecordingServer(
                assertDoesNotThrow(() -> sockets.createServerSocket(0, 0, InetAddress.getLoopbackAddress())));
    }

    @Override
    public int port() {
        return socket.getLocalPort();
    }

    List<Request> requests() {
        return List.copyOf(requests);
    }

    /** The requests so far with this path and query. */
    List<Request> requests(String target) {
        return requests.stream()
                .filter(request -> request.target().equals(target))
                .toList();
    }

    /** From now on answers {@code /health} with this status. */
    void answerHealthWith(int status) {
        health = status;
    }

    @Override
    public void close() {
        assertDoesNotThrow(socket::close);
        threads.shutdownNow();
    }

    private void accept() {
        while (!socket.isClosed()) {
            try {
                Socket connection = socket.accept();
                threads.execute(() -> serve(connection));
            } catch (IOException e) {
                // Closed, or a client that left during the handshake.
            }
        }
    }

    private void serve(Socket connection) {
        try (connection) {
            InputStream in = new BufferedInputStream(connection.getInputStream());
            String line;
            while (!(line = line(in)).isEmpty()) {
                String[] words = line.split(" ");
                Map<String, String> headers = new HashMap<>();
                while (!(line = line(in)).isEmpty()) {
                    String[] header = line.split(": ?", 2);
                    headers.put(header[0].toLowerCase(Locale.ROOT), header[1]);
                }
                in.skipNBytes(Long.parseLong(headers.getOrDefault("content-length", "0")));
                requests.add(new Request(words[0], words[1], words[2], headers, connection.getPort()));
                String path = words[1].replaceFirst("[?].*", "");
                if (path.endsWith("dropped")) {
                    return;
                }
                connection.getOutputStream().write(answer(words[0], path).getBytes(StandardCharsets.ISO_8859_1));
                connection.getOutputStream().flush();
            }
        } catch (IOException e) {
            // nginx closed the connection.
        }
    }

    private String answer(String method, String path) {
        String body = "{\"path\":\"" + path + "\",\"filler\":\"" + "x".repeat(2_000) + "\"}";
        StringBuilder head = new StringBuilder("HTTP/1.1 " + (path.equals("/health") ? health : 200) + " \r\n");
        KEEPING.entrySet().stream()
                .filter(keeping -> path.endsWith(keeping.getKey()))
                .forEach(keeping -> head.append("Cache-Control: " + keeping.getValue() + "\r\n"));
        head.append("Content-Type: application/json\r\nContent-Length: " + body.length() + "\r\n");
        head.append("X-Powered-By: something that attackers like to know\r\n");
        head.append("X-Request-ID: the application's own\r\n\r\n");
        return head + (method.equals("HEAD") ? "" : body);
    }

    private static String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        int next;
        while ((next = in.read()) >= 0 && next != '\n') {
            line.append((char) next);
        }
        return line.toString().strip();
    }
}
