package dev.scalingstages.workload.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Clients that send or read slowly, past nginx, which would have spared the service that. */
class SlowClientsTest {
    private static final String HEAD = """
            POST /api/sessions HTTP/1.1\r
            Host: localhost\r
            Content-Type: application/json\r
            X-Forwarded-For: 192.0.2.%d\r
            Content-Length: 1000\r
            \r
            {""";

    private static Socket connect(Service service) throws IOException {
        return new Socket(InetAddress.getLoopbackAddress(), service.write.port());
    }

    private static void write(Socket socket, String text) throws IOException {
        OutputStream out = socket.getOutputStream();
        out.write(text.getBytes(StandardCharsets.US_ASCII));
        out.flush();
    }

    @Test
    void aBodyThatComesSlowlyHoldsNoPlace() throws Exception {
        try (Service service = new Service(4, false)) {
            List<Socket> slow = new ArrayList<>();
            for (int i = 0; i < 40; i++) {
                slow.add(connect(service));
                write(slow.get(i), HEAD.formatted(i));
            }
            Thread.sleep(200);
            assertThat(service.signedIn("ada@example.com").get("token").asText())
                    .isNotEmpty();
            for (Socket socket : slow) {
                socket.close();
            }
        }
    }

    @Test
    void aBodyThatDripsIsEnded() throws Exception {
        try (Service service = new Service();
                Socket socket = connect(service)) {
            long begun = System.nanoTime();
            write(socket, HEAD.formatted(1));
            Thread dripping = Thread.startVirtualThread(() -> {
                try {
                    while (true) {
                        Thread.sleep(200);
                        write(socket, " ");
                    }
                } catch (IOException | InterruptedException e) {
                    // Ended.
                }
            });
            byte[] answer = socket.getInputStream().readNBytes(12);
            assertThat(new String(answer, StandardCharsets.US_ASCII)).isEqualTo("HTTP/1.1 408");
            assertThat(Duration.ofNanos(System.nanoTime() - begun))
                    .isBetween(Duration.ofSeconds(9), Duration.ofSeconds(15));
            dripping.interrupt();
        }
    }
}
