package dev.scalingstages.workload.http;

import dev.scalingstages.workload.limits.Client;
import dev.scalingstages.workload.limits.Places;
import io.helidon.http.HeaderValues;
import io.helidon.webserver.http.Filter;
import io.helidon.webserver.http.FilterChain;
import io.helidon.webserver.http.RoutingRequest;
import io.helidon.webserver.http.RoutingResponse;

/**
 * Each request passes through here, and so does its answer: it gets its id, is logged when it is done, and counts among
 * those in flight. Requests for the server's health are neither logged nor counted: a busy server is not a broken one.
 */
final class Gate implements Filter {
    /** One client has a quarter of the places at most: more than the connections of an office's browsers. */
    private static final int SHARES = 4;

    private final Health health;
    private final Places<Client> places;
    private final AccessLog log;

    /**
     * Creates the gate, open.
     *
     * @param inFlight how many requests are worked on at once; the next is refused at once, since a server that queues
     *     without end answers nobody in time
     */
    Gate(Health health, int inFlight, AccessLog log) {
        this.health = health;
        this.places = new Places<>(inFlight, Math.ceilDiv(inFlight, SHARES));
        this.log = log;
    }

    @Override
    public void filter(FilterChain chain, RoutingRequest request, RoutingResponse response) {
        long begun = System.nanoTime();
        String id = RequestIds.of(request.headers());
        RequestIds.enter(id);
        try {
            response.header(RequestIds.HEADER, id);
            if (health.isDraining()) {
                // So that the proxy in front opens its next connection elsewhere before this server stops listening.
                response.header(HeaderValues.CONNECTION_CLOSE);
            }
            chain.proceed();
        } finally {
            String path = request.prologue().uriPath().rawPath();
            if (!Route.isHealth(path)) {
                log.write(new AccessLog.Entry(
                        id,
                        request.prologue().method().text(),
                        request.matchingPattern().orElse(AccessLog.NO_ROUTE),
                        path,
                        response.status().code(),
                        System.nanoTime() - begun));
            }
            RequestIds.leave();
        }
    }

    /**
     * The same endpoint, refusing when too many are in flight. A body of JSON is read before, so that a client that sends
     * it slowly holds no place.
     */
    Endpoint limit(Endpoint endpoint) {
        return request -> {
            request.receive();
            Client client = request.client();
            if (!places.tryAcquire(client)) {
                throw Problem.later(1, "There are too many requests. Try again.");
            }
            try {
                return endpoint.answer(request);
            } finally {
                places.release(client);
            }
        };
    }
}
