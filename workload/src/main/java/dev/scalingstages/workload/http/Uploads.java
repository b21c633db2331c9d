package dev.scalingstages.workload.http;

import java.io.IOException;
import java.io.InputStream;
import java.util.Map;

/** Takes uploads, where files are kept on this server's disk. */
@FunctionalInterface
public interface Uploads {
    /** The outcome of an upload. */
    enum Receipt {
        /** The upload is stored. */
        STORED,
        /** The address was not given out by this service. */
        FORGED,
        /** The address is no longer good. */
        EXPIRED,
        /** The type is not the one that was announced. */
        WRONG_TYPE,
        /** The content is longer or shorter than was announced. */
        WRONG_SIZE,
        /** The disk is nearly full, so nothing was stored. */
        NO_ROOM
    }

    /**
     * Takes an upload.
     *
     * @param name the last part of its address
     * @param query the parameters of its address
     * @throws IOException when the client stops sending
     */
    Receipt receive(String name, Map<String, String> query, String contentType, InputStream content) throws IOException;
}
