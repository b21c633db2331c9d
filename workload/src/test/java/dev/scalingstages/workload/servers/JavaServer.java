package dev.scalingstages.workload.servers;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Starts servers that are written for the JVM, in a JVM and with a class path of their own. */
final class JavaServer {
    private JavaServer() {}

    /** Launches a main class of a {@link Distribution}. */
    static ServerProcess launch(String name, ServerDirectory directory, List<String> options, List<String> main)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Djava.io.tmpdir=" + directory.path(),
                "-cp",
                Distribution.jars(name) + "/*"));
        command.addAll(options);
        command.addAll(main);
        return ServerProcess.launch(name, directory, command, Map.of());
    }
}
