package dev.scalingstages.runtime;

/** Something that a kind of server may use. The methods of parts are such, as {@code cache::allowReadsFrom}. */
@FunctionalInterface
public interface ServerAccess {
    /** Opens the way, allows the use, and tells the server where it is. */
    void grantTo(ServerSetup server);
}
