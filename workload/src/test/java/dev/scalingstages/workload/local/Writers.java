package dev.scalingstages.workload.local;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Writes posts over connections that stay open: as fast as they are acknowledged, or at a rate. At a rate a post's time
 * counts from when it was due, so that a server that stalls does not look fast.
 */
final class Writers {
    private static final int CONNECTIONS = 32;
    private static final String BODY = "{\"body\":\"%s\"}".formatted("x".repeat(900));

    private final int port;
    private final List<String> tokens;

    /**
     * @param tokens of sessions, which take turns
     */
    Writers(int port, List<String> tokens) {
        this.port = port;
        this.tokens = List.copyOf(tokens);
    }

    /**
     * What they saw.
     *
     * @param rate acknowledged posts a second
     * @param p99 what 99 of 100 took at most, in milliseconds
     * @param failures how many were not acknowledged
     */
    record Result(double rate, double p99, long failures) {}

    /** As fast as they are acknowledged. */
    Result full(int seconds) throws InterruptedException {
        return run(seconds, 0);
    }

    /** At a rate, in posts a second. */
    Result at(int rate, int seconds) throws InterruptedException {
        return run(seconds, rate);
    }

    private Result run(int seconds, int rate) throws InterruptedException {
        ConcurrentLinkedQueue<Long> times = new ConcurrentLinkedQueue<>();
        AtomicLong failures = new AtomicLong();
        AtomicLong turn = new AtomicLong();
        long begin = System.nanoTime();
        long end = begin + seconds * 1_000_000_000L;
        List<Future<?>> done = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int connection = 0; connection < CONNECTIONS; connection++) {
                byte[] request = request(tokens.get(connection % tokens.size()));
                done.add(threads.submit(() -> {
                    try (Socket socket = new Socket("127.0.0.1", port)) {
                        socket.setTcpNoDelay(true);
                        InputStream in = new BufferedInputStream(socket.getInputStream());
                        while (true) {
                            long due = rate == 0
                                    ? System.nanoTime()
                                    : begin + turn.getAndIncrement() * 1_000_000_000L / rate;
                            if (due >= end) {
                                return null;
                            }
                            Thread.sleep(java.time.Duration.ofNanos(Math.max(0, due - System.nanoTime())));
                            socket.getOutputStream().write(request);
                            if (status(in) / 100 == 2) {
                                times.add(System.nanoTime() - due);
                            } else {
                                failures.incrementAndGet();
                            }
                        }
                    }
                }));
            }
        }
        for (Future<?> each : done) {
            if (each.state() == Future.State.FAILED) {
                throw new IllegalStateException("a writer broke off", each.exceptionNow());
            }
        }
        long[] sorted = times.stream().mapToLong(Long::longValue).sorted().toArray();
        double p99 = sorted.length == 0 ? Double.NaN : sorted[(int) (sorted.length * 0.99)] / 1e6;
        return new Result(sorted.length / (double) seconds, p99, failures.get());
    }

    private static byte[] request(String token) {
        return ("POST /api/posts HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                        + "Authorization: Bearer %s\r\nContent-Length: %d\r\n\r\n%s")
                .formatted(token, BODY.length(), BODY)
                .getBytes(StandardCharsets.US_ASCII);
    }

    /** Reads one answer to its end. */
    private static int status(InputStream in) throws IOException {
        String line = line(in);
        int status = Integer.parseInt(line.split(" ")[1]);
        int length = 0;
        while (!(line = line(in)).isEmpty()) {
            if (line.regionMatches(true, 0, "content-length:", 0, 15)) {
                length = Integer.parseInt(line.substring(15).strip());
            }
        }
        in.skipNBytes(length);
        return status;
    }

    private static String line(InputStream in) throws IOException {
        byte[] line = new byte[256];
        int length = 0;
        int next;
        while ((next = in.read()) != '\n') {
            if (next < 0) {
                throw new IOException("the server closed the connection");
            }
            if (length == line.length) {
                line = Arrays.copyOf(line, 2 * length);
            }
            line[length++] = (byte) next;
        }
        return new String(line, 0, length, StandardCharsets.US_ASCII).strip();
    }
}
