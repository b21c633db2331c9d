package dev.scalingstages;

import dev.scalingstages.review.judge.GrowthCheck;
import dev.scalingstages.review.plan.Plan;
import dev.scalingstages.review.report.PlanFormat;
import dev.scalingstages.review.report.StackPolicy;
import dev.scalingstages.review.template.Comparison;
import dev.scalingstages.review.template.InvalidTemplateException;
import dev.scalingstages.review.template.Template;
import dev.scalingstages.review.template.TemplateComparer;
import dev.scalingstages.steps.StepFacts;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * The growth check as a program, which {@code ./growth} starts: it prints the plan of a deploy, or the stack policy of a
 * template.
 */
public final class GrowthApp {
    private static final int SAFE = 0;
    private static final int FAILED = 1;
    private static final int NOT_SAFE = 2;
    private static final int UNKNOWN = 3;

    private static final Path SCRIPT = Path.of("bin/compare-templates.mjs");
    private static final String POLICY = "policy";
    private static final String DATA_MOVED = "--data-moved";

    private GrowthApp() {}

    /**
     * Exits with status 0 when nothing is lost, 2 when something is or when CloudFormation would refuse the deploy, 3 when
     * that is unknown, and 1 when a template cannot be read.
     *
     * @param arguments the Node to run, then either {@code text}, {@code json} or {@code markdown}, the template that is
     *     deployed, the one that is to be deployed, {@code --data-moved} if the operator says so, and the words that {@code
     *     ./cdk deploy} takes for it, if it does; or {@code policy} and a template
     */
    public static void main(String[] arguments) {
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        int status;
        try (TemplateComparer comparer = new TemplateComparer(arguments[0], SCRIPT)) {
            status = run(comparer, List.of(arguments).subList(1, arguments.length), out);
        } catch (InvalidTemplateException e) {
            System.err.println(e.getMessage());
            status = FAILED;
        }
        out.flush();
        System.exit(status);
    }

    /** Prints what the arguments ask for, and returns the exit status. */
    static int run(TemplateComparer comparer, List<String> arguments, PrintStream out) {
        String format = arguments.get(0);
        if (format.equals(POLICY)) {
            Template template = Template.read(Path.of(arguments.get(1)));
            out.print(StackPolicy.print(StepFacts.all(), template, comparer.compare(template, template)));
            return SAFE;
        }
        Comparison comparison =
                comparer.compare(Template.read(Path.of(arguments.get(1))), Template.read(Path.of(arguments.get(2))));
        List<String> words = arguments.subList(3, arguments.size());
        boolean isDataMoved = !words.isEmpty() && words.get(0).equals(DATA_MOVED);
        Plan plan = new GrowthCheck(StepFacts.all()).plan(comparison, isDataMoved);
        String deploy =
                words.stream().skip(isDataMoved ? 1 : 0).map(GrowthApp::quoted).collect(Collectors.joining(" "));
        out.print(PlanFormat.valueOf(format.toUpperCase(Locale.ROOT))
                .print(plan, deploy.isEmpty() ? "" : "./cdk deploy " + deploy));
        return switch (plan.verdict()) {
            case NOTHING_CHANGES, NOTHING_LOST -> SAFE;
            case UNKNOWN -> UNKNOWN;
            case REFUSED, LOST -> NOT_SAFE;
        };
    }

    /** As a shell reads it. */
    private static String quoted(String word) {
        return word.matches("[A-Za-z0-9_./:,=@+-]+") ? word : "'" + word.replace("'", "'\\''") + "'";
    }
}
