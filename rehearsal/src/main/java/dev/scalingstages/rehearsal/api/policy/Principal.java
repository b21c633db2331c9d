package dev.scalingstages.rehearsal.api.policy;

/**
 * Who calls: a role of the account, a service of AWS's in its own name, or nobody.
 *
 * @param name the role's name, or the service's, such as {@code cloudfront.amazonaws.com}
 * @param session who uses the role, such as an instance id; of a service empty
 */
public record Principal(Kind kind, String name, String session) {
    /** The kinds of callers. */
    public enum Kind {
        ROLE,
        SERVICE,
        ANONYMOUS
    }

    public static Principal role(String name, String session) {
        return new Principal(Kind.ROLE, name, session);
    }

    public static Principal service(String name) {
        return new Principal(Kind.SERVICE, name, "");
    }

    /** A request without a signature. */
    public static Principal anonymous() {
        return new Principal(Kind.ANONYMOUS, "anonymous", "");
    }
}
