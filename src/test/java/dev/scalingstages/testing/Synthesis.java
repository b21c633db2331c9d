package dev.scalingstages.testing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.scalingstages.TestApp;
import dev.scalingstages.stage.ScalingStage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import software.amazon.awscdk.App;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.assertions.Template;

/**
 * One synthesis for each variant, and for each live stack with other settings. This is the one class by which tests
 * beside the CDK come to what it makes: {@link #templates} and {@link #live} may be called from any thread, and wait for
 * their turn where they must. All stages of a variant are there at once, as soon as anybody has synthesized it.
 */
public final class Synthesis {
    private static final Map<Variant, List<Stack>> STACKS = new ConcurrentHashMap<>();
    private static final Map<Variant, Map<ScalingStage, String>> TEMPLATES = new ConcurrentHashMap<>();
    private static final Map<Map<String, Object>, Map<String, Object>> LIVE = new ConcurrentHashMap<>();

    private Synthesis() {}

    /** The templates of a variant as the CDK has written them, from any thread. */
    static Map<ScalingStage, String> templates(Variant variant) {
        return CdkTurn.unless(() -> Optional.ofNullable(TEMPLATES.get(variant)), () -> {
            stacks(variant);
            return TEMPLATES.get(variant);
        });
    }

    /** The template of the one stack that a context with a {@code stage} makes, from any thread. */
    static Map<String, Object> live(Map<String, Object> context) {
        return CdkTurn.unless(() -> Optional.ofNullable(LIVE.get(context)), () -> {
            List<Stack> stacks = TestApp.stacks(context);
            assertThat(stacks).as("live stacks").hasSize(1);
            LIVE.put(Map.copyOf(context), Template.fromStack(stacks.get(0)).toJSON());
            return LIVE.get(context);
        });
    }

    /** The stacks of a variant, for who has the turn. */
    static List<Stack> stacks(Variant variant) {
        CdkTurn.isOurs();
        if (!STACKS.containsKey(variant)) {
            share(variant, SharedFailure.unless(() -> TestApp.stacks(CdkContext.of(variant.settings()))));
        }
        return STACKS.get(variant);
    }

    /** Takes over the stacks of a variant that a test synthesizes anyway, where no other was quicker. */
    public static void share(Variant variant, List<Stack> stacks) {
        CdkTurn.isOurs();
        App app = (App) stacks.get(0).getNode().getRoot();
        app.synth();
        STACKS.putIfAbsent(variant, stacks);
        TEMPLATES.computeIfAbsent(variant, each -> read(Path.of(app.getOutdir())));
    }

    private static Map<ScalingStage, String> read(Path assembly) {
        Map<ScalingStage, String> templates = new EnumMap<>(ScalingStage.class);
        try (var files = Files.newDirectoryStream(assembly, "*.template.json")) {
            for (Path file : files) {
                String name = file.getFileName().toString();
                templates.put(
                        ScalingStage.of(Integer.parseInt(name.replaceAll(".*-stage-(\\d)\\.template\\.json", "$1"))),
                        Files.readString(file));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return templates;
    }
}
