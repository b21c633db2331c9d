import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executors;

/**
 * The least that keeps the contract with the application (docs/workload-contract.md): it listens where nginx looks for it,
 * says when it is ready, tells readers from writers, takes its settings from the environment, and drains before it stops.
 * It stores nothing, since Java has no driver for MySQL of its own.
 */
public final class Hello {
    private static final Set<String> READS = Set.of("GET", "HEAD", "OPTIONS");
    private static final int LARGEST_BODY = 16 * 1024;

    private final List<HttpServer> servers = new ArrayList<>();
    private final int drainSeconds = Integer.parseInt(needed("DRAIN_SECONDS"));
    private final String region = needed("AWS_REGION");
    private final String databaseHost;
    private final int databasePort;
    private volatile boolean ready;
    private volatile boolean draining;

    private Hello(List<String> roles) throws IOException {
        // From stage 4 on a reader is told of replicas only, and has no way to the primary.
        String database = roles.equals(List.of("read-api")) && System.getenv("REPLICAS_HOST") != null
                ? "REPLICAS"
                : System.getenv("SHARD_COUNT") != null ? "SHARD_1" : "DATABASE";
        databaseHost = needed(database + "_HOST");
        databasePort = Integer.parseInt(needed(database.equals("REPLICAS") ? "REPLICAS_PORT" : "DATABASE_PORT"));
        // The first role has 8080; beside the write API the read API has 8082. LISTEN_PORT moves them on a developer's machine.
        int port = Integer.parseInt(System.getenv().getOrDefault("LISTEN_PORT", "8080"));
        for (String role : roles) {
            listen(port, role);
            port += 2;
        }
    }

    public static void main(String[] roles) throws Exception {
        Hello hello = new Hello(List.of(roles));
        Runtime.getRuntime().addShutdownHook(new Thread(hello::drain));
        hello.awaitDatabase();
    }

    private void listen(int port, String role) throws IOException {
        // nginx on the same server is the only client.
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        server.setExecutor(Executors.newFixedThreadPool(64));
        HttpHandler greets = role.equals("read-api") ? this::read : this::write;
        server.createContext("/health", exchange -> {
            boolean serves = ready && !draining;
            answer(exchange, serves ? 200 : 503, serves ? "ready\n" : "not ready\n");
        });
        if (!role.equals("worker")) {
            server.createContext("/api/hello", greets);
        }
        server.start();
        servers.add(server);
        log("INFO", role + " listens on " + port);
    }

    /** Ready once the database has answered, and after that whatever becomes of it: no group should replace all servers. */
    private void awaitDatabase() throws InterruptedException {
        while (!ready && !draining) {
            try (Socket socket = new Socket()) {
                socket.connect(new InetSocketAddress(databaseHost, databasePort), 2_000);
                ready = true;
                log("INFO", "the database answers");
            } catch (IOException e) {
                log("WARN", "the database does not answer yet: " + e.getMessage());
                Thread.sleep(1_000);
            }
        }
    }

    private void read(HttpExchange exchange) throws IOException {
        boolean reads = READS.contains(exchange.getRequestMethod());
        answer(exchange, reads ? 200 : 405, reads ? "Hello from " + region + "\n" : "this server only reads\n");
    }

    private void write(HttpExchange exchange) throws IOException {
        byte[] name = exchange.getRequestBody().readNBytes(LARGEST_BODY);
        answer(exchange, 200, "Hello, " + new String(name, StandardCharsets.UTF_8) + "\n");
    }

    private static void answer(HttpExchange exchange, int status, String text) throws IOException {
        try (exchange) {
            byte[] body = text.getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "text/plain; charset=utf-8");
            exchange.getResponseHeaders().set("Cache-Control", "no-store");
            boolean head = exchange.getRequestMethod().equals("HEAD");
            exchange.sendResponseHeaders(status, head ? -1 : body.length);
            if (!head) {
                exchange.getResponseBody().write(body);
            }
        }
    }

    /** On SIGTERM: still serves until the load balancer has seen that it is not ready, then finishes what it has begun. */
    private void drain() {
        draining = true;
        try {
            Thread.sleep(drainSeconds * 1_000L);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        servers.forEach(server -> server.stop(drainSeconds));
    }

    private static String needed(String name) {
        String value = System.getenv(name);
        if (value == null || value.isBlank()) {
            log("ERROR", name + " is missing");
            System.exit(1);
        }
        return value;
    }

    /** A line of the server's log group; ERROR is counted, and too many raise an alarm. */
    private static void log(String level, String message) {
        System.out.println("{\"level\":\"" + level + "\",\"message\":\"" + message.replaceAll("[\"\\\\]", "'") + "\"}");
    }
}
