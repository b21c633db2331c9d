package dev.scalingstages.workload.servers;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Finds TCP ports that are free on the loopback address. A server takes its port some time after it was found, so each
 * is given once only, and none from where systems take the ports of outgoing connections.
 */
public final class FreePort {
    static final String HOST = "127.0.0.1";

    private static final int FIRST = 15_000;
    private static final int END = 32_000;
    private static final int TRIES = 1_000;
    private static final Set<Integer> GIVEN = ConcurrentHashMap.newKeySet();

    private FreePort() {}

    /** A port that nobody listens on. */
    public static int next() throws IOException {
        for (int i = 0; i < TRIES; i++) {
            int port = ThreadLocalRandom.current().nextInt(FIRST, END);
            if (isFree(port) && GIVEN.add(port)) {
                return port;
            }
        }
        throw new IOException("no port from %d to %d is free".formatted(FIRST, END));
    }

    static List<Integer> next(int count) throws IOException {
        Integer[] ports = new Integer[count];
        for (int i = 0; i < count; i++) {
            ports[i] = next();
        }
        return List.of(ports);
    }

    private static boolean isFree(int port) throws IOException {
        try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getByName(HOST))) {
            return socket.isBound();
        } catch (BindException e) {
            return false;
        }
    }
}
