package dev.scalingstages.workload.servers;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The operating system user that a server runs as. MariaDB and PostgreSQL refuse to run as root, so a test run by root
 * starts them as the user that their Debian package made; a test run by anyone else starts them as that person.
 */
final class OsUser {
    private static final boolean ROOT = "root".equals(System.getProperty("user.name"));

    private final String name;

    private OsUser(String name) {
        this.name = name;
    }

    static OsUser current() {
        return new OsUser(null);
    }

    static OsUser insteadOfRoot(String name) {
        return new OsUser(ROOT ? name : null);
    }

    /** Wraps a command so that it runs as this user. {@code setpriv} replaces itself, so signals reach the server. */
    List<String> command(List<String> command) {
        if (name == null) {
            return command;
        }
        List<String> wrapped =
                new ArrayList<>(List.of("setpriv", "--reuid=" + name, "--regid=" + name, "--clear-groups", "--"));
        wrapped.addAll(command);
        return wrapped;
    }

    /** Gives a file to this user. */
    void own(Path file) throws IOException {
        if (name != null) {
            Files.setOwner(
                    file,
                    FileSystems.getDefault().getUserPrincipalLookupService().lookupPrincipalByName(name));
        }
    }
}
