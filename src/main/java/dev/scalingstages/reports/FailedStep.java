package dev.scalingstages.reports;

import dev.scalingstages.growth.Change;
import dev.scalingstages.growth.Outcome;
import dev.scalingstages.growth.Plan;
import dev.scalingstages.stage.ScalingStage;
import java.util.List;

/**
 * What a runbook says of a step that fails and is rolled back (G10). What the step made with {@code Retain} stays behind,
 * and nobody but its user knows whether something was written there: it is never called empty, and the guide brings it back
 * into the stack before it speaks of removing anything.
 *
 * @param to the stage that the step leads to
 * @param up the plan of the step
 */
record FailedStep(ScalingStage to, Plan up) {
    private static final String STACK = Commands.STACK;

    /** Its steps, in the order in which they are taken. */
    List<String> steps() {
        List<Change> kept = kept();
        String goesBack = "**While it deploys**, CloudFormation goes back to stage %d by itself when a resource fails."
                .formatted(from());
        if (kept.isEmpty()) {
            return List.of(goesBack + " Nothing of the step stays behind.");
        }
        return List.of(
                goesBack
                        + " What the step made with `Retain` stays behind, outside the stack, and may hold what was written"
                        + " meanwhile: %s. Remove none of it; the next try needs it, or fails at its names.%s"
                                .formatted(Names.listed(kept), StepNotes.failed(to)),
                ("Before the next try, bring it back into the stack. The import takes in what is there and changes nothing of"
                                        + " it; the deploy of stage %d then goes on with it. The stack has to be in"
                                        + " `UPDATE_ROLLBACK_COMPLETE`, and what the script lists has to be what you expect:\n\n")
                                .formatted(to.number())
                        + Commands.indented(importing()));
    }

    private int from() {
        return to.number() - 1;
    }

    private List<Change> kept() {
        return up.changes(Outcome.ADDED).stream()
                .filter(Change::holdsData)
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
                bucket="cdk-hnb659fds-assets-$(aws sts get-caller-identity --query Account --output text)-$(aws configure get region)"
                aws s3 cp import-template.json "s3://$bucket/import-template.json"
                aws cloudformation create-change-set --stack-name %1$s --change-set-name import --change-set-type IMPORT \\
                  --template-url "https://$bucket.s3.amazonaws.com/import-template.json" \\
                  --resources-to-import file://import-resources.json \\
                  --capabilities CAPABILITY_NAMED_IAM CAPABILITY_AUTO_EXPAND
                aws cloudformation wait change-set-create-complete --stack-name %1$s --change-set-name import
                aws cloudformation execute-change-set --stack-name %1$s --change-set-name import
                aws cloudformation wait stack-import-complete --stack-name %1$s
                ./cdk deploy -c stage=%2$d""".formatted(STACK, to.number());
    }
}
