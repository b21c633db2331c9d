package dev.scalingstages.rehearsal.network;

import static org.assertj.core.api.Assertions.assertThat;

import dev.scalingstages.rehearsal.network.Network.Interface;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.List;

/** Listens and connects, on servers and in the router's namespace. */
final class Probes {
    private static final int PORT = 8443;
    private static final String SERVER = """
            import socket
            s = socket.create_server(("", 8443))
            while True:
                c, _ = s.accept()
                c.recv(4096)
                c.sendall(b"HTTP/1.0 204 x\\r\\n\\r\\n")
                c.close()
            """;

    private final List<AutoCloseable> open = new ArrayList<>();

    void close() throws Exception {
        for (AutoCloseable each : open) {
            each.close();
        }
    }

    void listen(Interface at) throws Exception {
        if (at.namespace().isEmpty()) {
            listen(at.address());
            return;
        }
        Process server = new ProcessBuilder(
                        "ip", "netns", "exec", at.namespace().get(), "python3", "-c", SERVER)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        open.add(server::destroyForcibly);
        for (int attempt = 0; attempt < 100; attempt++) {
            if (inside(at, "curl", "-s", "-o", "/dev/null", "http://127.0.0.1:" + PORT) == 0) {
                return;
            }
            Thread.sleep(50);
        }
        throw new IOException("the test's server does not listen");
    }

    void listen(String address) throws IOException {
        ServerSocket socket = new ServerSocket(PORT, 50, InetAddress.ofLiteral(address));
        open.add(socket);
        Thread.ofVirtual().start(() -> {
            while (!socket.isClosed()) {
                try (Socket taken = socket.accept()) {
                    taken.getOutputStream()
                            .write("HTTP/1.0 204 x\r\n\r\n".getBytes(java.nio.charset.StandardCharsets.UTF_8));
                } catch (IOException closed) {
                    return;
                }
            }
        });
    }

    boolean reaches(Interface from, String address) throws Exception {
        int status = inside(from, "curl", "-s", "-o", "/dev/null", "-m", "0.7", "http://" + address + ":" + PORT + "/");
        // Refused connections are silence, not a reset.
        assertThat(status).isIn(0, 28);
        return status == 0;
    }

    int inside(Interface server, String... command) throws Exception {
        return execute(server, command).status();
    }

    private static Command.Result execute(Interface server, String... command) throws Exception {
        List<String> words = new ArrayList<>(
                List.of("ip", "netns", "exec", server.namespace().orElseThrow()));
        words.addAll(List.of(command));
        return Command.attempt("", words);
    }

    boolean reachesFrom(String from, String to) throws IOException {
        try (Socket socket = new Socket()) {
            socket.bind(new InetSocketAddress(from, 0));
            socket.connect(new InetSocketAddress(to, PORT), 700);
            return true;
        } catch (SocketTimeoutException silence) {
            return false;
        }
    }

    List<String> names(Interface server, String name) throws Exception {
        String script = """
                import socket, struct, sys
                s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM); s.settimeout(1)
                q = b"".join(bytes([len(p)]) + p.encode() for p in sys.argv[1].split(".")) + b"\\0\\0\\1\\0\\1"
                s.sendto(b"\\x12\\x34\\1\\0\\0\\1\\0\\0\\0\\0\\0\\0" + q, ("10.0.0.2", 53))
                a = s.recv(512)
                for i in range(struct.unpack(">H", a[6:8])[0]):
                    e = 12 + len(q) + 16 * (i + 1)
                    print(".".join(map(str, a[e - 4:e])))
                """;
        Command.Result result = execute(server, "python3", "-c", script, name);
        return result.output().lines().filter(line -> line.matches("[0-9.]+")).toList();
    }
}
