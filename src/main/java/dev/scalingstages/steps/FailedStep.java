package dev.scalingstages.steps;

import dev.scalingstages.review.plan.Change;
import dev.scalingstages.review.plan.Outcome;
import dev.scalingstages.review.plan.Plan;
import dev.scalingstages.review.report.Names;
import dev.scalingstages.stage.ScalingStage;
import java.util.List;

/**
 * A runbook's section on a step that fails and is rolled back (G10). Resources that the step created with {@code
 * Retain} stay behind, and only their user knows whether something was written there: the guide never calls them empty,
 * and brings them back into the stack before it mentions removing anything.
 *
 * @param to the stage that the step leads to
 * @param up the plan of the step
 */
record FailedStep(ScalingStage to, Plan up) {
    private static final String STACK = Commands.STACK;

    /** The instructions, in order. */
    List<String> steps() {
        List<Change> kept = kept();
        String goesBack = ("**During the deploy**, CloudFormation goes back to stage %d by itself if a resource"
                        + " fails.")
                .formatted(from());
        if (kept.isEmpty()) {
            return List.of(goesBack + " Nothing of the step stays behind.", stuck());
        }
        return List.of(
                goesBack
                        + (" What the step created with `Retain` stays behind, outside the stack, and may hold"
                                        + " data that was written meanwhile: %s. Remove none of it: the next try"
                                        + " needs it, or fails because its names are taken.%s")
                                .formatted(Names.listed(kept), StepNotes.failed(to)),
                stuck(),
                ("Before the next try, bring it back into the stack. The import adopts what is there without"
                                        + " changing it; the deploy of stage %d then continues with it. The stack has to be"
                                        + " in `UPDATE_ROLLBACK_COMPLETE`, and the script has to list what you expect:\n\n")
                                .formatted(to.number())
                        + Commands.indented(importing()));
    }

    /**
     * The advice for a rollback that fails. Skipping a resource is the last resort, and never right for one with data.
     */
    private static String stuck() {
        return """
                If it ends in `UPDATE_ROLLBACK_FAILED`, something could not be rolled back; the first command shows what, \
                and why. It is usually a database that is not `available`, and RDS may refuse changes for hours: wait, \
                then let CloudFormation continue. Change nothing by hand meanwhile, and deploy nothing. Do not skip a \
                stateful resource (`--resources-to-skip`): CloudFormation would assume a state that it is not in, and the \
                next deploy could replace it. Anything else may be skipped if AWS Support or the reason says that it \
                cannot be recovered; check it with `aws cloudformation detect-stack-drift` afterwards:

                """ + Commands.indented("""
                aws cloudformation describe-stack-events --stack-name %1$s --output table --query \\
                  "StackEvents[?ResourceStatus=='UPDATE_FAILED'].[Timestamp,LogicalResourceId,ResourceStatusReason]"
                aws rds describe-db-instances --query 'DBInstances[].[DBInstanceIdentifier,DBInstanceStatus]' --output table
                aws cloudformation continue-update-rollback --stack-name %1$s
                aws cloudformation wait stack-rollback-complete --stack-name %1$s""".formatted(STACK));
    }

    private int from() {
        return to.number() - 1;
    }

    private List<Change> kept() {
        return up.changes(Outcome.ADDED).stream()
                .filter(change -> change.resource().attribute("DeletionPolicy").equals("Retain"))
                .toList();
    }

    private String importing() {
        return """
                aws cloudformation get-template --stack-name %1$s --template-stage Original \\
                  --query TemplateBody >deployed.json
                ./cdk synth -c stage=%2$d --quiet
                aws cloudformation describe-stack-events --stack-name %1$s >events.json
                node bin/import-template.mjs deployed.json cdk.out/%1$s.template.json events.json
                ./review growth import-template.json %2$d
                bucket="cdk-hnb659fds-assets-$(aws sts get-caller-identity --query Account --output text)-$(aws configure get region)"
                aws s3 cp import-template.json "s3://$bucket/import-template.json"
                aws cloudformation create-change-set --stack-name %1$s --change-set-name import --change-set-type IMPORT \\
                  --template-url "https://$bucket.s3.amazonaws.com/import-template.json" \\
                  --resources-to-import file://import-resources.json \\
                  --capabilities CAPABILITY_NAMED_IAM CAPABILITY_AUTO_EXPAND
                aws cloudformation wait change-set-create-complete --stack-name %1$s --change-set-name import
                aws cloudformation execute-change-set --stack-name %1$s --change-set-name import
                aws cloudformation wait stack-import-complete --stack-name %1$s
                bin/release %2$d""".formatted(STACK, to.number());
    }
}
