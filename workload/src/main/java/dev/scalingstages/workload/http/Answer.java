package dev.scalingstages.workload.http;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What a request is answered with.
 *
 * @param body becomes JSON
 */
record Answer(int status, Map<String, String> headers, Optional<Object> body) {
    private static final String NO_STORE = "no-store";

    /** With a body. It is kept nowhere, unless {@link #with} says otherwise. */
    static Answer of(int status, Object body) {
        return new Answer(status, Map.of("Cache-Control", NO_STORE), Optional.of(body));
    }

    /** 200 with a body. */
    static Answer ok(Object body) {
        return of(200, body);
    }

    /** Without a body. */
    static Answer empty(int status) {
        return new Answer(status, Map.of("Cache-Control", NO_STORE), Optional.empty());
    }

    /** With a header more, or another value of one. */
    Answer with(String name, String value) {
        Map<String, String> all = new LinkedHashMap<>(headers);
        all.put(name, value);
        return new Answer(status, all, body);
    }

    /** To be kept by anybody for some seconds. */
    Answer cachedFor(int seconds) {
        return with("Cache-Control", "public, max-age=" + seconds);
    }
}
