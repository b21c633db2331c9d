package dev.scalingstages.testing;

import java.util.List;

/** A requirement as a function, so that a second test can hand it a template that breaks the requirement. */
@FunctionalInterface
public interface Check {
    /** What is wrong with the template, in words; nothing when the requirement is met. */
    List<String> violations(CloudTemplate template);
}
