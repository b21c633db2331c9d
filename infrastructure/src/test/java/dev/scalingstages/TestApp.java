package dev.scalingstages;

import dev.scalingstages.settings.Settings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.Consumer;
import software.amazon.awscdk.App;
import software.amazon.awscdk.AppProps;

/** Synthesizes the application inside a test, into a directory of its own, with a pinned environment. */
public final class TestApp {
    private TestApp() {}

    /** Synthesizes with a context; returns the cloud assembly's directory. */
    public static Path synthesize(Map<String, Object> context) {
        return synthesize(context, app -> {});
    }

    /** The same, with something done to the app before it is synthesized, such as adding a policy pack. */
    public static Path synthesize(Map<String, Object> context, Consumer<App> before) {
        Path directory = directory();
        App app = new App(AppProps.builder()
                .analyticsReporting(false)
                .outdir(directory.toString())
                .context(context)
                .build());
        ScalingStagesApp.addStacks(app, Settings.parse(context, Map.of()));
        before.accept(app);
        app.synth();
        return directory;
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
