package dev.scalingstages.rehearsal.stack;

import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * How an operation on a stack ended.
 *
 * @param status CloudFormation's status of the stack, such as {@code UPDATE_ROLLBACK_COMPLETE}
 * @param failures the reasons by logical id: what failed first, and on the way back if that failed
 * @param left resources that exist and are no longer the stack's: kept by a policy, or not removed
 */
public record Outcome(String status, SortedMap<String, String> failures, List<Left> left) {
    public Outcome {
        failures = Collections.unmodifiableSortedMap(new TreeMap<>(failures));
        left = List.copyOf(left);
    }

    /**
     * A resource that is no longer the stack's.
     *
     * @param why in words
     */
    public record Left(String logicalId, String type, String physicalId, String why) {}

    /** Whether the stack is as the template wants it. */
    public boolean isSuccess() {
        return failures.isEmpty();
    }
}
