package dev.scalingstages.steps;

import dev.scalingstages.stage.ScalingStage;
import java.util.List;

/** What to do before any deploy that changes a stage: AWS's free checks, and a rehearsal. */
final class Preparation {
    private Preparation() {}

    /** AWS's free checks, which come before anything else. */
    static List<String> checks(ScalingStage to) {
        return List.of(
                "Ask the account. Every line must say `ok`; an `unknown` is a permission to get first. Quotas are compared with"
                        + " this stage's maxima, and names that an earlier try has left behind are named:\n\n"
                        + Commands.indented("bin/check-account %d".formatted(to.number())),
                "Have CloudFormation validate the template, and read the change set before anything executes it. Neither changes"
                        + " what runs. The first names the line of code behind a finding, and ends with status 0 also when"
                        + " nobody could be asked; the second reports quotas too, and what each resource would go through:\n\n"
                        + Commands.indented("""
                        npx cdk validate -c stage=%1$d
                        bin/release --review %1$d""".formatted(to.number())));
    }

    /** A rehearsal of the step on a system that nobody uses. */
    static String rehearsal(ScalingStage to) {
        return "Rehearse the step on a system of another name, with a domain of its own or in another account, and data like"
                + " yours. It shows how long each part takes, and costs what both stages cost until it is removed:\n\n"
                + Commands.indented("""
                        rehearsal='-c system=rehearsal -c domainName=rehearsal.example.com'
                        bin/release %1$d $rehearsal
                        bin/release %2$d $rehearsal
                        bin/remove rehearsal --execute --confirm rehearsal""".formatted(to.number() - 1, to.number()));
    }
}
