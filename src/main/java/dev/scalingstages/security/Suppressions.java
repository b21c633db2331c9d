package dev.scalingstages.security;

import java.util.List;
import software.amazon.awscdk.Acknowledgment;
import software.amazon.awscdk.Validations;
import software.constructs.Construct;

/** Accepts a finding of a policy pack on one resource, with a reason for the security reviewer. */
public final class Suppressions {
    private Suppressions() {}

    /**
     * @param resource the one resource that the finding is about
     * @param rule the rule's full name, such as {@code AwsSolutions-RDS3} or, for one finding of a rule that reports
     *     several, {@code AwsSolutions-IAM5[Resource::*]}
     * @param reason why the finding is no risk here, or which risk is accepted for what
     */
    public static void accept(Construct resource, String rule, String reason) {
        accept(resource, List.of(rule), reason);
    }

    /** Accepts findings of several rules on one resource, for one reason. */
    public static void accept(Construct resource, List<String> rules, String reason) {
        Validations.of(resource)
                .acknowledge(rules.stream()
                        .map(rule ->
                                Acknowledgment.builder().id(rule).reason(reason).build())
                        .toArray(Acknowledgment[]::new));
    }
}
