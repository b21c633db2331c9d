package dev.scalingstages.review.command;

import dev.scalingstages.review.judge.GrowthCheck;
import dev.scalingstages.review.plan.Plan;
import dev.scalingstages.review.report.PlanFormat;
import dev.scalingstages.review.template.Template;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The question what a deploy does.
 *
 * @param before the template that is deployed
 * @param after the template that is to be deployed
 * @param isDataMoved whether the operator says that data which nobody would read any more was moved before
 * @param deploy the arguments of {@code ./cdk deploy} for it; empty when they are not known
 * @param format how the answer is printed
 */
record GrowthQuestion(Path before, Path after, boolean isDataMoved, List<String> deploy, PlanFormat format) {
    private static final int SAFE = 0;
    private static final int NOT_SAFE = 2;
    private static final int UNKNOWN = 3;

    GrowthQuestion {
        deploy = List.copyOf(deploy);
    }

    /**
     * Prints the answer.
     *
     * @return 0 when nothing is lost, 2 when something is or when CloudFormation would refuse the deploy, 3 when that
     *     is unknown
     */
    int answer(Surroundings surroundings, PrintWriter out) {
        Plan plan = new GrowthCheck(surroundings.application())
                .plan(surroundings.comparer().compare(Template.read(before), Template.read(after)), isDataMoved);
        String words = deploy.stream().map(GrowthQuestion::quoted).collect(Collectors.joining(" "));
        out.print(format.print(plan, words.isEmpty() ? "" : "./cdk deploy " + words));
        return switch (plan.verdict()) {
            case NOTHING_CHANGES, NOTHING_LOST -> SAFE;
            case UNKNOWN -> UNKNOWN;
            case REFUSED, LOST -> NOT_SAFE;
        };
    }

    /** The word, quoted for a shell where necessary. */
    private static String quoted(String word) {
        return word.matches("[A-Za-z0-9_./:,=@+-]+") ? word : "'" + word.replace("'", "'\\''") + "'";
    }
}
