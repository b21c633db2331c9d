package dev.scalingstages.rehearsal.stack;

import java.util.Map;

/**
 * A resource that exists.
 *
 * @param physicalId what {@code Ref} gives
 * @param attributes what {@code Fn::GetAtt} gives, by name; names of nested attributes have dots
 */
public record Created(String physicalId, Map<String, String> attributes) {
    public Created {
        attributes = Map.copyOf(attributes);
    }

    /** A resource without attributes. */
    public static Created named(String physicalId) {
        return new Created(physicalId, Map.of());
    }
}
