package dev.scalingstages.testing;

import java.util.List;
import java.util.function.Consumer;
import software.amazon.awscdk.assertions.Template;

/** A requirement as a function, so that a second test can hand it a template that breaks the requirement. */
@FunctionalInterface
public interface Check {
    /** What is wrong with the template, in words; nothing when the requirement is met. */
    List<String> violations(CloudTemplate template);

    /** What this check and another one find. */
    default Check and(Check other) {
        return template -> new Violations()
                .and(violations(template))
                .and(other.violations(template))
                .found();
    }

    /**
     * A requirement in the CDK's own assertions as a check, so that mutants can prove it too. Other assertions may
     * compare what the CDK captured.
     */
    static Check asserting(Consumer<Template> assertions) {
        return template -> {
            try {
                assertions.accept(Templates.cdk(template));
                return List.of();
            } catch (AssertionError e) {
                return List.of(String.valueOf(e.getMessage()));
            } catch (RuntimeException e) {
                return List.of(CdkAssertion.message(e).orElseThrow(() -> e));
            }
        };
    }
}
