package dev.scalingstages.workload.servers;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** Stands for the load balancer in front of replicas: hands each connection to the next one that answers. */
final class ReplicaBalancer implements AutoCloseable {
    private final ServerSocket server;
    private final List<Integer> replicas;
    private final AtomicInteger turn = new AtomicInteger();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    ReplicaBalancer(List<Integer> replicas) throws IOException {
        this.replicas = List.copyOf(replicas);
        server = new ServerSocket(0, 128, InetAddress.getByName(FreePort.HOST));
        threads.submit(this::accept);
    }

    int port() {
        return server.getLocalPort();
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket client = server.accept();
                threads.submit(() -> join(client));
            } catch (IOException e) {
                // Closed, or the client left before its turn; the next one is no worse for it.
            }
        }
    }

    private void join(Socket client) {
        try (client;
                Socket replica = next()) {
            var back = threads.submit(() -> copy(replica, client));
            copy(client, replica);
            back.cancel(true);
        } catch (IOException e) {
            // No replica answers: the client sees a connection that is closed, as behind AWS's balancer.
        }
    }

    private Socket next() throws IOException {
        IOException failure = new IOException("there is no replica");
        for (int tries = 0; tries < replicas.size(); tries++) {
            int port = replicas.get(Math.floorMod(turn.getAndIncrement(), replicas.size()));
            try {
                return new Socket(FreePort.HOST, port);
            } catch (IOException e) {
                failure = e;
            }
        }
        throw failure;
    }

    /** Until either side ends; then both end. */
    private static void copy(Socket from, Socket to) {
        try (from;
                to;
                InputStream in = from.getInputStream();
                OutputStream out = to.getOutputStream()) {
            in.transferTo(out);
        } catch (IOException e) {
            // The other direction has closed both.
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
        threads.shutdownNow();
    }
}
