package dev.scalingstages.tooling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;

import dev.scalingstages.testing.ProjectFiles;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A folder with copies of the project's scripts, where they find no commands but the ones that a test puts there.
 *
 * <p>A recorder stands in for an outside command: it writes its name and arguments to {@link #record()}, then does what
 * the test tells it to. Utilities such as {@code sed} and {@code find} are the system's own.
 */
final class Sandbox {
    private static final String[] UTILITIES = """
            bash cat chmod cksum cp cut date dirname env find grep head ls ln mkdir mv paste readlink rm rmdir sed sh sleep
            tee touch tr wc""".split("\\s+");

    /** Longer than any script takes here, so that one that hangs fails its test. */
    private static final long PATIENCE_SECONDS = 60;

    /** Links to the utilities, made once for all tests. */
    private static final Path UTILITIES_FOLDER =
            assertDoesNotThrow(() -> linkUtilities(Project.ROOT.resolve("target/tooling-tests/utilities")));

    private final Path project;
    private final Path commands;
    private final Path record;
    private final Map<String, String> environment = new LinkedHashMap<>();

    /** What a script left behind: its exit status and the text of its two streams. */
    record Result(int status, String out, String err) {
        /** A success without a word. */
        static final Result SILENT = new Result(0, "", "");

        /** Fails unless the script succeeded. */
        Result succeeds() {
            assertThat(status).as(out + err).isZero();
            return this;
        }

        /** Fails unless the script ended with status 1, and all of these words are on standard error. */
        Result fails(String... words) {
            assertThat(status).as(out + err).isEqualTo(1);
            assertThat(words).allSatisfy(each -> assertThat(err).contains(each));
            return this;
        }

        /** The lines on standard output that begin so. */
        List<String> lines(String beginning) {
            return out.lines().filter(line -> line.startsWith(beginning)).toList();
        }
    }

    /**
     * @param folder an empty folder
     * @param files files and folders to copy into it, relative to the project
     */
    Sandbox(Path folder, String... files) {
        project = folder.resolve("project");
        commands = folder.resolve("commands");
        record = ProjectFiles.write(folder.resolve("record"), "");
        assertDoesNotThrow(() -> {
            Files.createDirectories(project);
            Files.createDirectories(commands);
            for (String file :
                    Stream.of(files).map(Project::files).flatMap(List::stream).toList()) {
                Files.createDirectories(path(file).getParent());
                Files.copy(Project.ROOT.resolve(file), path(file), StandardCopyOption.COPY_ATTRIBUTES);
            }
        });
        environment.put("PATH", commands + File.pathSeparator + UTILITIES_FOLDER);
        environment.put("HOME", folder.toString());
        environment.put("RECORD", record.toString());
    }

    private static Path linkUtilities(Path folder) throws IOException {
        Files.createDirectories(folder);
        for (String utility : UTILITIES) {
            Path link = folder.resolve(utility);
            Files.deleteIfExists(link);
            Files.createSymbolicLink(link, systemCommand(utility));
        }
        return folder;
    }

    /** The path of a command of this machine; fails when there is none. */
    private static Path systemCommand(String name) {
        return Arrays.stream(System.getenv("PATH").split(File.pathSeparator))
                .map(folder -> Path.of(folder, name))
                .filter(Files::isExecutable)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("There is no " + name + " on the PATH"));
    }

    Path path(String file) {
        return project.resolve(file);
    }

    String read(String file) {
        return ProjectFiles.text(path(file));
    }

    /** Writes a file of the project, with its folders. */
    Path write(String file, String text) {
        return ProjectFiles.write(path(file), text);
    }

    /** Sets when a file or folder of the project was changed last, in seconds from now. */
    void changed(String file, int seconds) {
        FileTime time = FileTime.from(Instant.now().plusSeconds(seconds));
        assertDoesNotThrow(() -> Files.setLastModifiedTime(path(file), time));
    }

    Sandbox with(String variable, String value) {
        environment.put(variable, value);
        return this;
    }

    /** Puts a recorder on the scripts' PATH; {@code body} is what it does after it has recorded the call. */
    Sandbox command(String name, String body) {
        return recorder(commands.resolve(name), body);
    }

    /** Puts recorders on the scripts' PATH that call this machine's own commands. */
    Sandbox systemCommands(String... names) {
        Stream.of(names).forEach(name -> command(name, running(name)));
        return this;
    }

    /** The body of a recorder that goes on as this machine's own command, with the same arguments. */
    static String running(String name) {
        return "exec '" + systemCommand(name) + "' \"$@\"";
    }

    /** Puts a recorder into the project, in place of the script of this name. */
    Sandbox script(String file, String body) {
        return recorder(path(file), body);
    }

    private Sandbox recorder(Path file, String body) {
        ProjectFiles.write(
                file, "#!/bin/sh\nset -e\necho \"" + file.getFileName() + " $*\" >>\"$RECORD\"\n" + body + "\n");
        assertThat(file.toFile().setExecutable(true)).as("made executable").isTrue();
        return this;
    }

    /** Puts a JDK into the project, and names it by {@code JAVA_HOME}; {@code body} is what its {@code java} does. */
    Sandbox jdk(String body) {
        return script("jdk/bin/java", body)
                .script("jdk/bin/javac", "")
                .with("JAVA_HOME", path("jdk").toString());
    }

    /** Takes a recorder off the PATH. */
    Sandbox without(String name) {
        assertDoesNotThrow(() -> Files.delete(commands.resolve(name)));
        return this;
    }

    List<String> record() {
        return ProjectFiles.text(record).lines().toList();
    }

    /** The recorded calls of one command. */
    List<String> calls(String name) {
        return record().stream().filter(call -> call.startsWith(name + " ")).toList();
    }

    void forgetCalls() {
        ProjectFiles.write(record, "");
    }

    /** Runs a script of the project in the project's folder, and waits for its end. */
    Result run(String script, String... arguments) {
        return runIn(project, script, arguments);
    }

    /** Runs a script of the project, as a line says: its name and its arguments, separated by spaces. */
    Result runLine(String line) {
        String[] words = line.strip().split(" ");
        return run(words[0], Arrays.copyOfRange(words, 1, words.length));
    }

    /** Runs a script of the project in some folder, and waits for its end. */
    Result runIn(Path folder, String script, String... arguments) {
        return finish(start(folder, script, arguments));
    }

    /** Starts a script of the project three times at once, and fails unless each succeeds. */
    void runThreeAtOnce(String script) {
        List<Running> starts =
                Stream.generate(() -> start(project, script)).limit(3).toList();
        starts.forEach(start -> finish(start).succeeds());
    }

    /** Starts a script of the project in some folder; its streams go to files that {@link #finish} reads. */
    Running start(Path folder, String script, String... arguments) {
        return assertDoesNotThrow(() -> {
            Path out = Files.createTempFile(record.getParent(), "out", "");
            Path err = Files.createTempFile(record.getParent(), "err", "");
            ProcessBuilder builder = new ProcessBuilder(path(script).toString())
                    .directory(folder.toFile())
                    .redirectOutput(out.toFile())
                    .redirectError(err.toFile());
            builder.command().addAll(List.of(arguments));
            builder.environment().clear();
            builder.environment().putAll(environment);
            return new Running(builder.start(), out, err);
        });
    }

    /** A script that was started, and the files that its streams go to. */
    record Running(Process process, Path out, Path err) {}

    /** Waits for a script's end. */
    Result finish(Running running) {
        boolean ended = assertDoesNotThrow(() -> running.process().waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS));
        if (!ended) {
            running.process().destroyForcibly();
            throw new IllegalStateException("The script did not end; so far: " + ProjectFiles.text(running.err()));
        }
        return new Result(
                running.process().exitValue(), ProjectFiles.text(running.out()), ProjectFiles.text(running.err()));
    }
}
