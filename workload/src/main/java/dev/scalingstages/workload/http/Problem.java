package dev.scalingstages.workload.http;

import java.util.List;
import java.util.Map;

/**
 * The reason why a request fails; thrown where it is found, answered as a problem document.
 *
 * <p>Without a stack trace: it is an answer, and clients can cause any number of them.
 */
final class Problem extends RuntimeException {
    private final int status;
    private final Map<String, String> headers;
    private final List<FieldError> errors;

    /**
     * An error in a part of the request.
     *
     * @param field its name, or the path to it
     */
    record FieldError(String field, String message) {}

    private Problem(int status, String detail, Map<String, String> headers, List<FieldError> errors) {
        super(detail, null, false, false);
        this.status = status;
        this.headers = Map.copyOf(headers);
        this.errors = List.copyOf(errors);
    }

    /** A problem with a status and one sentence about it. */
    static Problem of(int status, String detail) {
        return new Problem(status, detail, Map.of(), List.of());
    }

    /** 404: there is no such resource. */
    static Problem notFound(String detail) {
        return of(404, detail);
    }

    /** 409: the request contradicts the stored state. */
    static Problem conflict(String detail) {
        return of(409, detail);
    }

    /** Fields that are not what they must be. */
    static Problem fields(List<FieldError> errors) {
        return new Problem(422, "Some fields are not valid.", Map.of(), errors);
    }

    /** Likewise, for a single field. */
    static Problem field(String field, String message) {
        return fields(List.of(new FieldError(field, message)));
    }

    /** 401: the sender is not signed in. */
    static Problem unauthorized(String detail) {
        return new Problem(401, detail, Map.of("WWW-Authenticate", "Bearer"), List.of());
    }

    /** 503: the request may succeed later. */
    static Problem later(int seconds, String detail) {
        return new Problem(503, detail, Map.of("Retry-After", String.valueOf(seconds)), List.of());
    }

    /** This client has asked for too much. */
    static Problem tooMany(int seconds, String detail) {
        return new Problem(429, detail, Map.of("Retry-After", String.valueOf(seconds)), List.of());
    }

    /** 405: the path has other methods. */
    static Problem notAllowed(String allow) {
        return new Problem(405, "This method is not allowed at this address.", Map.of("Allow", allow), List.of());
    }

    int status() {
        return status;
    }

    Map<String, String> headers() {
        return headers;
    }

    List<FieldError> errors() {
        return errors;
    }
}
