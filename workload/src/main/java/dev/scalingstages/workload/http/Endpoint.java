package dev.scalingstages.workload.http;

import java.io.IOException;

/** Answers the requests of one method at one route. */
@FunctionalInterface
interface Endpoint {
    /**
     * Answers.
     *
     * @throws Problem what the client did wrong, or why it has to wait
     * @throws IOException when the client stops sending
     */
    Answer answer(Request request) throws IOException;
}
