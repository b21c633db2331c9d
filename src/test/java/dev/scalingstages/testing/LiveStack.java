package dev.scalingstages.testing;

import com.fasterxml.jackson.databind.JsonNode;
import dev.scalingstages.stage.ScalingStage;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The one live stack that the setting {@code stage} makes, where a test needs other settings than a variant's. Any thread
 * may ask for it, as for {@link Templates}.
 */
public final class LiveStack {
    private static final Map<Map<String, Object>, JsonNode> CACHE = new ConcurrentHashMap<>();

    private LiveStack() {}

    /**
     * A copy of the stack's template; each context is synthesized once.
     *
     * @param settings over those of the variant with a domain, as they would stand in {@code cdk.json}
     */
    public static CloudTemplate of(ScalingStage stage, Map<String, Object> settings) {
        return synthesize(stage, Templates.context(withDomain(settings)));
    }

    /** The same with another context, such as one with another pinned image. */
    public static CloudTemplate synthesize(ScalingStage stage, Map<String, Object> context) {
        Map<String, Object> live = new TreeMap<>(context);
        live.put("stage", stage.number());
        // Before the map's entry is taken, since this may have to wait.
        Map<String, Object> template = Synthesis.live(live);
        return new CloudTemplate(
                CACHE.computeIfAbsent(live, each -> Templates.masked(template)).deepCopy());
    }

    /** The settings of the variant with a domain, and others over them. */
    public static Map<String, Object> withDomain(Map<String, Object> settings) {
        Map<String, Object> all = new TreeMap<>(Variant.WITH_DOMAIN.settings());
        all.putAll(settings);
        return all;
    }
}
