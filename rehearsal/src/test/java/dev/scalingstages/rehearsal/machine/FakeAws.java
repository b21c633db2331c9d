package dev.scalingstages.rehearsal.machine;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import dev.scalingstages.rehearsal.network.Command;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/** As much of AWS's APIs as a server needs to boot: objects to get, and a record of what it sends. */
final class FakeAws implements AutoCloseable {
    private static final char[] PASSWORD = "fake".toCharArray();

    private final Path directory;
    private final List<HttpsServer> servers = new CopyOnWriteArrayList<>();
    private final Map<String, byte[]> objects = new ConcurrentHashMap<>();
    private final List<String> calls = new CopyOnWriteArrayList<>();

    FakeAws(Path directory) throws IOException, InterruptedException {
        this.directory = directory;
        String script = """
                cd "$1"
                openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj "/CN=Rehearsal" \
                  -keyout ca.key -out ca.pem
                openssl req -new -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj /CN=aws \
                  -keyout s.key -out s.csr
                echo "subjectAltName=DNS:*.us-east-1.amazonaws.com,DNS:*.s3.us-east-1.amazonaws.com,\
                DNS:*.s3.dualstack.us-east-1.amazonaws.com,DNS:*.s3.amazonaws.com" >s.ext
                openssl x509 -req -in s.csr -CA ca.pem -CAkey ca.key -CAcreateserial -days 2 -extfile s.ext -out s.pem
                openssl pkcs12 -export -in s.pem -inkey s.key -certfile ca.pem -passout pass:fake -out s.p12
                """;
        Command.run("sh", "-euc", script, "sh", directory.toString());
    }

    Path authority() {
        return directory.resolve("ca.pem");
    }

    void listen(String address) throws Exception {
        KeyStore store = KeyStore.getInstance(directory.resolve("s.p12").toFile(), PASSWORD);
        KeyManagerFactory keys = KeyManagerFactory.getInstance("PKIX");
        keys.init(store, PASSWORD);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), null, null);
        HttpsServer server = HttpsServer.create(new InetSocketAddress(address, 443), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(context));
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", this::answer);
        server.start();
        servers.add(server);
    }

    void put(String path, byte[] object) {
        objects.put(path, object);
    }

    /** What was sent, as in {@code PUT host/path: body}. */
    List<String> calls() {
        return List.copyOf(calls);
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange;
                InputStream in = exchange.getRequestBody()) {
            String body = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            String path = exchange.getRequestURI().getPath();
            String target = exchange.getRequestHeaders().getFirst("x-amz-target");
            calls.add(exchange.getRequestMethod() + " "
                    + exchange.getRequestHeaders().getFirst("Host") + path + " " + target + ": " + body);
            byte[] object = objects.get(path);
            if (exchange.getRequestMethod().equals("GET") && object == null && !path.endsWith("mirror.list")) {
                exchange.sendResponseHeaders(404, -1);
                return;
            }
            byte[] answer = object == null ? "{}".getBytes(StandardCharsets.UTF_8) : object;
            exchange.sendResponseHeaders(200, answer.length);
            exchange.getResponseBody().write(answer);
        }
    }

    /** A directory as an archive. */
    static byte[] zip(Path directory) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes);
                Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
                zip.putNextEntry(new ZipEntry(directory.relativize(file).toString()));
                zip.write(Files.readAllBytes(file));
            }
        }
        return bytes.toByteArray();
    }

    @Override
    public void close() {
        servers.forEach(server -> server.stop(0));
    }
}
