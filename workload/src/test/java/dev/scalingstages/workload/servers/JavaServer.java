package dev.scalingstages.workload.servers;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

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
        return command(isBrief() ? List.of(BRIEF) : List.of(), arguments);
    }

    private static List<String> command(List<String> first, List<String> arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(first);
        command.addAll(arguments);
        return command;
    }

    /** Whether JVMs live for seconds, as in tests; those that are measured run on. */
    static boolean isBrief() {
        return Boolean.getBoolean("servers.brief");
    }

    /** Whether JVMs start from a {@link ClassArchive}. */
    static boolean isArchived() {
        return Boolean.getBoolean("servers.archived");
    }

    /** Starts a main class of a {@link Distribution}, and waits until the probe passes. */
    static ServerProcess start(
            String name, ServerDirectory directory, List<String> options, List<String> main, ServerProcess.Probe probe)
            throws IOException, InterruptedException {
        List<Path> jars = jars(name);
        ClassArchive.Training start = more -> {
            List<String> all = new ArrayList<>(options);
            all.addAll(more);
            launch(name, directory, jars, all, main).await(probe).close();
        };
        List<String> all = new ArrayList<>(options);
        if (isArchived()) {
            all.addAll(ClassArchive.options(name, jars, start));
        }
        return launch(name, directory, jars, all, main).await(probe);
    }

    private static List<Path> jars(String name) throws IOException, InterruptedException {
        try (Stream<Path> jars = Files.list(Distribution.jars(name))) {
            return jars.sorted().toList();
        }
    }

    private static ServerProcess launch(
            String name, ServerDirectory directory, List<Path> jars, List<String> options, List<String> main)
            throws IOException {
        List<String> arguments =
                new ArrayList<>(List.of("-Xmx256m", "-XX:+UseSerialGC", "-Djava.io.tmpdir=" + directory.path()));
        arguments.addAll(options);
        arguments.add("-cp");
        arguments.add(jars.stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator)));
        arguments.addAll(main);
        return ServerProcess.launch(name, directory, command(List.of(BRIEF), arguments), Map.of());
    }
}
