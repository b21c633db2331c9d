package dev.scalingstages.workload.servers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A data directory with MariaDB's system tables, made once for each JVM. {@code mariadb-install-db} takes seconds and
 * copying its result takes milliseconds, so each server starts from a copy.
 */
final class MariaDbTemplate {
    static final OsUser USER = OsUser.insteadOfRoot("mysql");

    private static ServerDirectory template;

    private MariaDbTemplate() {}

    static synchronized Path get() throws IOException, InterruptedException {
        if (template == null) {
            template = create();
            Runtime.getRuntime().addShutdownHook(new Thread(template::close));
        }
        return template.resolve("data");
    }

    private static ServerDirectory create() throws IOException, InterruptedException {
        ServerDirectory directory = ServerDirectory.create("mariadb-template", USER);
        try {
            Path data = Files.createDirectory(directory.resolve("data"));
            USER.own(data);
            Command.run(USER.command(List.of(
                    "mariadb-install-db",
                    "--no-defaults",
                    "--datadir=" + data,
                    "--tmpdir=" + directory.path(),
                    "--auth-root-authentication-method=normal",
                    "--skip-test-db",
                    "--skip-name-resolve",
                    "--innodb-log-file-size=4M",
                    "--innodb-buffer-pool-size=16M",
                    "--innodb-flush-log-at-trx-commit=0",
                    "--innodb-flush-method=nosync",
                    "--innodb-doublewrite=0")));
            return directory;
        } catch (IOException | InterruptedException | RuntimeException e) {
            directory.close();
            throw e;
        }
    }
}
