package dev.scalingstages.workload.http;

import io.helidon.http.RequestException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;

/**
 * A request's body. A client that stops sending fails it with an {@link IOException}, and not with Helidon's own; one that
 * sends so slowly that the whole takes too long, with a {@link Problem}.
 */
final class ClientStream extends FilterInputStream {
    private final long end;

    /**
     * @param longest how long the body may take; the last part may in addition take as long as a connection may be
     *     silent
     */
    ClientStream(InputStream in, Duration longest) {
        super(in);
        this.end = System.nanoTime() + longest.toNanos();
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        if (System.nanoTime() - end > 0) {
            throw Problem.of(408, "The body took too long.");
        }
        try {
            return in.read(bytes, offset, length);
        } catch (RequestException e) {
            throw e;
        } catch (RuntimeException e) {
            throw new IOException("the client stopped sending", e);
        }
    }
}
