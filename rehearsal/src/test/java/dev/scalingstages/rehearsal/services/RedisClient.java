package dev.scalingstages.rehearsal.services;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** A client of Redis's protocol, which gives answers as text: errors begin with a minus, lists are in brackets. */
final class RedisClient implements AutoCloseable {
    private final Socket socket;
    private final InputStream answers;

    RedisClient(Socket socket) throws IOException {
        this.socket = socket;
        answers = new BufferedInputStream(socket.getInputStream());
    }

    String ask(String... words) throws IOException {
        StringBuilder command = new StringBuilder("*" + words.length + "\r\n");
        for (String word : words) {
            command.append('$')
                    .append(word.length())
                    .append("\r\n")
                    .append(word)
                    .append("\r\n");
        }
        socket.getOutputStream().write(command.toString().getBytes(StandardCharsets.ISO_8859_1));
        return answer();
    }

    private String answer() throws IOException {
        String line = line();
        String rest = line.substring(1);
        return switch (line.charAt(0)) {
            case '$' -> rest.equals("-1") ? "nil" : word(Integer.parseInt(rest));
            case '*', '~' -> list(Integer.parseInt(rest));
            case '%' -> list(2 * Integer.parseInt(rest));
            case '-' -> line;
            default -> rest;
        };
    }

    private String word(int length) throws IOException {
        String word = new String(answers.readNBytes(length), StandardCharsets.UTF_8);
        answers.skipNBytes(2);
        return word;
    }

    private String list(int count) throws IOException {
        List<String> all = new ArrayList<>();
        for (int index = 0; index < count; index++) {
            all.add(answer());
        }
        return all.toString();
    }

    private String line() throws IOException {
        StringBuilder line = new StringBuilder();
        for (int next = answers.read(); next != '\n'; next = answers.read()) {
            if (next < 0) {
                throw new EOFException();
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
