package dev.scalingstages.boot;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * The real nginx with the configuration that a boot rendered. Only what needs a real server's rights is changed: the
 * user, and each address that it listens on or calls, which becomes a free loopback port. The access log is written at
 * once, not when a second has passed.
 */
final class RunningNginx implements AutoCloseable {
    private static final List<Integer> APPLICATION_PORTS = List.of(8080, 8082);
    private static final String DIRECTORY = "etc/nginx/scaling-stages/";

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
     * @param listening the ports in the role's configuration
     * @param applications the ports to find in place of 8080 and 8082; where one is left out, nobody listens
     * @param internalPorts the ports to find in place of the internal load balancer's addresses
     */
    RunningNginx(
            FakeServer server, List<Integer> listening, List<? extends Listener> applications, int... internalPorts) {
        this(server, List.of(), listening, applications, internalPorts);
    }

    /** The same, with another configuration. */
    RunningNginx(
            FakeServer server,
            List<Edit> edits,
            List<Integer> listening,
            List<? extends Listener> applications,
            int... internalPorts) {
        this.server = server;
        Tools.Result boot = server.boot();
        assertThat(boot.status()).as(server.bootLog()).isZero();
        try {
            for (Edit edit : edits) {
                replace(DIRECTORY + edit.file(), edit.text(), edit.replacement());
            }
            replace("etc/nginx/nginx.conf", "buffer=16k flush=1s if", "if");
            replace("etc/nginx/nginx.conf", "user nginx;", isRoot() ? "user root;" : "");
            for (int index = 0; index < APPLICATION_PORTS.size(); index++) {
                String address = "server 127.0.0.1:" + APPLICATION_PORTS.get(index) + " ";
                if (server.file(DIRECTORY + "server.conf").contains(address)) {
                    int port = index < applications.size()
                            ? applications.get(index).port()
                            : freePort();
                    replace(DIRECTORY + "server.conf", address, "server 127.0.0.1:" + port + " ");
                }
            }
            if (internalPorts.length > 0) {
                Files.writeString(
                        server.root().resolve(DIRECTORY + "internal-addresses.conf"),
                        Arrays.stream(internalPorts)
                                .mapToObj(port -> "server 127.0.0.1:" + port + " max_fails=3 fail_timeout=5s;")
                                .collect(Collectors.joining("\n")));
            }
            process = start(listening);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Starts nginx on free ports, and on others where another program was faster to take one. */
    private Process start(List<Integer> listening) throws IOException {
        String main = server.file("etc/nginx/nginx.conf");
        String role = server.file(DIRECTORY + "server.conf");
        for (int attempt = 1; ; attempt++) {
            for (int port : listening) {
                ports.put(port, freePort());
                replace(DIRECTORY + "server.conf", "listen " + port + " ", "listen 127.0.0.1:" + port(port) + " ");
            }
            ports.put(8081, freePort());
            replace("etc/nginx/nginx.conf", "listen 127.0.0.1:8081;", "listen 127.0.0.1:" + port(8081) + ";");
            Process started = nginx().redirectErrorStream(true)
                    .redirectOutput(server.root().resolve("run/nginx.out").toFile())
                    .start();
            if (answers(started, port(listening.get(0)))) {
                return started;
            }
            stop(started);
            String said = server.file("run/nginx.out") + server.file("var/log/nginx/error.log");
            if (attempt == ATTEMPTS || !said.contains("Address already in use")) {
                throw new AssertionError("nginx does not start: " + said);
            }
            Files.writeString(server.root().resolve("etc/nginx/nginx.conf"), main);
            Files.writeString(server.root().resolve(DIRECTORY + "server.conf"), role);
        }
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
        Path log = server.root().resolve("var/log/nginx/access.log");
        return Waiting.until(
                () -> {
                    try {
                        return Files.readAllLines(log);
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                },
                lines -> lines.size() >= atLeast);
    }

    @Override
    public void close() {
        stop(process);
    }

    private static void stop(Process process) {
        try {
            process.getOutputStream().close();
            if (!process.waitFor(STOP_LIMIT_SECONDS, TimeUnit.SECONDS)) {
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly();
                throw new AssertionError("nginx did not stop within " + STOP_LIMIT_SECONDS + " s");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** A port that nobody listens on at this moment. */
    static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private ProcessBuilder nginx() {
        return new ProcessBuilder(
                "sh",
                "-c",
                SUPERVISOR,
                "sh",
                Tools.nginx().toString(),
                "-p",
                server.root().toString(),
                "-c",
                server.root().resolve("etc/nginx/nginx.conf").toString(),
                "-e",
                server.root().resolve("var/log/nginx/error.log").toString(),
                "-g",
                "daemon off;");
    }

    private void replace(String file, String text, String replacement) throws IOException {
        String content = server.file(file);
        assertThat(content).contains(text);
        Files.writeString(server.root().resolve(file), content.replace(text, replacement));
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
