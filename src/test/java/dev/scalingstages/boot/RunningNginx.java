package dev.scalingstages.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;

import dev.scalingstages.testing.Waiting;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The real nginx with the configuration that a boot rendered. Only what needs a real server's rights is changed: the
 * user, and each address that it listens on or calls, which becomes a free loopback port. The access log is written at
 * once, not when a second has passed.
 */
final class RunningNginx implements AutoCloseable {
    private static final List<Integer> APPLICATION_PORTS = List.of(8080, 8082);
    private static final String MAIN = "etc/nginx/nginx.conf";
    private static final String DIRECTORY = "etc/nginx/scaling-stages/";
    private static final String ROLE = DIRECTORY + "server.conf";

    /**
     * Stops nginx when standard input ends: when the test closes it, and also when the tests' JVM is killed. Its workers
     * would outlive a master that is killed, so it is asked, and it ends when they have.
     */
    private static final String SUPERVISOR = """
            exec 3<&0
            "$@" 3<&- &
            master=$!
            { read -r end <&3; kill "$master"; } 2>/dev/null &
            exec 3<&-
            wait "$master"
            """;

    private static final int ATTEMPTS = 5;
    private static final int STOP_LIMIT_SECONDS = 20;

    private final FakeServer server;
    private final Map<Integer, Integer> ports = new LinkedHashMap<>();
    private final Client client = new Client();
    private final Process process;

    /** Who listens behind nginx. */
    interface Listener {
        /** The port on the loopback address. */
        int port();
    }

    /** A change of the rendered configuration, for tests of tests. */
    record Edit(String file, String text, String replacement) {}

    /**
     * Boots the server and starts nginx.
     *
     * @param behind who is found in place of the internal load balancer's addresses by a web server, and on 8080 and 8082
     *     by others, or on both where there is one; without any, nobody listens
     */
    RunningNginx(FakeServer server, Listener... behind) {
        this(server, List.of(), behind);
    }

    /** The same, with another configuration. */
    RunningNginx(FakeServer server, List<Edit> edits, Listener... behind) {
        this.server = server;
        server.boots();
        edits.forEach(edit -> replace(DIRECTORY + edit.file(), edit.text(), edit.replacement()));
        replace(MAIN, "buffer=16k flush=1s if", "if");
        replace(MAIN, "user nginx;", isRoot() ? "user root;" : "");
        if (server.role().equals("web")) {
            String addresses = Stream.of(behind)
                    .map(each -> "server 127.0.0.1:" + each.port() + " max_fails=3 fail_timeout=5s;")
                    .collect(Collectors.joining("\n"));
            server.put(DIRECTORY + "internal-addresses.conf", addresses);
        } else {
            for (int index = 0; index < APPLICATION_PORTS.size(); index++) {
                String address = "server 127.0.0.1:" + APPLICATION_PORTS.get(index) + " ";
                if (server.file(ROLE).contains(address)) {
                    int port = behind.length == 0 ? freePort() : behind[Math.min(index, behind.length - 1)].port();
                    replace(ROLE, address, "server 127.0.0.1:" + port + " ");
                }
            }
        }
        process = start();
    }

    /** Starts nginx on free ports, and on others where another program was faster to take one. */
    private Process start() {
        String main = server.file(MAIN);
        String role = server.file(ROLE);
        for (int attempt = 1; ; attempt++) {
            for (int port : server.ports()) {
                ports.put(port, freePort());
                replace(ROLE, "listen " + port + " ", "listen 127.0.0.1:" + port(port) + " ");
            }
            ports.put(8081, freePort());
            replace(MAIN, "listen 127.0.0.1:8081;", "listen 127.0.0.1:" + port(8081) + ";");
            Process started = assertDoesNotThrow(() -> nginx().start());
            if (answers(started, port(server.ports().get(0)))) {
                return started;
            }
            stop(started);
            String said = server.file("run/nginx.out") + server.file("var/log/nginx/error.log");
            if (attempt == ATTEMPTS || !said.contains("Address already in use")) {
                throw new AssertionError("nginx does not start: " + said);
            }
            server.put(MAIN, main);
            server.put(ROLE, role);
        }
    }

    /**
     * What is answered on a port of the configuration.
     *
     * @param headers names and values by turns
     */
    Client.Answer get(int port, String path, String... headers) {
        return client.get(uri(port, path), headers);
    }

    Client.Answer post(int port, String path) {
        return client.post(uri(port, path), "{}");
    }

    Client.Answer call(String method, int port, String path) {
        return client.call(method, uri(port, path));
    }

    /** The address of a path on a port of the configuration. */
    URI uri(int port, String path) {
        return URI.create((port == 80 || port == 8081 ? "http" : "https") + "://127.0.0.1:" + port(port) + path);
    }

    int port(int configured) {
        return ports.get(configured);
    }

    /** The access log's lines; waits until there are so many, since nginx writes them after it has answered. */
    List<String> accessLog(int atLeast) {
        return accessLog(lines -> lines.size() >= atLeast);
    }

    /** The access log's lines, when something holds for them. */
    List<String> accessLog(Predicate<List<String>> when) {
        return Waiting.until(
                () -> server.file("var/log/nginx/access.log").lines().toList(), when);
    }

    @Override
    public void close() {
        stop(process);
    }

    private static void stop(Process process) {
        assertDoesNotThrow(() -> process.getOutputStream().close());
        boolean stopped = assertDoesNotThrow(() -> process.waitFor(STOP_LIMIT_SECONDS, TimeUnit.SECONDS));
        if (!stopped) {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
            throw new AssertionError("nginx did not stop within " + STOP_LIMIT_SECONDS + " s");
        }
    }

    /** A port that nobody listens on at this moment. */
    static int freePort() {
        return assertDoesNotThrow(() -> {
            try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
                return socket.getLocalPort();
            }
        });
    }

    private ProcessBuilder nginx() {
        String arguments = "-p %1$s -c %1$s/%2$s -e %1$s/var/log/nginx/error.log -g".formatted(server.path(""), MAIN);
        ProcessBuilder builder =
                new ProcessBuilder("sh", "-c", SUPERVISOR, "sh", Tools.nginx().toString());
        builder.command().addAll(List.of(arguments.split(" ")));
        builder.command().add("daemon off;");
        return builder.redirectErrorStream(true)
                .redirectOutput(server.path("run/nginx.out").toFile());
    }

    private void replace(String file, String text, String replacement) {
        String content = server.file(file);
        assertThat(content).contains(text);
        server.put(file, content.replace(text, replacement));
    }

    /** Waits until somebody listens on a port, or the process has ended. */
    private static boolean answers(Process process, int port) {
        return Waiting.until(
                        () -> {
                            try (Socket socket = new Socket()) {
                                socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
                                return Optional.of(process.isAlive());
                            } catch (IOException e) {
                                return process.isAlive() ? Optional.<Boolean>empty() : Optional.of(false);
                            }
                        },
                        Optional::isPresent)
                .get();
    }

    private static boolean isRoot() {
        return "root".equals(System.getProperty("user.name"));
    }
}
