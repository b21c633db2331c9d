package dev.scalingstages.runtime;

import java.util.Objects;

/**
 * A kind of server.
 *
 * @param component its name in prose, such as {@code read API}
 * @param role its name in the boot scripts and tags, such as {@code read-api}
 * @param policies the prefix of its policies' ids. A new prefix creates policies beside the old ones, so that old
 *     servers keep their permissions until they are gone; so a prefix, once given, stays for good
 */
public record ServerKind(String component, String role, String policies) {
    private static final String POLICIES = "Policy";

    public ServerKind {
        Objects.requireNonNull(component, "component");
        Objects.requireNonNull(role, "role");
        Objects.requireNonNull(policies, "policies");
    }

    public ServerKind(String component, String role) {
        this(component, role, POLICIES);
    }
}
