package dev.scalingstages.rehearsal.stack;

import com.fasterxml.jackson.databind.JsonNode;

/** What names in a template stand for where it is evaluated. */
interface Scope {
    /** What {@code Ref} gives; a missing node for {@code AWS::NoValue}. */
    JsonNode ref(String name) throws FailureException;

    /** What {@code Fn::GetAtt} gives. */
    JsonNode attribute(String logicalId, String name) throws FailureException;
}
