package dev.scalingstages.workload.http;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.scalingstages.workload.content.Timeline;
import dev.scalingstages.workload.content.TimelineEntry;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.function.Function;

/**
 * Timelines as JSON. An entry that is held in this process, because many ask for it, is written once: only its likes are
 * new each time.
 */
final class TimelinePages {
    /**
     * The entries of about 800 pages of 10 KB, as many as the cache holds here; an entry goes when the cache lets it
     * go.
     */
    private static final long HELD_BYTES = 8L * 1024 * 1024;

    private static final byte[] BEGIN = bytes("{\"entries\":[");
    private static final byte[] LIKES = bytes(",\"likes\":");

    private final Json json;
    private final Function<TimelineEntry, Object> view;
    private final Cache<TimelineEntry, byte[]> held = Caffeine.newBuilder()
            // The cache's housekeeping costs less than waking a thread for it.
            .executor(Runnable::run)
            .weakKeys()
            .maximumWeight(HELD_BYTES)
            .weigher((TimelineEntry entry, byte[] written) -> written.length)
            .build();

    /**
     * @param view what is shown of an entry apart from its likes, as a JSON object with at least one member
     */
    TimelinePages(Json json, Function<TimelineEntry, Object> view) {
        this.json = json;
        this.view = view;
    }

    /**
     * Writes a page.
     *
     * @param next where the next page begins
     */
    Json.Written write(Timeline page, Optional<String> next) {
        ByteArrayOutputStream out =
                new ByteArrayOutputStream(64 + 512 * page.entries().size());
        out.writeBytes(BEGIN);
        String between = "";
        for (TimelineEntry entry : page.entries()) {
            out.writeBytes(bytes(between));
            byte[] written = held.get(entry, this::write);
            out.write(written, 0, written.length - 1);
            Long likes = page.likes().get(entry.id());
            if (likes != null) {
                out.writeBytes(LIKES);
                out.writeBytes(bytes(likes.toString()));
            }
            out.write('}');
            between = ",";
        }
        out.writeBytes(bytes(next.map("],\"next\":\"%s\"}"::formatted).orElse("]}")));
        return new Json.Written(out.toByteArray());
    }

    private byte[] write(TimelineEntry entry) {
        return json.write(view.apply(entry));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
