package dev.scalingstages.runtime;

/**
 * Access of a kind of server to a part, usually a reference to a part's method, such as {@code cache::allowReadsFrom}.
 */
@FunctionalInterface
public interface ServerAccess {
    /** Opens the ports, grants the permissions, and configures the part's address on the server. */
    void grantTo(ServerSetup server);
}
