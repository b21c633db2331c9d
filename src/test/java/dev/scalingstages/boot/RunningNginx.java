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
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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

    private final FakeServer server;
    private final Map<Integer, Integer> ports = new LinkedHashMap<>();
    private final Process process;

    /**
     * Boots the server and starts nginx.
     *
     * @param listening the ports in the role's configuration
     * @param applications the ports to find in place of 8080 and 8082; where one is left out, nobody listens
     * @param internalPorts the ports to find in place of the internal load balancer's addresses
     */
    RunningNginx(FakeServer server, List<Integer> listening, List<Upstream> applications, int... internalPorts) {
        this.server = server;
        Tools.Result boot = server.boot();
        assertThat(boot.status()).as(server.bootLog()).isZero();
        try {
            for (int port : listening) {
                ports.put(port, freePort());
                replace(DIRECTORY + "server.conf", "listen " + port + " ", "listen 127.0.0.1:" + port(port) + " ");
            }
            ports.put(8081, freePort());
            replace("etc/nginx/nginx.conf", "listen 127.0.0.1:8081;", "listen 127.0.0.1:" + port(8081) + ";");
            replace("etc/nginx/nginx.conf", "buffer=16k flush=1s;", ";");
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
            Tools.Result check = Tools.run(nginx("-t"));
            assertThat(check.status()).as(check.output()).isZero();
            process = nginx("-g", "daemon off;")
                    .redirectErrorStream(true)
                    .redirectOutput(server.root().resolve("run/nginx.out").toFile())
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        awaitPort(port(listening.get(0)));
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
        // Where nginx is a wrapper script, the master is a descendant.
        List<ProcessHandle> descendants = process.descendants().toList();
        process.destroy();
        descendants.forEach(ProcessHandle::destroy);
        try {
            if (!process.waitFor(5, TimeUnit.SECONDS)) {
                descendants.forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private ProcessBuilder nginx(String... arguments) {
        List<String> command = new ArrayList<>(List.of(
                Tools.nginx().toString(),
                "-p",
                server.root().toString(),
                "-c",
                server.root().resolve("etc/nginx/nginx.conf").toString(),
                "-e",
                server.root().resolve("var/log/nginx/error.log").toString()));
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command);
    }

    private void replace(String file, String text, String replacement) throws IOException {
        String content = server.file(file);
        assertThat(content).contains(text);
        Files.writeString(server.root().resolve(file), content.replace(text, replacement));
    }

    private void awaitPort(int port) {
        Waiting.until(
                () -> {
                    assertThat(process.isAlive())
                            .as(() -> server.file("run/nginx.out") + server.file("var/log/nginx/error.log"))
                            .isTrue();
                    try (Socket socket = new Socket()) {
                        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
                        return true;
                    } catch (IOException e) {
                        return false;
                    }
                },
                connected -> connected);
    }

    private static boolean isRoot() {
        return "root".equals(System.getProperty("user.name"));
    }
}
