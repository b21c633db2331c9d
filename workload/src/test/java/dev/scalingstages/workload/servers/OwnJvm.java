package dev.scalingstages.workload.servers;

import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Starts main classes that are on the class path of this JVM: the service, its commands, and the movers that tests
 * kill.
 */
public final class OwnJvm {
    private static final String SERVICE = "dev.scalingstages.workload.Main";
    private static final Predicate<Path> IS_FOLDER = Files::isDirectory;

    private OwnJvm() {}

    /**
     * The command that starts one, to be followed by its arguments. With {@code -Dservers.archived=true} it starts from
     * a {@link ClassArchive}.
     *
     * @param options options of the JVM
     * @param main the main class
     * @throws IOException when the archive cannot be made
     */
    public static List<String> command(List<String> options, String main) throws IOException, InterruptedException {
        return JavaServer.isArchived()
                ? command(options, ClassArchive.options("service", libraries(), OwnJvm::train), main)
                : command(options, List.of(), main);
    }

    /** Libraries come first on the class path, since an archive is of what it begins with. */
    private static List<String> command(List<String> options, List<String> more, String main) {
        List<String> arguments = new ArrayList<>(options);
        arguments.addAll(more);
        arguments.add("-cp");
        arguments.add(Stream.concat(libraries().stream(), classPath(IS_FOLDER).stream())
                .map(Path::toString)
                .collect(Collectors.joining(File.pathSeparator)));
        arguments.add(main);
        return JavaServer.command(arguments);
    }

    private static List<Path> libraries() {
        return classPath(IS_FOLDER.negate());
    }

    private static List<Path> classPath(Predicate<Path> which) {
        return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
                .map(Path::of)
                .filter(which)
                .toList();
    }

    /** A server of stage 6 loads classes of all libraries. */
    private static void train(List<String> options) throws IOException, InterruptedException {
        try (ServerDirectory directory = ServerDirectory.create("training", OsUser.current());
                LocalStores stores = LocalStores.start(6)) {
            int port = FreePort.next();
            Map<String, String> environment = new HashMap<>(stores.environment("worker"));
            environment.put("LISTEN_PORT", String.valueOf(port));
            List<String> command = command(List.of(), options, SERVICE);
            command.addAll(List.of("write-api", "worker"));
            try (ServerProcess server = ServerProcess.launch("training", directory, command, environment)) {
                server.await(() -> HttpProbe.checkReady(URI.create("http://127.0.0.1:" + port + "/health")));
            }
        } catch (SQLException e) {
            throw new IOException(e);
        }
    }
}
