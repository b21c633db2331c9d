package dev.scalingstages.workload.http;

import io.helidon.http.HeaderNames;
import io.helidon.http.Method;
import io.helidon.http.Status;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;

/** The endpoints of one listener. */
public final class Routes {
    private static final byte[] NOTHING = {};

    /** About as long as a move takes to switch. */
    private static final int READ_ONLY_SECONDS = 30;

    private static final Endpoint LATER = request -> {
        throw Problem.later(READ_ONLY_SECONDS, "Nothing can be written while data is moved. Reading still works.");
    };

    private final Map<Route, Map<Method, Endpoint>> endpoints = new EnumMap<>(Route.class);
    private final boolean readOnly;

    private Routes(boolean readOnly) {
        this.readOnly = readOnly;
    }

    /** No routes yet; endpoints are added one by one. */
    public Routes() {
        this(false);
    }

    /** No routes yet; those that write will refuse to. */
    static Routes readOnly() {
        return new Routes(true);
    }

    Routes get(Route route, Endpoint endpoint) {
        return add(route, Method.GET, endpoint).add(route, Method.HEAD, endpoint);
    }

    Routes add(Route route, Method method, Endpoint endpoint) {
        if (!route.has(method)) {
            throw new IllegalArgumentException(route + " has no " + method);
        }
        boolean reads = method == Method.GET || method == Method.HEAD;
        endpoints.computeIfAbsent(route, key -> new HashMap<>()).put(method, reads || !readOnly ? endpoint : LATER);
        return this;
    }

    /** Registers them with the server, and answers for methods that they do not have. */
    void addTo(HttpRouting.Builder routing, Json json, Problems problems, Gate gate) {
        for (Route route : Route.values()) {
            Map<Method, Endpoint> methods = endpoints.getOrDefault(route, Map.of());
            routing.any(route.template(), (request, response) -> {
                Method method = request.prologue().method();
                Endpoint endpoint = methods.getOrDefault(method, asked -> refuse(route, method));
                Endpoint admitted = Route.isHealth(route.template()) ? endpoint : gate.limit(endpoint);
                send(request, response, json, answer(new Request(request, json), admitted, problems));
            });
        }
        routing.any((request, response) ->
                send(request, response, json, problems.answer(Problem.notFound("There is nothing at this address."))));
        routing.error(Throwable.class, (request, response, e) -> send(request, response, json, problems.answer(e)));
    }

    private static Answer answer(Request request, Endpoint endpoint, Problems problems) {
        try {
            return endpoint.answer(request);
        } catch (Problem e) {
            return problems.answer(e);
        } catch (IOException e) {
            return problems.answer(Problem.of(400, "The request ended before its body did."));
        }
    }

    /** A method of the API that another server answers came to the wrong one; that is no fault of the client's. */
    private static Answer refuse(Route route, Method method) {
        if (route.has(method)) {
            throw Problem.of(421, "Another server answers this method.");
        }
        throw Problem.notAllowed(route.allow());
    }

    private static void send(ServerRequest request, ServerResponse response, Json json, Answer answer) {
        response.status(Status.create(answer.status()));
        answer.headers().forEach((name, value) -> response.header(HeaderNames.create(name), value));
        byte[] body = answer.body().map(json::write).orElse(NOTHING);
        if (answer.body().isPresent() && !answer.headers().containsKey("Content-Type")) {
            response.header(HeaderNames.CONTENT_TYPE, "application/json");
        }
        if (request.prologue().method() == Method.HEAD) {
            response.headers().contentLength(body.length);
            response.send();
        } else {
            response.send(body);
        }
    }
}
