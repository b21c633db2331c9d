import software.amazon.awscdk.App;
import software.amazon.awscdk.Stack;

/** The smallest app of the same library: the yardstick for the speed of a synth. */
public final class EmptyApp {
    private EmptyApp() {}

    public static void main(String[] arguments) {
        App app = new App();
        new Stack(app, "empty");
        app.synth();
    }
}
