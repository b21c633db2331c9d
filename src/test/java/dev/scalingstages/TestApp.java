package dev.scalingstages;

import dev.scalingstages.settings.Settings;
import dev.scalingstages.testing.CdkTurn;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import software.amazon.awscdk.App;
import software.amazon.awscdk.AppProps;
import software.amazon.awscdk.Stack;

/** Synthesizes the application inside a test, into a directory of its own, with a pinned environment. */
public final class TestApp {
    private TestApp() {}

    /** Synthesizes with a context; returns the cloud assembly's directory. */
    public static Path synthesize(Map<String, Object> context) {
        App app = app(context);
        app.synth();
        return Path.of(app.getOutdir());
    }

    /** The application's stacks, not synthesized yet, as the CDK's own assertions take them. */
    public static List<Stack> stacks(Map<String, Object> context) {
        return stacks(context, app -> {});
    }

    /** The same, with something done to the app before, such as adding a policy pack. */
    public static List<Stack> stacks(Map<String, Object> context, Consumer<App> before) {
        App app = app(context);
        before.accept(app);
        return app.getNode().getChildren().stream()
                .filter(Stack.class::isInstance)
                .map(Stack.class::cast)
                .toList();
    }

    private static App app(Map<String, Object> context) {
        CdkTurn.isOurs();
        Path directory = directory();
        App app = new App(AppProps.builder()
                .analyticsReporting(false)
                .outdir(directory.toString())
                .context(context)
                .build());
        ScalingStagesApp.addStacks(app, Settings.parse(context, Map.of()));
        return app;
    }

    private static Path directory() {
        try {
            Path parent = Files.createDirectories(Path.of("target", "synthesized"));
            return Files.createTempDirectory(parent, "cdk.out");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
