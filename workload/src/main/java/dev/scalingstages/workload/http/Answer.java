package dev.scalingstages.workload.http;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The answer to a request.
 *
 * @param body becomes JSON
 */
record Answer(int status, Map<String, String> headers, Optional<Object> body) {
    private static final String NO_STORE = "no-store";

    /** An answer with a body. It is cached nowhere, unless {@link #with} says otherwise. */
    static Answer of(int status, Object body) {
        return new Answer(status, Map.of("Cache-Control", NO_STORE), Optional.of(body));
    }

    /** An answer of 200 with a body. */
    static Answer ok(Object body) {
        return of(200, body);
    }

    /** An answer without a body. */
    static Answer empty(int status) {
        return new Answer(status, Map.of("Cache-Control", NO_STORE), Optional.empty());
    }

    /** The same answer with a header added or replaced. */
    Answer with(String name, String value) {
        Map<String, String> all = new LinkedHashMap<>(headers);
        all.put(name, value);
        return new Answer(status, all, body);
    }

    /** The same answer, which anyone may cache for some seconds. */
    Answer cachedFor(int seconds) {
        return with("Cache-Control", "public, max-age=" + seconds);
    }
}
