package dev.scalingstages.steps;

import dev.scalingstages.review.plan.Change;
import dev.scalingstages.review.plan.Outcome;
import dev.scalingstages.review.plan.Plan;
import dev.scalingstages.review.template.Reference;
import java.util.List;
import java.util.stream.Collectors;

/** What to check after any deploy. */
final class Verification {
    private static final String ROTATION = "AWS::SecretsManager::RotationSchedule";

    private Verification() {}

    /** Check that the system serves its users. */
    static String serves(int stage) {
        return "The system serves: `./smoke` signs up and in, writes, reads back, uploads a photo, and ends"
                + " with status 0. It leaves behind an account and two posts, and prints their ids:\n\n"
                + Commands.indented(Commands.smoke(stage, ""));
    }

    /** Check that no alarm is on. */
    static String noAlarm() {
        return "No alarm is on:\n\n"
                + Commands.indented(
                        "aws cloudwatch describe-alarms --state-value ALARM --query 'MetricAlarms[].AlarmName'");
    }

    /**
     * Check that new databases' passwords can be rotated; the first scheduled rotation is after 30 days, and fails
     * unseen.
     */
    static List<String> rotation(Plan up) {
        List<Change> schedules = up.changes(Outcome.ADDED).stream()
                .filter(change -> change.type().equals(ROTATION))
                .toList();
        if (schedules.isEmpty()) {
            return List.of();
        }
        String ids = schedules.stream()
                .flatMap(change -> Reference.in(change.resource().property("SecretId")).stream())
                .map(secret -> "LogicalResourceId=='%s'".formatted(secret.logicalId()))
                .collect(Collectors.joining(" ||\n  "));
        return List.of("Rotate each new password once now. The first automatic rotation comes after 30 days, and if it"
                + " fails, nobody notices until connections do. Afterwards each must have today's"
                + " date, and the system must still serve:\n\n"
                + Commands.indented("""
                secrets=$(aws cloudformation list-stack-resources --stack-name %s --output text --query \\
                  "StackResourceSummaries[?%s].PhysicalResourceId")
                for secret in $secrets; do aws secretsmanager rotate-secret --secret-id "$secret"; done
                sleep 300
                for secret in $secrets; do
                  aws secretsmanager describe-secret --secret-id "$secret" --query '[Name,LastRotatedDate]' --output text
                done""".formatted(Commands.STACK, ids)));
    }
}
