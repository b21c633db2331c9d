package dev.scalingstages.testing;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.scalingstages.TestApp;
import dev.scalingstages.stage.ScalingStage;
import java.io.UncheckedIOException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.assertions.Template;

/**
 * The synthesized templates, one synth for each variant, shared by all tests: for the CDK's own assertions, and as a
 * model for tests that follow references. In the model, what follows from the lines of the boot scripts and the
 * application in a logical id is masked, as asset hashes are in snapshots: else every commit to either would change all
 * that is generated from templates.
 */
public final class Templates {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Map<Variant, List<Stack>> STACKS = new ConcurrentHashMap<>();
    private static final Map<Configuration, Template> ASSERTABLE = new ConcurrentHashMap<>();
    private static final Map<Configuration, JsonNode> MODELS = new ConcurrentHashMap<>();

    /** Of models, by their text: the same one is asked for before each mutant, and by each part of a check. */
    private static final Map<String, Template> LATEST = Collections.synchronizedMap(new Latest());

    /** The fingerprint of what boots, and the hash that the CDK appends. */
    private static final Pattern GENERATION = Pattern.compile("(Serving(?:Handle)?Stage[1-6])[0-9a-f]{8}[0-9A-F]{8}");

    /** Keeps what was used last, since a text is half a megabyte. */
    private static final class Latest extends LinkedHashMap<String, Template> {
        private static final int SIZE = 8;

        Latest() {
            super(SIZE, 1, true);
        }

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Template> eldest) {
            return size() > SIZE;
        }
    }

    private Templates() {}

    /** The template of the variant with a domain, for the CDK's assertions. */
    public static Template cdk(ScalingStage stage) {
        return cdk(Variant.WITH_DOMAIN, stage);
    }

    /** A template of a variant, for the CDK's assertions. */
    public static Template cdk(Variant variant, ScalingStage stage) {
        return ASSERTABLE.computeIfAbsent(new Configuration(variant, stage), Templates::assertable);
    }

    /** A model for the CDK's own assertions, as it is now; what is changed later is not in it. */
    public static Template cdk(CloudTemplate template) {
        // As text: the CDK's kernel takes one long string sooner than thousands of values.
        return LATEST.computeIfAbsent(template.json().toString(), Template::fromString);
    }

    /** A template of the variant with a domain, as the snapshots show it. */
    public static CloudTemplate of(ScalingStage stage) {
        return of(Variant.WITH_DOMAIN, stage);
    }

    /** A template of a variant. The caller gets a copy, which a test may mutate. */
    public static CloudTemplate of(Variant variant, ScalingStage stage) {
        return new CloudTemplate(MODELS.computeIfAbsent(
                        new Configuration(variant, stage),
                        each -> masked(cdk(each.variant(), each.stage()).toJSON()))
                .deepCopy());
    }

    /** Takes over the stacks of a variant that a test synthesizes anyway, where no other was quicker. */
    public static void share(Variant variant, List<Stack> stacks) {
        STACKS.putIfAbsent(variant, stacks);
    }

    /** The context that the CDK CLI would pass: cdk.json, cdk.context.json, and the settings on top. */
    public static Map<String, Object> context(Map<String, Object> settings) {
        return CdkContext.of(settings);
    }

    /** A template of the CDK, with what {@link Templates} masks. */
    static JsonNode masked(Map<String, Object> template) {
        try {
            return JSON.readTree(
                    GENERATION.matcher(JSON.writeValueAsString(template)).replaceAll("$1" + "0".repeat(16)));
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Template assertable(Configuration configuration) {
        String name = "-stage-" + configuration.stage().number();
        return STACKS
                .computeIfAbsent(configuration.variant(), variant -> TestApp.stacks(context(variant.settings())))
                .stream()
                .filter(stack -> stack.getStackName().endsWith(name))
                .findFirst()
                .map(Template::fromStack)
                .orElseThrow();
    }
}
