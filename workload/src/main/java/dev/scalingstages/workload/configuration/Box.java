package dev.scalingstages.workload.configuration;

import java.nio.file.Path;
import java.util.Map;

/**
 * The single box of stage 1, for the move away from it. Its database listens on 127.0.0.1:3306, as the boot scripts make it.
 *
 * @param name of its database ({@code BOX_DATABASE_NAME})
 * @param port of its database, 3306 unless another one is named ({@code BOX_DATABASE_PORT})
 * @param credentials the file with its user and password ({@code BOX_DATABASE_CREDENTIALS_FILE})
 * @param files the directory of users' files ({@code BOX_FILES_DIRECTORY})
 * @param uploadKey the file with the key that signs addresses of uploads ({@code BOX_UPLOAD_KEY_FILE})
 * @param moved the file that says that the data has moved ({@code BOX_MOVED_FILE}); the directory it is in has to be there
 */
public record Box(String name, int port, Path credentials, Path files, Path uploadKey, Path moved) {
    /** The address on which its database listens. */
    public static final String HOST = "127.0.0.1";

    /** MySQL's default port. */
    private static final int PORT = 3306;

    /**
     * Reads a move's variables about the box.
     *
     * @throws ConfigurationException with all problems
     */
    public static Box read(Map<String, String> environment) {
        Variables variables = new Variables(environment);
        Box box = new Box(
                variables.needed("BOX_DATABASE_NAME", "which database of the box", "scaling"),
                variables.port("BOX_DATABASE_PORT", PORT),
                variables.file(
                        "BOX_DATABASE_CREDENTIALS_FILE", "the credentials", "/data/secrets/database-credentials"),
                variables.directory("BOX_FILES_DIRECTORY", "/data/files"),
                variables.file("BOX_UPLOAD_KEY_FILE", "the key that signs uploads", "/data/secrets/upload-key"),
                variables.directory("BOX_MOVED_FILE", "/data/move/moved"));
        if (!variables.problems().isEmpty()) {
            throw new ConfigurationException(variables.problems());
        }
        return box;
    }
}
