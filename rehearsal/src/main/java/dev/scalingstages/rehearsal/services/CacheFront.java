package dev.scalingstages.rehearsal.services;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import javax.net.ssl.SSLContext;

/**
 * The door of a cache node, as ElastiCache's: TLS, and sign-in by a user's name and a token of IAM in place of a
 * password. Behind it Redis takes the users' own password, which nobody else knows.
 */
final class CacheFront implements AutoCloseable {
    private static final int LARGEST_WORD = 64 << 20;

    private final ServerSocket door;
    private final String address;
    private final int plainPort;
    private final Admission admission;

    /** Says whether a token of IAM lets a user in. */
    interface Admission {
        /**
         * @return empty if it does, else why not
         */
        Optional<String> refusal(String user, String token);
    }

    CacheFront(SSLContext tls, String address, int port, int plainPort, Admission admission) throws IOException {
        this.address = address;
        this.plainPort = plainPort;
        this.admission = admission;
        door = tls.getServerSocketFactory().createServerSocket(port, 512, InetAddress.getByName(address));
        Thread.ofVirtual().name("cache at " + address).start(this::accept);
    }

    private void accept() {
        while (!door.isClosed()) {
            try {
                Socket client = door.accept();
                Thread.ofVirtual().start(() -> serve(client));
            } catch (IOException e) {
                if (!door.isClosed()) {
                    throw new java.io.UncheckedIOException(e);
                }
            }
        }
    }

    /** A connection that ends, on either side, ends both. */
    private void serve(Socket client) {
        try (client;
                Socket redis = new Socket(address, plainPort)) {
            client.setTcpNoDelay(true);
            redis.setTcpNoDelay(true);
            Thread answers = Thread.ofVirtual().start(() -> copy(redis, client));
            InputStream commands = new BufferedInputStream(client.getInputStream(), 16384);
            OutputStream out = new BufferedOutputStream(redis.getOutputStream(), 16384);
            while (true) {
                pass(commands, out, client.getOutputStream());
                if (commands.available() == 0) {
                    out.flush();
                }
            }
        } catch (IOException e) {
            // The client or the node has gone, which is theirs to notice.
            Thread.yield();
        }
    }

    private static void copy(Socket from, Socket to) {
        try (from;
                to) {
            from.getInputStream().transferTo(to.getOutputStream());
        } catch (IOException e) {
            // As above.
            Thread.yield();
        }
    }

    /** Passes one command on; one that signs in has its token replaced. */
    private void pass(InputStream commands, OutputStream out, OutputStream answers) throws IOException {
        List<byte[]> words = read(commands);
        String name = words.isEmpty() ? "" : text(words.getFirst()).toUpperCase(Locale.ROOT);
        int user = switch (name) {
            case "AUTH" -> words.size() == 3 ? 1 : -1;
            case "HELLO" -> userOfHello(words);
            default -> -1;
        };
        if (user > 0) {
            Optional<String> refusal = admission.refusal(text(words.get(user)), text(words.get(user + 1)));
            if (refusal.isPresent()) {
                answers.write(
                        ("-WRONGPASS invalid username-password pair or user is disabled. " + refusal.get() + "\r\n")
                                .getBytes(StandardCharsets.UTF_8));
                answers.flush();
                throw new IOException(refusal.get());
            }
            words.set(user + 1, CacheNode.PASSWORD.getBytes(StandardCharsets.UTF_8));
        }
        write(words, out);
    }

    private static int userOfHello(List<byte[]> words) {
        for (int index = 1; index + 2 < words.size(); index++) {
            if (text(words.get(index)).equalsIgnoreCase("AUTH")) {
                return index + 1;
            }
        }
        return -1;
    }

    private static String text(byte[] word) {
        return new String(word, StandardCharsets.UTF_8);
    }

    private static List<byte[]> read(InputStream commands) throws IOException {
        int count = number(commands, '*');
        List<byte[]> words = new ArrayList<>(count);
        for (int index = 0; index < count; index++) {
            int length = number(commands, '$');
            if (length > LARGEST_WORD) {
                throw new IOException("a word of " + length + " bytes");
            }
            byte[] word = commands.readNBytes(length);
            if (word.length < length || commands.readNBytes(2).length < 2) {
                throw new EOFException();
            }
            words.add(word);
        }
        return words;
    }

    private static int number(InputStream commands, char mark) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int next = commands.read(); next != '\n'; next = commands.read()) {
            if (next < 0 || line.size() > 32) {
                throw new EOFException();
            }
            line.write(next);
        }
        String text = line.toString(StandardCharsets.US_ASCII).strip();
        if (text.isEmpty() || text.charAt(0) != mark) {
            throw new IOException("not a command of Redis: " + text);
        }
        return Integer.parseInt(text.substring(1));
    }

    private static void write(List<byte[]> words, OutputStream out) throws IOException {
        out.write(("*" + words.size() + "\r\n").getBytes(StandardCharsets.US_ASCII));
        for (byte[] word : words) {
            out.write(("$" + word.length + "\r\n").getBytes(StandardCharsets.US_ASCII));
            out.write(word);
            out.write(new byte[] {'\r', '\n'});
        }
    }

    @Override
    public void close() {
        try {
            door.close();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
