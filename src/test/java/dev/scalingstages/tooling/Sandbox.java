package dev.scalingstages.tooling;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A folder with copies of the project's scripts, where they find no commands but the ones that a test puts there.
 *
 * <p>A recorder stands in for an outside command: it writes its name and arguments to {@link #record()}, then does what
 * the test tells it to. Utilities such as {@code sed} and {@code find} are the system's own.
 */
final class Sandbox {
    private static final List<String> UTILITIES = List.of(
            "bash",
            "cat",
            "chmod",
            "cksum",
            "cp",
            "cut",
            "date",
            "dirname",
            "env",
            "find",
            "grep",
            "head",
            "ls",
            "ln",
            "mkdir",
            "mv",
            "paste",
            "readlink",
            "rm",
            "rmdir",
            "sed",
            "sh",
            "sleep",
            "tee",
            "touch",
            "tr",
            "wc");

    /** Longer than any script takes here, so that one that hangs fails its test. */
    private static final long PATIENCE_SECONDS = 60;

    /** Links to the utilities, made once for all tests. */
    private static final Path UTILITIES_FOLDER = linkUtilities(Project.ROOT.resolve("target/tooling-tests/utilities"));

    private final Path project;
    private final Path commands;
    private final Path record;
    private final Map<String, String> environment = new LinkedHashMap<>();

    /** What a script left behind: its exit status and the text of its two streams. */
    record Result(int status, String out, String err) {}

    /**
     * @param folder an empty folder
     * @param files files and folders to copy into it, relative to the project
     */
    Sandbox(Path folder, String... files) {
        project = folder.resolve("project");
        commands = folder.resolve("commands");
        record = folder.resolve("record");
        try {
            Files.createDirectories(project);
            Files.createDirectories(commands);
            Files.createFile(record);
            for (String file : Arrays.stream(files)
                    .map(Project::files)
                    .flatMap(List::stream)
                    .toList()) {
                Path copy = project.resolve(file);
                Files.createDirectories(copy.getParent());
                Files.copy(Project.ROOT.resolve(file), copy, StandardCopyOption.COPY_ATTRIBUTES);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        environment.put("PATH", commands + File.pathSeparator + UTILITIES_FOLDER);
        environment.put("HOME", folder.toString());
        environment.put("RECORD", record.toString());
    }

    private static Path linkUtilities(Path folder) {
        try {
            Files.createDirectories(folder);
            for (String utility : UTILITIES) {
                Path link = folder.resolve(utility);
                Files.deleteIfExists(link);
                Files.createSymbolicLink(link, systemCommand(utility));
            }
            return folder;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The path of a command of this machine; fails when there is none. */
    static Path systemCommand(String name) {
        return Arrays.stream(System.getenv("PATH").split(File.pathSeparator))
                .map(folder -> Path.of(folder, name))
                .filter(Files::isExecutable)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("There is no " + name + " on the PATH"));
    }

    /** A path in the sandbox's copy of the project. */
    Path path(String file) {
        return project.resolve(file);
    }

    /** Writes a file of the project, with its folders. */
    Path write(String file, String text) {
        Path path = path(file);
        try {
            Files.createDirectories(path.getParent());
            return Files.writeString(path, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Sets a variable for every later run. */
    Sandbox with(String variable, String value) {
        environment.put(variable, value);
        return this;
    }

    /** Puts a recorder on the scripts' PATH; {@code body} is what it does after it has recorded the call. */
    Sandbox command(String name, String body) {
        return recorder(commands.resolve(name), body);
    }

    /** Puts a recorder into the project, in place of the script of this name. */
    Sandbox script(String file, String body) {
        return recorder(path(file), body);
    }

    private Sandbox recorder(Path file, String body) {
        try {
            Files.createDirectories(file.getParent());
            Files.writeString(
                    file, "#!/bin/sh\nset -e\necho \"" + file.getFileName() + " $*\" >>\"$RECORD\"\n" + body + "\n");
            if (!file.toFile().setExecutable(true)) {
                throw new IllegalStateException(file + " can't be made executable");
            }
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Takes a recorder off the PATH. */
    Sandbox without(String name) {
        try {
            Files.delete(commands.resolve(name));
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The recorded calls in their order. */
    List<String> record() {
        try {
            return Files.readAllLines(record);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The recorded calls of one command. */
    List<String> calls(String name) {
        return record().stream().filter(call -> call.startsWith(name + " ")).toList();
    }

    void forgetCalls() {
        try {
            Files.writeString(record, "");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Runs a script of the project in the project's folder, and waits for its end. */
    Result run(String script, String... arguments) {
        return finish(start(project, script, arguments));
    }

    /** Starts a script of the project in some folder; its streams go to files that {@link #finish} reads. */
    Running start(Path folder, String script, String... arguments) {
        List<String> command = new ArrayList<>(List.of(path(script).toString()));
        command.addAll(Arrays.asList(arguments));
        try {
            Path out = Files.createTempFile(record.getParent(), "out", "");
            Path err = Files.createTempFile(record.getParent(), "err", "");
            ProcessBuilder builder = new ProcessBuilder(command)
                    .directory(folder.toFile())
                    .redirectOutput(out.toFile())
                    .redirectError(err.toFile());
            builder.environment().clear();
            builder.environment().putAll(environment);
            return new Running(builder.start(), out, err);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A script that was started, and the files that its streams go to. */
    record Running(Process process, Path out, Path err) {}

    /** Waits for a script's end. */
    Result finish(Running running) {
        try {
            if (!running.process().waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                running.process().destroyForcibly();
                throw new IllegalStateException("The script did not end; so far: " + Files.readString(running.err()));
            }
            return new Result(
                    running.process().exitValue(), Files.readString(running.out()), Files.readString(running.err()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
