package dev.scalingstages.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.scalingstages.TestApp;
import dev.scalingstages.stage.ScalingStage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/**
 * The synthesized templates, one synth for each variant, shared by all tests. What follows from the lines of the boot
 * scripts and the application in a logical id is masked, as asset hashes are in snapshots: else every commit to either
 * would change all that is generated from templates.
 */
public final class Templates {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Map<Variant, Map<ScalingStage, JsonNode>> CACHE = new ConcurrentHashMap<>();

    /** The fingerprint of what boots, and the hash that the CDK appends. */
    private static final Pattern GENERATION = Pattern.compile("(Serving(?:Handle)?Stage[1-6])[0-9a-f]{8}[0-9A-F]{8}");

    private Templates() {}

    /** A template of the variant with a domain, as the snapshots show it. */
    public static CloudTemplate of(ScalingStage stage) {
        return of(Variant.WITH_DOMAIN, stage);
    }

    /** A template of a variant. The caller gets a copy, which a test may mutate. */
    public static CloudTemplate of(Variant variant, ScalingStage stage) {
        return new CloudTemplate(
                CACHE.computeIfAbsent(variant, Templates::synthesize).get(stage).deepCopy());
    }

    /** The context that the CDK CLI would pass: cdk.json, cdk.context.json, and the settings on top. */
    public static Map<String, Object> context(Map<String, Object> settings) {
        Map<String, Object> context = new TreeMap<>();
        read(Path.of("cdk.json"))
                .path("context")
                .properties()
                .forEach(entry -> context.put(entry.getKey(), JSON.convertValue(entry.getValue(), Object.class)));
        read(Path.of("cdk.context.json"))
                .properties()
                .forEach(entry -> context.put(entry.getKey(), JSON.convertValue(entry.getValue(), Object.class)));
        context.putAll(settings);
        return context;
    }

    private static Map<ScalingStage, JsonNode> synthesize(Variant variant) {
        Map<ScalingStage, JsonNode> templates = new ConcurrentHashMap<>();
        Path directory = TestApp.synthesize(context(variant.settings()));
        String system =
                variant.settings().getOrDefault("system", "scaling-stages").toString();
        for (ScalingStage stage : ScalingStage.values()) {
            templates.put(stage, read(directory.resolve(system + "-stage-" + stage.number() + ".template.json")));
        }
        return templates;
    }

    /** A file of the CDK, with what {@link Templates} masks. */
    static JsonNode read(Path file) {
        try {
            return JSON.readTree(GENERATION.matcher(Files.readString(file)).replaceAll("$1" + "0".repeat(16)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
