package dev.scalingstages.steps;

import dev.scalingstages.review.plan.Change;
import dev.scalingstages.review.plan.Plan;
import dev.scalingstages.review.report.Names;
import dev.scalingstages.review.report.PlanReport;
import dev.scalingstages.review.report.ReportWriter;
import dev.scalingstages.stage.ScalingStage;
import java.util.List;
import java.util.stream.Stream;

/**
 * The guide to the first deploy of a system, at stage 1.
 *
 * @param plan the plan of a deploy to a new stack
 */
public record FirstDeploy(Plan plan) {
    /** The guide in Markdown. */
    public String print() {
        return String.join(
                "\n",
                "# Starting at stage 1\n",
                "Generated from the template; do not edit. There is no stage before this one, so nothing is"
                        + " changed. Later steps have separate guides, the first of them [to stage"
                        + " 2](../2-separate-storage/GROWTH.md).\n",
                "## Plan\n",
                ReportWriter.markdown(3, new PlanReport(plan).sections()),
                "## How long\n",
                "About ten minutes: five to create the resources, and five for the server's first boot. The"
                        + " deploy waits %d minutes".formatted(minutesForTheBoot())
                        + " for the boot at most, and fails after that.\n",
                "## Before\n",
                Commands.numbered(Stream.concat(
                                Stream.of(
                                        "Choose account and region; neither can be changed later."
                                                + " [Deploying](../../docs/deploying.md#account-and-region)"
                                                + " says how.",
                                        "Run `./cdk synth -c stage=1` with your credentials, which looks up the"
                                                + " zones and the image of your account, and commit what that"
                                                + " adds to `cdk.context.json`. The range `vpcCidr`, the"
                                                + " system's name and the zones (`availabilityZones`) cannot"
                                                + " be changed later, so run `bin/check-account` for the last"
                                                + " stage that you mean to reach, too: it says whether the"
                                                + " zones offer what that stage needs.",
                                        "Put the settings of the live stack into `cdk.json`, under `context`: one that is given by `-c` is"
                                                + " forgotten at the next deploy."),
                                Preparation.checks(ScalingStage.SINGLE_SERVER).stream())
                        .toList()),
                "## Deploy\n",
                Commands.numbered(List.of(
                        "Deploy:\n\n" + Commands.indented("bin/release 1"),
                        "Set the stack policy, which protects stateful resources against any later template."
                                + " [stack-policy.json](stack-policy.json) is the one for default"
                                + " settings:\n\n"
                                + Commands.indented(Commands.guard(1)))),
                "## Verify\n",
                Commands.numbered(List.of(Verification.serves(1), Verification.noAlarm())),
                "## Roll back\n",
                ("A first deploy that fails is rolled back; what has `Retain` stays behind: %s. If users have"
                                + " written to the server meanwhile, their data is on the volume: take a snapshot of"
                                + " it before you remove anything. `bin/check-account 1` names what blocks the next"
                                + " try, and `bin/remove %s` has the commands that remove it, in the order that"
                                + " works.\n")
                        .formatted(Names.listed(retained()), Commands.STACK));
    }

    /** The resources that a failed creation leaves behind: those with {@code RetainExceptOnCreate} are deleted. */
    private List<Change> retained() {
        return plan.changes().stream()
                .filter(change -> change.resource().attribute("DeletionPolicy").equals("Retain"))
                .toList();
    }

    private int minutesForTheBoot() {
        return plan.changes().stream()
                        .filter(change -> change.type().equals("AWS::CloudFormation::WaitCondition"))
                        .mapToInt(
                                change -> change.resource().property("Timeout").asInt())
                        .findFirst()
                        .orElseThrow()
                / 60;
    }
}
