package dev.scalingstages.steps;

import com.fasterxml.jackson.databind.JsonNode;
import dev.scalingstages.review.knowledge.Readers;
import dev.scalingstages.review.plan.Change;
import dev.scalingstages.review.plan.Finding;
import dev.scalingstages.review.plan.Outcome;
import dev.scalingstages.review.plan.Plan;
import dev.scalingstages.review.report.Names;
import dev.scalingstages.review.report.PlanReport;
import dev.scalingstages.review.report.ReportWriter;
import dev.scalingstages.review.template.Resource;
import dev.scalingstages.stage.ScalingStage;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/**
 * The guide to one step, in Markdown: its plan, and what to do before, during and after it, and to go back.
 *
 * @param to the stage that the step leads to
 * @param up the plan of the step
 * @param down the plan of the way back
 */
public record Runbook(ScalingStage to, Plan up, Plan down) {
    private static final String STACK = Commands.STACK;
    private static final String DATABASE = "AWS::RDS::DBInstance";

    /** The guide in Markdown. */
    public String print() {
        PlanReport report = new PlanReport(up);
        return String.join(
                "\n",
                "# Growing from stage %d to stage %d\n".formatted(from(), to.number()),
                "Generated from the templates; do not edit. It shows the step with default settings and a"
                        + " domain. [Growing](../../docs/growing.md) shows how to see it for your own"
                        + " settings, or for the deployed stack:\n",
                Commands.block("./review growth %d %d".formatted(from(), to.number())),
                "## Plan\n",
                "**%s**\n".formatted(report.verdict()),
                ReportWriter.markdown(3, report.sections()),
                users(),
                "## How long\n",
                HowLong.print(new Timeline(up)),
                "## Before\n",
                before(),
                "## Deploy\n",
                deploy(),
                "## Verify\n",
                verify(),
                "## Roll back\n",
                rollBack(),
                "## What templates do not show\n",
                "Changes made by hand, quotas, how long AWS takes, and whether it accepts all this: nothing here was ever"
                        + " deployed. Figures are AWS's own, and linked.\n");
    }

    private int from() {
        return to.number() - 1;
    }

    private String users() {
        String users = StepNotes.of(to).users();
        return "## What users notice\n\n%s What is interrupted, and for about how long, is in the plan above.\n"
                .formatted(users);
    }

    private String before() {
        List<String> steps = new ArrayList<>(Preparation.checks(to));
        steps.add("Compare with the stack that is deployed. The plan must say that nothing is lost:\n\n"
                + Commands.indented("""
                        aws cloudformation get-template --stack-name %s --template-stage Original \\
                          --query TemplateBody >deployed.json
                        ./review growth deployed.json %d""".formatted(STACK, to.number())));
        steps.add(Preparation.rehearsal(to));
        steps.addAll(StepNotes.of(to).before());
        steps.addAll(DatabaseGrowth.before(up, from()));
        if (hasDatabase()) {
            steps.add(
                    "Storage that grew by itself must not shrink. When `AllocatedStorage` is above the plan's value, add"
                            + " `-c databaseStorageGiB=...` to all commands:\n\n"
                            + Commands.indented("aws rds describe-db-instances --query"
                                    + " 'DBInstances[].[DBInstanceIdentifier,AllocatedStorage]' --output table"));
        }
        String snapshots = snapshots();
        if (!snapshots.isEmpty()) {
            steps.add("Take a snapshot of stateful resources, in addition to the daily backups:\n\n"
                    + Commands.indented(snapshots));
        }
        steps.add("Record the physical id of each resource, to see afterwards that none was replaced, and how"
                + " long a user waits for each thing now:\n\n"
                + Commands.indented(
                        Commands.physicalIds("before.txt") + "\n" + Commands.smoke(from(), "--json >before.json")));
        return Commands.numbered(steps);
    }

    private String deploy() {
        List<String> steps = new ArrayList<>();
        List<Change> servers = serversThatLeave();
        if (!servers.isEmpty()) {
            steps.add(("The policy of stage %d denies the removal of %s, so that no deploy skips the stage that"
                                    + " moves its data.")
                            .formatted(from(), Names.listed(servers))
                    + " Lift that now, but only if the plan says that nothing is lost: the policy of"
                    + " stage %d protects the".formatted(to.number())
                    + " same data, and allows the removal:\n\n"
                    + Commands.indented(Commands.guard(to.number()))
                    + "\n\n   If the deploy fails and is rolled back, set the policy of stage %d again:\n\n"
                            .formatted(from())
                    + Commands.indented(Commands.guard(from())));
        }
        steps.addAll(List.of(
                "Deploy. `bin/release` checks the account once more, reads the change set before it executes"
                        + " it, and rolls back if the alarm of stages 5 and 6 goes off; `./cdk deploy -c"
                        + " stage=%d` does none of this. CloudFormation removes old resources".formatted(to.number())
                        + " only after all new ones are complete:\n\n"
                        + Commands.indented("bin/release %d".formatted(to.number())),
                "Set the stack policy of the new stage. It forbids replacing or removing stateful resources,"
                        + " whatever template comes next. [stack-policy.json](stack-policy.json) is the one"
                        + " for default settings:\n\n"
                        + Commands.indented(Commands.guard(to.number()))));
        return Commands.numbered(steps);
    }

    /** The single servers that serve data and leave at this step, which the previous stage's stack policy denies. */
    private List<Change> serversThatLeave() {
        SortedSet<String> servers = Readers.servers(up.comparison().before(), up.comparison());
        return up.changes(Outcome.REMOVED).stream()
                .filter(change -> servers.contains(change.logicalId()))
                .toList();
    }

    private String verify() {
        List<String> steps = new ArrayList<>();
        steps.add(replaced(up.changes(Outcome.REPLACED))
                + Commands.indented(
                        Commands.physicalIds("after.txt") + "\njoin before.txt after.txt | awk '$2 != $3'"));
        steps.add(Verification.serves(to.number()));
        steps.add(Verification.noAlarm());
        steps.addAll(StepNotes.of(to).verify());
        steps.addAll(Verification.rotation(up));
        return Commands.numbered(steps);
    }

    private String rollBack() {
        List<String> steps = new ArrayList<>(new FailedStep(to, up).steps());
        boolean moves = down.findings().stream().anyMatch(finding -> finding.rule() == Finding.Rule.MOVE_FIRST);
        steps.add("**After the deploy**, read what going back leaves behind%s:\n\n"
                        .formatted(
                                moves
                                        ? ", and what stage %d does not read and has to be moved first (see below)"
                                                .formatted(from())
                                        : "")
                + Commands.indented("./review growth %d %d%s".formatted(to.number(), from(), keep())));
        steps.addAll(StepNotes.of(to).moveBack());
        if (moves) {
            steps.add("When that is done, or the data is given up, confirm it and read the plan again:\n\n"
                    + Commands.indented("./review growth %d %d%s --data-moved".formatted(to.number(), from(), keep())));
        }
        steps.add("The stack policy denies removals, even of resources that are kept. Allow them, go back, and"
                + " set the policy of stage %d again:\n\n".formatted(from())
                + Commands.indented("""
                        aws cloudformation set-stack-policy --stack-name %s --stack-policy-body \\
                          '{"Statement":[{"Effect":"Allow","Action":"Update:*","Principal":"*","Resource":"*"}]}'
                        ./cdk deploy -c stage=%d%s
                        %s""".formatted(STACK, from(), keep(), Commands.guard(from()))));
        steps.addAll(StepNotes.of(to).back());
        String left = down.ofData()
                .filter(change -> change.outcome() == Outcome.REMOVED)
                .map(change -> "    - `%s` (%s): %s"
                        .formatted(
                                change.logicalId(),
                                Names.type(change.type()),
                                change.fate().orElseThrow().name().toLowerCase(java.util.Locale.ROOT)))
                .collect(Collectors.joining("\n"));
        steps.add(
                left.isEmpty()
                        ? "Going back leaves no stateful resource behind."
                        : "Going back leaves these outside the stack; they cost money until you import or"
                                + " delete them:\n\n"
                                + left.replaceAll("(?m)^ ", "")
                                + "\n\n   Going up again fails while one of those with a fixed name exists; see"
                                + " [decision 8](../../docs/decisions/0008-what-holds-data-stays.md).");
        return Commands.numbered(steps);
    }

    /** The settings that keep the sizes that can't shrink. */
    private String keep() {
        return down.findings().stream()
                .filter(finding -> finding.rule() == Finding.Rule.REFUSED)
                .flatMap(finding -> finding.setting().stream())
                .map(setting -> " " + setting.option())
                .distinct()
                .collect(Collectors.joining());
    }

    private String snapshots() {
        List<String> commands = new ArrayList<>();
        up.ofData()
                .flatMap(change -> change.before().stream())
                .filter(resource -> resource.type().equals(DATABASE))
                .filter(resource -> !resource.properties().has("SourceDBInstanceIdentifier"))
                .map(resource -> name(resource, "DBInstanceIdentifier"))
                .forEach(name -> commands.add(
                        "aws rds create-db-snapshot --db-instance-identifier %s --db-snapshot-identifier %s-before-stage-%d"
                                .formatted(name, name, to.number())));
        boolean volumeInUse = up.ofData()
                .flatMap(change -> change.before().stream())
                .anyMatch(resource -> resource.type().equals("AWS::EC2::Volume"));
        if (volumeInUse && to == ScalingStage.SEPARATE_STORAGE) {
            commands.add(
                    "aws ec2 create-snapshot --volume-id \"$(aws cloudformation describe-stacks --stack-name %s --query \\\n"
                                    .formatted(STACK)
                            + "  'Stacks[0].Outputs[?OutputKey==`DataVolumeId`].OutputValue' --output text)\"");
        }
        return String.join("\n", commands);
    }

    private boolean hasDatabase() {
        return up.ofData()
                .flatMap(change -> change.before().stream())
                .anyMatch(resource -> resource.type().equals(DATABASE));
    }

    private static String replaced(List<Change> changes) {
        return changes.isEmpty()
                ? "No resource may have been replaced, so this prints nothing:\n\n"
                : "This prints the resources that were replaced. They must be these and no others, %s:\n\n"
                        .formatted(Names.listed(changes));
    }

    /** A resource's name, composed of text and the stack's name. */
    private static String name(Resource resource, String property) {
        JsonNode value = resource.property(property);
        JsonNode parts = value.at("/Fn::Join/1");
        return parts.isMissingNode()
                ? value.asText()
                : StreamSupport.stream(parts.spliterator(), false)
                        .map(part -> part.path("Ref").asText().equals("AWS::StackName") ? STACK : part.asText())
                        .collect(Collectors.joining());
    }
}
