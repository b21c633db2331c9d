package dev.scalingstages.boot;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

/** Writes requests as no client library would. Each comes from a loopback address of its choice. */
final class RawClient {
    private static final int LIMIT_MILLISECONDS = 10_000;
    private static final SSLContext CONTEXT = Client.trustingContext();
    private static final byte[] PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
    private static final int HEADERS = 1;
    private static final int RESET = 3;
    private static final int SETTINGS = 4;
    private static final int GO_AWAY = 7;
    private static final int END_STREAM_AND_HEADERS = 5;

    private RawClient() {}

    /** A connection, which the caller closes. */
    static Socket connect(int port, boolean tls, int client, String... protocols) throws IOException {
        Socket socket = new Socket();
        socket.bind(new InetSocketAddress(address(client), 0));
        socket.setSoTimeout(LIMIT_MILLISECONDS);
        // Or the end of the handshake and the request behind it wait for one another, 40 ms each time.
        socket.setTcpNoDelay(true);
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), LIMIT_MILLISECONDS);
        if (!tls) {
            return socket;
        }
        SSLSocket secured = (SSLSocket) CONTEXT.getSocketFactory().createSocket(socket, "localhost", port, true);
        SSLParameters parameters = secured.getSSLParameters();
        parameters.setApplicationProtocols(protocols);
        secured.setSSLParameters(parameters);
        return secured;
    }

    /** The loopback address of a client: 127.1.0.0 and those after it. */
    static InetAddress address(int client) throws IOException {
        return InetAddress.getByAddress(new byte[] {127, 1, (byte) (client >> 8), (byte) client});
    }

    /** Sends one request by HTTP/1.1, and returns all that is answered, which is nothing where the server hangs up. */
    static String ask(Socket socket, String method, String target, Map<String, String> headers) {
        StringBuilder head = new StringBuilder(method + " " + target + " HTTP/1.1\r\nHost: localhost\r\n");
        headers.forEach(
                (name, value) -> head.append(name).append(": ").append(value).append("\r\n"));
        try (socket) {
            socket.getOutputStream()
                    .write((head + "Content-Length: 2\r\nConnection: close\r\n\r\n{}")
                            .getBytes(StandardCharsets.UTF_8));
            socket.getOutputStream().flush();
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            return "";
        }
    }

    /** Sends one request by HTTP/2, and returns when it is answered, reset, or the connection ends. */
    static void askByHttp2(Socket socket, String method, String target, Map<String, String> headers) {
        ByteArrayOutputStream block = new ByteArrayOutputStream();
        literal(block, ":method", method);
        literal(block, ":scheme", "https");
        literal(block, ":authority", "localhost");
        literal(block, ":path", target);
        headers.forEach((name, value) -> literal(block, name.toLowerCase(), value));
        try (socket) {
            ByteArrayOutputStream said = new ByteArrayOutputStream();
            said.writeBytes(PREFACE);
            frame(said, SETTINGS, 0, 0, new byte[0]);
            frame(said, HEADERS, END_STREAM_AND_HEADERS, 1, block.toByteArray());
            socket.getOutputStream().write(said.toByteArray());
            socket.getOutputStream().flush();
            DataInputStream in = new DataInputStream(socket.getInputStream());
            while (true) {
                int length = in.readUnsignedByte() << 16 | in.readUnsignedShort();
                int type = in.readUnsignedByte();
                in.skipNBytes(5L + length);
                if (type == HEADERS || type == RESET || type == GO_AWAY) {
                    return;
                }
            }
        } catch (IOException e) {
            // The server hung up.
        }
    }

    private static void frame(ByteArrayOutputStream out, int type, int flags, int stream, byte[] payload) {
        out.write(payload.length >> 16);
        out.write(payload.length >> 8);
        out.write(payload.length);
        out.write(type);
        out.write(flags);
        out.writeBytes(new byte[] {0, 0, 0, (byte) stream});
        out.writeBytes(payload);
    }

    /** A header as HPACK's literal that is not indexed (RFC 7541, 6.2.2). */
    private static void literal(ByteArrayOutputStream out, String name, String value) {
        out.write(0);
        text(out, name);
        text(out, value);
    }

    private static void text(ByteArrayOutputStream out, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        int most = 127;
        int left = bytes.length - most;
        out.write(left < 0 ? bytes.length : most);
        for (; left >= 128; left /= 128) {
            out.write(left % 128 + 128);
        }
        if (bytes.length >= most) {
            out.write(left);
        }
        out.writeBytes(bytes);
    }

    /** The status of an answer; zero where there is none. */
    static int status(String answer) {
        return answer.startsWith("HTTP/1.1 ") ? Integer.parseInt(answer.substring(9, 12)) : 0;
    }

    /** The status of the first line that a server says; zero where it hangs up without a word. */
    static int firstStatus(InputStream in) throws IOException {
        return status(new String(in.readNBytes(12), StandardCharsets.ISO_8859_1));
    }
}
