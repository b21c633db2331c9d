package dev.scalingstages.workload.http;

import dev.scalingstages.workload.content.BusyException;
import dev.scalingstages.workload.content.UnavailableException;
import dev.scalingstages.workload.limits.TooManyException;
import io.helidon.http.DirectHandler;
import io.helidon.http.HeaderNames;
import io.helidon.http.HttpException;
import io.helidon.http.RequestException;
import io.helidon.http.ServerResponseHeaders;
import io.helidon.http.Status;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.http.DirectHandlers;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Turns failures into problem documents (RFC 9457). Errors of the server itself are logged, and not disclosed to
 * clients.
 */
final class Problems {
    private static final Logger LOG = LoggerFactory.getLogger(Problems.class);
    private static final String TYPE = "application/problem+json";

    private final Json json;

    Problems(Json json) {
        this.json = json;
    }

    /**
     * The document.
     *
     * @param type no page describes our problems further, so the title is the status's (RFC 9457, section 4.2.1)
     * @param errors the fields that are wrong; left out when there are none
     */
    private record Document(
            String type,
            String title,
            int status,
            String detail,
            String requestId,
            Optional<List<Problem.FieldError>> errors) {}

    /** The answer to a request that failed. */
    Answer answer(Throwable failure) {
        return switch (failure) {
            case Problem problem -> answer(problem, RequestIds.current());
            case TooManyException e -> answer(Problem.tooMany(e.seconds(), e.getMessage()), RequestIds.current());
            case BusyException e ->
                answer(Problem.later(1, "Too many photos are being processed. Try again."), RequestIds.current());
            case UnavailableException e -> {
                LOG.warn("Unavailable: {}", e.getMessage(), e.getCause());
                yield answer(
                        Problem.later(1, "A service that this needs does not answer. Try again."),
                        RequestIds.current());
            }
            case RequestException e -> answer(refused(e.status()), RequestIds.current());
            case HttpException e -> answer(refused(e.status()), RequestIds.current());
            // The client has gone.
            case CloseConnectionException e -> throw e;
            default -> {
                LOG.error("A request failed", failure);
                yield answer(Problem.of(500, "This is an internal error of the service."), RequestIds.current());
            }
        };
    }

    private static Answer answer(Problem problem, String requestId) {
        Answer answer = Answer.of(
                        problem.status(),
                        new Document(
                                "about:blank",
                                Status.create(problem.status()).reasonPhrase(),
                                problem.status(),
                                problem.getMessage(),
                                requestId,
                                Optional.of(problem.errors()).filter(errors -> !errors.isEmpty())))
                .with("Content-Type", TYPE);
        for (Map.Entry<String, String> header : problem.headers().entrySet()) {
            answer = answer.with(header.getKey(), header.getValue());
        }
        return answer;
    }

    /** The answers to requests that the server itself refuses, before any resource sees them. */
    DirectHandlers direct(AccessLog log) {
        DirectHandler handler = (request, type, status, headers, message) -> {
            boolean isNew = !RequestIds.isKnown();
            String id = isNew ? RequestIds.of(request.headers()) : RequestIds.current();
            Answer answer = answer(refused(isNew ? clientError(status) : status), id);
            if (isNew) {
                log.write(new AccessLog.Entry(id, request.method(), AccessLog.NO_ROUTE, "", answer.status(), 0));
            }
            ServerResponseHeaders all = ServerResponseHeaders.create(headers);
            answer.headers().forEach((name, value) -> all.set(HeaderNames.create(name), value));
            all.set(RequestIds.HEADER, id);
            return DirectHandler.TransportResponse.builder()
                    .status(Status.create(answer.status()))
                    .headers(all)
                    .entity(json.write(answer.body().orElseThrow()))
                    .keepAlive(false)
                    .build();
        };
        DirectHandlers.Builder handlers = DirectHandlers.builder();
        for (DirectHandler.EventType type : DirectHandler.EventType.values()) {
            handlers.addHandler(type, handler);
        }
        return handlers.build();
    }

    /**
     * A request that fails before it has its number fails while it is read, which is the client's fault; though for a
     * letter outside ASCII in the method, or an encoding that it does not know, Helidon would answer with 500 and 501.
     */
    private static Status clientError(Status status) {
        return status.family() == Status.Family.CLIENT_ERROR ? status : Status.BAD_REQUEST_400;
    }

    private static Problem refused(Status status) {
        return switch (status.code()) {
            case 400 -> Problem.of(400, "The request is not valid HTTP.");
            case 413 -> Problem.of(413, "The body is larger than this service accepts.");
            case 503 -> Problem.later(1, "There are too many requests. Try again.");
            default -> Problem.of(status.code(), "The request was refused.");
        };
    }
}
