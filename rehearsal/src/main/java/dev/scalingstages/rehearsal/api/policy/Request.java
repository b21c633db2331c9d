package dev.scalingstages.rehearsal.api.policy;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What a policy is asked about.
 *
 * @param principal who calls
 * @param action such as {@code sqs:SendMessage}
 * @param resource an ARN, or {@code *} for actions that are about no resource
 * @param context values of condition keys, which are compared without regard to case; a key with several values has
 * them in     lines
 */
public record Request(Principal principal, String action, String resource, Map<String, String> context) {
    public Request {
        Map<String, String> copy = new TreeMap<>();
        context.forEach((key, value) -> copy.put(key.toLowerCase(Locale.ROOT), value));
        context = copy;
    }

    /** The values of a condition key; empty where the request has none. */
    Optional<List<String>> values(String key) {
        return Optional.ofNullable(context.get(key.toLowerCase(Locale.ROOT)))
                .map(value -> value.lines().toList());
    }

    /** The same request for another action and resource, as when a service uses a key for its caller. */
    public Request with(String action, String resource, Map<String, String> context) {
        return new Request(principal, action, resource, context);
    }
}
