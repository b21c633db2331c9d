package dev.scalingstages.workload.http;

import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.Headers;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import org.slf4j.MDC;

/** Gives requests their ids. The first server that sees a request gives it one; the others keep it. */
final class RequestIds {
    /** The header that carries the id. */
    static final HeaderName HEADER = HeaderNames.create("X-Request-ID");

    /** The same pattern as in {@code application.conf} of nginx. */
    private static final Pattern ID = Pattern.compile("[A-Za-z0-9-]{8,64}");

    /** The name of the id in each line of the log. */
    private static final String KEY = "requestId";

    private RequestIds() {}

    /** The id of a request: the one that came with it, when it has the right form, or else a new one. */
    static String of(Headers headers) {
        return headers.first(HEADER)
                .filter(id -> ID.matcher(id).matches())
                .orElseGet(() -> UUID.randomUUID().toString());
    }

    /** Sets the id of the request that this thread works for. */
    static void enter(String id) {
        MDC.put(KEY, id);
    }

    static void leave() {
        MDC.remove(KEY);
    }

    static boolean isKnown() {
        return MDC.get(KEY) != null;
    }

    /** The id of the request that this thread works for. */
    static String current() {
        return Optional.ofNullable(MDC.get(KEY)).orElse("");
    }
}
