package dev.scalingstages;

import dev.scalingstages.settings.InvalidSettingsException;
import dev.scalingstages.settings.Settings;
import dev.scalingstages.stage.ScalingStage;
import java.util.Map;
import software.amazon.awscdk.App;
import software.amazon.awscdk.AppProps;

/**
 * The CDK application. Without the setting {@code stage} it holds six review stacks, {@code <system>-stage-1} to
 * {@code -6}; with it, one live stack named {@code <system>}.
 */
public final class ScalingStagesApp {
    /**
     * Resources' stack traces end inside the CDK, before they reach Java, so they are off; {@code --debug} turns them
     * on.
     */
    private static final String WITHOUT_STACK_TRACES = "aws:cdk:disable-creation-stack-traces";

    private ScalingStagesApp() {}

    /** Synthesizes the application; exits with status 1, and writes nothing, when a setting is not valid. */
    public static void main(String[] arguments) {
        App app = new App(AppProps.builder()
                .analyticsReporting(false)
                .context(Map.of(WITHOUT_STACK_TRACES, true))
                .build());
        try {
            addStacks(app, Settings.read(app.getNode().getAllContext()));
        } catch (InvalidSettingsException e) {
            System.err.println(e.getMessage());
            System.exit(1);
        }
        app.synth();
    }

    /** Adds the stacks that the settings ask for. */
    static void addStacks(App app, Settings settings) {
        if (settings.stage().isPresent()) {
            new SystemStack(
                    app, settings.system(), ScalingStage.of(settings.stage().get()), settings);
            return;
        }
        for (ScalingStage stage : ScalingStage.values()) {
            new SystemStack(app, settings.system() + "-stage-" + stage.number(), stage, settings);
        }
    }
}
