package dev.scalingstages.rehearsal.services;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** One connection that asks again and again and repeats nothing by itself, so that lost requests can be counted. */
final class RawClient implements AutoCloseable {
    private final Socket socket;
    private final InputStream answers;

    /** An answer; the names of its headers are in lower case. */
    record Answer(int status, Map<String, String> headers, String body) {
        boolean isLast() {
            return "close".equals(headers.get("connection"));
        }
    }

    RawClient(Socket socket) throws IOException {
        this.socket = socket;
        socket.setSoTimeout(20_000);
        answers = new BufferedInputStream(socket.getInputStream());
    }

    RawClient(String address, int port) throws IOException {
        this(new Socket(address, port));
    }

    /** Asks once over a connection that is then closed. */
    static Answer once(String address, int port, String method, String path, String... headers) throws IOException {
        try (RawClient client = new RawClient(address, port)) {
            return client.ask(method, path, headers);
        }
    }

    /**
     * @param headers lines such as {@code Name: value}; without one for the host it is {@code www.example.com}
     */
    Answer ask(String method, String path, String... headers) throws IOException {
        StringBuilder request = new StringBuilder(method + " " + path + " HTTP/1.1\r\n");
        boolean named = false;
        for (String header : headers) {
            named |= header.startsWith("Host:");
            request.append(header).append("\r\n");
        }
        request.append(named ? "" : "Host: www.example.com\r\n")
                .append(method.equals("POST") ? "Content-Length: 0\r\n\r\n" : "\r\n");
        socket.getOutputStream().write(request.toString().getBytes(StandardCharsets.ISO_8859_1));
        String first = line();
        Map<String, String> found = new TreeMap<>();
        for (String line = line(); !line.isEmpty(); line = line()) {
            int colon = line.indexOf(':');
            found.put(
                    line.substring(0, colon).toLowerCase(Locale.ROOT),
                    line.substring(colon + 1).strip());
        }
        int length = method.equals("HEAD") ? 0 : Integer.parseInt(found.getOrDefault("content-length", "0"));
        String body = new String(answers.readNBytes(length), StandardCharsets.UTF_8);
        return new Answer(Integer.parseInt(first.split(" ")[1]), found, body);
    }

    private String line() throws IOException {
        StringBuilder line = new StringBuilder();
        for (int next = answers.read(); next != '\n'; next = answers.read()) {
            if (next < 0) {
                throw new EOFException("the connection was closed without an answer");
            }
            line.append((char) next);
        }
        return line.toString().strip();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
