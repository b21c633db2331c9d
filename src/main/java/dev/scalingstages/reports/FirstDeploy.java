package dev.scalingstages.reports;

import dev.scalingstages.growth.Change;
import dev.scalingstages.growth.Plan;
import java.util.List;

/**
 * The guide to the first deploy of a system, at stage 1.
 *
 * @param plan the plan of a deploy from nothing
 */
public record FirstDeploy(Plan plan) {
    /** The whole guide. */
    public String print() {
        List<Change> data = plan.ofData().toList();
        return String.join(
                "\n",
                "# Starting at stage 1\n",
                "Generated from the template; do not edit. There is no stage before this one, so nothing is changed. Later"
                        + " steps have guides of their own: [to stage 2](../2-separate-storage/GROWTH.md) and on.\n",
                "## Plan\n",
                ReportWriter.markdown(3, new PlanReport(plan).sections()),
                "## Deploy\n",
                Commands.numbered(List.of(
                        "Look up the zones and the image of your account, and commit what that adds to `cdk.context.json`."
                                + " The range `vpcCidr`, the system's name and the zones (`availabilityZones`) are for"
                                + " good: `bin/check-account 1` tells whether the zones offer what each stage needs.",
                        "Deploy:\n\n" + Commands.indented("./cdk deploy -c stage=1"),
                        "Guard what holds data against any later template. [stack-policy.json](stack-policy.json) is the one"
                                + " for default settings:\n\n"
                                + Commands.indented(Commands.guard(1)))),
                "## Verify\n",
                Commands.numbered(List.of("The outputs name the address (`Url`), which answers:\n\n"
                        + Commands.indented(
                                "aws cloudformation describe-stacks --stack-name %s --query 'Stacks[0].Outputs'"
                                        .formatted(Commands.STACK)))),
                "## Roll back\n",
                "A first deploy that fails is rolled back; what has `Retain` stays behind: %s. When users have written"
                        + " to the server meanwhile, their data is on the volume: take a snapshot of it before you remove"
                        + " anything. Otherwise remove it by hand.".formatted(Names.listed(data))
                        + " See [decision 8](../../docs/decisions/0008-what-holds-data-stays.md).\n");
    }
}
