package dev.scalingstages.tooling;

import static org.assertj.core.api.Assertions.assertThat;

import dev.scalingstages.testing.BesideTheCdk;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The commands for users print their help with status 0, and refuse other arguments with one message and status 1. */
@BesideTheCdk
class CommandHelpIT {
    @TempDir
    private Path folder;

    static Stream<String> commands() {
        return Stream.of(
                "serve",
                "smoke",
                "bin/bench/archive",
                "bin/bench/likes",
                "bin/bench/serve",
                "bin/bench/synth",
                "bin/check-account",
                "bin/comment-plan",
                "bin/plan-changes",
                "bin/release",
                "bin/remove",
                "bin/renew-image");
    }

    static Stream<Arguments> requestsForHelp() {
        return commands().flatMap(command -> Stream.of("--help", "-h").map(option -> Arguments.of(command, option)));
    }

    @ParameterizedTest
    @MethodSource("requestsForHelp")
    void printsHelp(String command, String option) throws Exception {
        Result result = run(command, option);

        assertThat(result.err()).isEmpty();
        assertThat(result.status()).isZero();
        assertThat(result.out()).contains(command).doesNotContain("set -eu", "#!");
    }

    static Stream<Arguments> wrongArguments() {
        return Stream.concat(
                commands()
                        .filter(command -> !command.equals("smoke"))
                        .map(command -> Arguments.of(command, List.of("--quickly"))),
                Stream.of(
                        Arguments.of("serve", List.of()),
                        Arguments.of("serve", List.of("7")),
                        Arguments.of("serve", List.of("45")),
                        Arguments.of("serve", List.of("four")),
                        Arguments.of("serve", List.of("")),
                        Arguments.of("serve", List.of("4", "5")),
                        Arguments.of("smoke", List.of()),
                        Arguments.of("smoke", List.of("4")),
                        Arguments.of("bin/bench/serve", List.of("1", "7")),
                        Arguments.of("bin/check-account", List.of("7")),
                        Arguments.of("bin/check-account", List.of("--assembly")),
                        Arguments.of("bin/release", List.of("0")),
                        Arguments.of("bin/remove", List.of("one", "two")),
                        Arguments.of("bin/renew-image", List.of("2"))));
    }

    @ParameterizedTest
    @MethodSource("wrongArguments")
    void refusesWrongArguments(String command, List<String> arguments) throws Exception {
        Result result = run(command, arguments.toArray(String[]::new));

        assertThat(result.status()).isEqualTo(1);
        assertThat(result.out()).isEmpty();
        assertThat(result.err()).startsWith((command.contains("/") ? "" : "./") + command + ": ");
        assertThat(result.err().lines()).hasSizeLessThan(3);
    }

    private record Result(int status, String out, String err) {}

    /** Runs the project's own file: help and refusals come before anything is done. */
    private Result run(String command, String... arguments) throws IOException, InterruptedException {
        Path out = folder.resolve("out");
        Path err = folder.resolve("err");
        List<String> words =
                new ArrayList<>(List.of(Project.ROOT.resolve(command).toString()));
        words.addAll(List.of(arguments));
        Process process = new ProcessBuilder(words)
                .directory(Project.ROOT.toFile())
                .redirectOutput(out.toFile())
                .redirectError(err.toFile())
                .start();
        return new Result(
                process.waitFor(),
                Files.readString(out, StandardCharsets.UTF_8),
                Files.readString(err, StandardCharsets.UTF_8));
    }
}
