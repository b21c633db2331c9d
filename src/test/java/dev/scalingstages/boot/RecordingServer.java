package dev.scalingstages.boot;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
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

/**
 * A server behind nginx that takes whatever it is sent, and remembers each request as it was written: {@link Upstream}
 * refuses what it finds malformed. Each is answered with 200.
 */
final class RecordingServer implements RunningNginx.Listener, AutoCloseable {
    private static final byte[] ANSWER =
            "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}"
                    .getBytes(StandardCharsets.US_ASCII);

    private final ServerSocket socket;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final List<Request> requests = new CopyOnWriteArrayList<>();

    /**
     * A request as it arrived.
     *
     * @param headers by the lower-case name
     */
    record Request(String method, String target, Map<String, String> headers) {}

    private RecordingServer(ServerSocket socket) {
        this.socket = socket;
        threads.execute(this::accept);
    }

    static RecordingServer plain() {
        try {
            return new RecordingServer(new ServerSocket(0, 0, InetAddress.getLoopbackAddress()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static RecordingServer tls(Certificate certificate) {
        try {
            return new RecordingServer(certificate
                    .context()
                    .getServerSocketFactory()
                    .createServerSocket(0, 0, InetAddress.getLoopbackAddress()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public int port() {
        return socket.getLocalPort();
    }

    List<Request> requests() {
        return List.copyOf(requests);
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
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
                requests.add(new Request(words[0], words[1], headers));
                connection.getOutputStream().write(ANSWER);
                connection.getOutputStream().flush();
            }
        } catch (IOException e) {
            // nginx closed the connection.
        }
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
