package dev.scalingstages.workload.http;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One line of JSON for each request, on the logger {@code access}, and a timer for each route and class of status. It
 * holds no query string, header or body, so nothing secret.
 */
final class AccessLog {
    /** The route of a request that has none. */
    static final String NO_ROUTE = "none";

    /** The API has no longer paths; others would only fill the log. */
    private static final int LONGEST_PATH = 128;

    private static final Logger LOG = LoggerFactory.getLogger("access");

    private final Json json;
    private final MeterRegistry meters;

    AccessLog(Json json, MeterRegistry meters) {
        this.json = json;
        this.meters = meters;
    }

    /** The logged facts about a request. */
    record Entry(String requestId, String method, String route, String path, int status, long nanoseconds) {}

    private record Line(
            String kind,
            long timestamp,
            String requestId,
            String method,
            String route,
            String path,
            int status,
            double milliseconds) {}

    /** Notes a request that was answered. */
    void write(Entry entry) {
        Timer.builder("requests")
                .tag("route", entry.route())
                .tag("status", entry.status() / 100 + "xx")
                .publishPercentiles(0.99)
                .register(meters)
                .record(entry.nanoseconds(), TimeUnit.NANOSECONDS);
        if (LOG.isInfoEnabled()) {
            String path = entry.path().substring(0, Math.min(entry.path().length(), LONGEST_PATH));
            double milliseconds = TimeUnit.NANOSECONDS.toMicros(entry.nanoseconds()) / 1000.0;
            Line line = new Line(
                    "request",
                    System.currentTimeMillis(),
                    entry.requestId(),
                    entry.method(),
                    entry.route(),
                    path,
                    entry.status(),
                    milliseconds);
            LOG.info(new String(json.write(line), StandardCharsets.UTF_8));
        }
    }
}
