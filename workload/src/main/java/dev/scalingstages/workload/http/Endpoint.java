package dev.scalingstages.workload.http;

import java.io.IOException;

/** Answers the requests of one method at one route. */
@FunctionalInterface
interface Endpoint {
    /**
     * Answers a request.
     *
     * @throws Problem when the client did something wrong or has to wait
     * @throws IOException when the client stops sending
     */
    Answer answer(Request request) throws IOException;
}
