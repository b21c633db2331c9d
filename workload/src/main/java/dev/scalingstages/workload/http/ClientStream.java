package dev.scalingstages.workload.http;

import io.helidon.http.RequestException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** A request's body. A client that stops sending fails it with an {@link IOException}, and not with Helidon's own. */
final class ClientStream extends FilterInputStream {
    ClientStream(InputStream in) {
        super(in);
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        try {
            return in.read(bytes, offset, length);
        } catch (RequestException e) {
            throw e;
        } catch (RuntimeException e) {
            throw new IOException("the client stopped sending", e);
        }
    }
}
