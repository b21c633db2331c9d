package dev.scalingstages.workload.http;

import java.io.IOException;
import java.io.InputStream;
import java.util.Map;

/** Takes uploads, where files are kept on this server's disk. */
@FunctionalInterface
public interface Uploads {
    /** What became of one. */
    enum Receipt {
        /** It is stored. */
        STORED,
        /** The address is none of ours. */
        FORGED,
        /** The address is no longer good. */
        EXPIRED,
        /** The type is not the one that was announced. */
        WRONG_TYPE,
        /** The content is longer or shorter than was announced. */
        WRONG_SIZE,
        /** The disk is nearly full. */
        NO_ROOM
    }

    /**
     * Takes one.
     *
     * @param name the last part of its address
     * @param query the parameters of its address
     * @throws IOException when the client stops sending
     */
    Receipt receive(String name, Map<String, String> query, String contentType, InputStream content) throws IOException;
}
