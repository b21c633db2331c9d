package dev.scalingstages.workload.servers;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;

/** Finds TCP ports that are free on the loopback address. */
final class FreePort {
    static final String HOST = "127.0.0.1";

    private FreePort() {}

    static int next() throws IOException {
        return next(1).getFirst();
    }

    /** Finds several ports at once: all are held until the last is found, so none comes twice. */
    static List<Integer> next(int count) throws IOException {
        List<ServerSocket> sockets = new ArrayList<>();
        try {
            for (int i = 0; i < count; i++) {
                sockets.add(new ServerSocket(0, 1, InetAddress.getByName(HOST)));
            }
            return sockets.stream().map(ServerSocket::getLocalPort).toList();
        } finally {
            for (ServerSocket socket : sockets) {
                socket.close();
            }
        }
    }
}
