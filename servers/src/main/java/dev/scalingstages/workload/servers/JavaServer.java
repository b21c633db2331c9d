package dev.scalingstages.workload.servers;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Starts servers that are written for the JVM, in a JVM and with a class path of their own. */
public final class JavaServer {
    private static final String BRIEF = "-XX:TieredStopAtLevel=1";

    private JavaServer() {}

    /**
     * The command that starts a JVM as the tests run: this one, and with {@code -Dservers.brief=true}, as for one that
     * lives for seconds, without the compiler that pays off after minutes.
     *
     * @param arguments options of the JVM, and all behind them
     */
    public static List<String> command(List<String> arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        if (Boolean.getBoolean("servers.brief")) {
            command.add(BRIEF);
        }
        command.addAll(arguments);
        return command;
    }

    /** Launches a main class of a {@link Distribution}. */
    static ServerProcess launch(String name, ServerDirectory directory, List<String> options, List<String> main)
            throws IOException, InterruptedException {
        List<String> command = command(List.of(
                "-Xmx256m",
                "-XX:+UseSerialGC",
                BRIEF,
                "-Djava.io.tmpdir=" + directory.path(),
                "-cp",
                Distribution.jars(name) + "/*"));
        command.addAll(options);
        command.addAll(main);
        return ServerProcess.launch(name, directory, command, Map.of());
    }
}
