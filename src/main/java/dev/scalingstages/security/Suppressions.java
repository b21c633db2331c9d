package dev.scalingstages.security;

import java.util.List;
import java.util.stream.Stream;
import software.amazon.awscdk.Acknowledgment;
import software.amazon.awscdk.Validations;
import software.constructs.Construct;

/**
 * Accepts findings of policy packs on one resource, with a reason for the security reviewer. Each call costs three
 * round trips to the CDK, however many findings there are: accept those of a resource together.
 */
public final class Suppressions {
    private Suppressions() {}

    /**
     * Findings that are accepted for one reason.
     *
     * @param rules the rules' full names, such as {@code AwsSolutions-RDS3} or, for one finding of a rule that reports
     *     several, {@code AwsSolutions-IAM5[Resource::*]}
     * @param reason why the findings are no risk here, or which risk is accepted, and why
     */
    public record Accepted(List<String> rules, String reason) {
        public Accepted {
            rules = List.copyOf(rules);
        }

        public Accepted(String rule, String reason) {
            this(List.of(rule), reason);
        }

        private Stream<Acknowledgment> acknowledgments() {
            return rules.stream()
                    .map(rule ->
                            Acknowledgment.builder().id(rule).reason(reason).build());
        }
    }

    /** Accepts the finding of one rule on the one resource that it is about. */
    public static void accept(Construct resource, String rule, String reason) {
        accept(resource, new Accepted(rule, reason));
    }

    /** Accepts findings of several rules on one resource, for one reason. */
    public static void accept(Construct resource, List<String> rules, String reason) {
        accept(resource, new Accepted(rules, reason));
    }

    /** Accepts findings on one resource, each for its reason. */
    public static void accept(Construct resource, Accepted... findings) {
        Validations.of(resource)
                .acknowledge(
                        Stream.of(findings).flatMap(Accepted::acknowledgments).toArray(Acknowledgment[]::new));
    }
}
