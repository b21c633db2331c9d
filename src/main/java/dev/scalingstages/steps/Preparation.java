package dev.scalingstages.steps;

import dev.scalingstages.stage.ScalingStage;
import java.util.List;

/** What to do before any deploy that changes a stage: AWS's free checks, and a rehearsal. */
final class Preparation {
    private Preparation() {}

    /** AWS's free checks, which come before anything else. */
    static List<String> checks(ScalingStage to) {
        return List.of(
                "Check the account. Every line must say `ok`; for an `unknown`, get the permission first."
                        + " Quotas are compared with this stage's maxima, and resources that an earlier try"
                        + " left behind are named:\n\n"
                        + Commands.indented("bin/check-account %d".formatted(to.number())),
                "Have CloudFormation validate the template, and read the change set before it is executed."
                        + " Neither command changes what runs. The first one names the line of code behind a"
                        + " finding, but also ends with status 0 if CloudFormation could not be asked; the"
                        + " second one also reports quotas, and what would happen to each resource:\n\n"
                        + Commands.indented("""
                        npx cdk validate -c stage=%1$d
                        bin/release --review %1$d""".formatted(to.number())));
    }

    /** A rehearsal of the step on a system that nobody uses. */
    static String rehearsal(ScalingStage to) {
        return "Rehearse the step on a system with another name, with another domain or in another account, and"
                + " with data like yours. It shows how long each part takes, and costs what these stages cost"
                + " until it is removed:\n\n"
                + Commands.indented("""
                        rehearsal='-c system=rehearsal -c domainName=rehearsal.example.com'
                        bin/release %1$d $rehearsal
                        bin/release %2$d $rehearsal
                        bin/remove rehearsal --execute --confirm rehearsal""".formatted(to.number() - 1, to.number()));
    }
}
