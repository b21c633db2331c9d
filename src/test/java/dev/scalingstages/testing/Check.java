package dev.scalingstages.testing;

import java.util.List;

/**
 * A requirement as a function, so that a second test can hand it a template that breaks the requirement; {@link
 * CdkTemplates#check} makes one of the CDK's own assertions.
 */
@FunctionalInterface
public interface Check {
    /** What is wrong with the template, in words; nothing when the requirement is met. */
    List<String> violations(CloudTemplate template);

    /** What this check and another one find. */
    default Check and(Check other) {
        return all(this, other);
    }

    /** What all of several checks find. */
    static Check all(Check... checks) {
        return template -> {
            Violations violations = new Violations();
            List.of(checks).forEach(check -> violations.and(check.violations(template)));
            return violations;
        };
    }
}
