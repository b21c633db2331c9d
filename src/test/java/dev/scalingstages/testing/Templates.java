package dev.scalingstages.testing;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.scalingstages.stage.ScalingStage;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/**
 * The synthesized templates, one synth for each variant, shared by all tests, as a model for those that follow references;
 * {@link CdkTemplates} has them for the CDK's own assertions. Any thread may ask for them, at a time when it keeps nobody
 * out ({@link CdkTurn}).
 *
 * <p>In the model, what follows from the lines of the boot scripts and the application in a logical id is masked, as asset
 * hashes are in snapshots: else every commit to either would change all that is generated from templates.
 */
public final class Templates {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Map<Configuration, JsonNode> MODELS = new ConcurrentHashMap<>();

    /** The fingerprint of what boots, and the hash that the CDK appends. */
    private static final Pattern GENERATION = Pattern.compile("(Serving(?:Handle)?Stage[1-6])[0-9a-f]{8}[0-9A-F]{8}");

    private Templates() {}

    /** A template of the variant with a domain, as the snapshots show it. */
    public static CloudTemplate of(ScalingStage stage) {
        return of(Variant.WITH_DOMAIN, stage);
    }

    /** A template of a variant. The caller gets a copy, which a test may mutate. */
    public static CloudTemplate of(Variant variant, ScalingStage stage) {
        // Before the map's entry is taken, since this may have to wait.
        String template = Synthesis.templates(variant).get(stage);
        return new CloudTemplate(MODELS.computeIfAbsent(new Configuration(variant, stage), each -> masked(template))
                .deepCopy());
    }

    /** The context that the CDK CLI would pass: cdk.json, cdk.context.json, and the settings on top. */
    public static Map<String, Object> context(Map<String, Object> settings) {
        return CdkContext.of(settings);
    }

    /** A template of the CDK, with what {@link Templates} masks. */
    static JsonNode masked(Map<String, Object> template) {
        try {
            return masked(JSON.writeValueAsString(template));
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static JsonNode masked(String template) {
        try {
            return JSON.readTree(GENERATION.matcher(template).replaceAll("$1" + "0".repeat(16)));
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }
}
