package dev.scalingstages.rehearsal.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.scalingstages.rehearsal.acts.Loss;
import dev.scalingstages.rehearsal.acts.Request;
import dev.scalingstages.rehearsal.acts.Subject;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RehearseCommandTest {
    private static final Path PROJECT = Path.of("/project");

    @TempDir
    private Path caller;

    private Request read(String... words) {
        return RehearseCommand.read(List.of(words), PROJECT, caller);
    }

    private static Subject stage(int number) {
        return new Subject(
                "stage " + number,
                Path.of("/project/target/rehearsal/assembly/stage-" + number + "/scaling-stages.template.json"));
    }

    @Test
    void playsAStageAsUsualWithoutOptions() {
        assertThat(read("1"))
                .isEqualTo(new Request(
                        List.of(stage(1)),
                        false,
                        OptionalInt.empty(),
                        Optional.empty(),
                        1,
                        10,
                        0,
                        OptionalLong.empty(),
                        4,
                        false,
                        Path.of("/project/target/rehearsal/report")));
    }

    @Test
    void takesAllOptionsBeforeAndAfterTheStages() {
        assertThat(read(
                        "--fail",
                        "3",
                        "4",
                        "--sample",
                        "5",
                        "--lose=zone-b",
                        "--servers",
                        "2",
                        "--scale",
                        "20",
                        "--shuffle",
                        "3",
                        "--seed",
                        "7",
                        "--people",
                        "9",
                        "--json",
                        "--report",
                        "there"))
                .isEqualTo(new Request(
                        List.of(stage(3), stage(4)),
                        true,
                        OptionalInt.of(5),
                        Optional.of(new Loss(Loss.Kind.ZONE, "b")),
                        2,
                        20,
                        3,
                        OptionalLong.of(7),
                        9,
                        true,
                        caller.resolve("there")));
    }

    @Test
    void playsAllStages() {
        assertThat(read("--all").subjects()).hasSize(6).startsWith(stage(1)).endsWith(stage(6));
        assertMistakes("--all names all stages", "--all", "2");
    }

    @Test
    void playsATemplateThatIsNamedFromWhereTheUserIs() throws IOException {
        Files.createFile(caller.resolve("mine.template.json"));
        assertMistakes("mine.template.json has no mine.assets.json beside it", "mine.template.json");

        Files.createFile(caller.resolve("mine.assets.json"));
        assertThat(read("mine.template.json").subjects())
                .containsExactly(new Subject("mine.template.json", caller.resolve("mine.template.json")));
    }

    @Test
    void tellsAllThatIsWrongAtOnce() {
        assertThatThrownBy(() -> read("7", "--lose", "heart", "--scale", "0", "--fail", "--bogus", "--people", "many"))
                .isInstanceOf(MistakesException.class)
                .hasMessageStartingWith("./rehearse: 6 things are wrong:\n")
                .hasMessageContainingAll(
                        "there is no option --bogus.",
                        "7 is neither a stage from 1 to 6 nor a template's file.",
                        "--fail makes a step fail, so two stages are to be named",
                        "--lose heart: what can be lost is server:NAME, zone-a",
                        "--scale 0: a whole number from 1 to 100 is needed.",
                        "--people many: a whole number from 0 to 200 is needed.")
                .hasMessageEndingWith("For example: ./rehearse 3 4. See ./rehearse --help.");
    }

    @Test
    void tellsOneMistakeInOneLine() {
        assertThatThrownBy(this::read)
                .hasMessage("./rehearse: a stage from 1 to 6 is to be named, or several for a growth.%n".formatted()
                        + "For example: ./rehearse 3 4. See ./rehearse --help.");
    }

    @ParameterizedTest
    @CsvSource({
        "--servers 0, --servers 0: a whole number from 1 to 10 is needed.",
        "--servers 11, --servers 11",
        "--scale 101, --scale 101",
        "--scale 2.5, --scale 2.5",
        "--shuffle 0, --shuffle 0",
        "--seed -1, --seed -1",
        "--seed 1234567890, --seed 1234567890: a whole number of at most nine digits is needed.",
        "--people 201, --people 201",
        "--sample 3, --sample chooses of what --fail would do",
        "--lose zone-d, --lose zone-d",
        "--lose server:, --lose server:",
        "--lose cache --people 0, --lose looks whether people are served again",
        "--lose, --lose"
    })
    void refusesWhatCannotBePlayed(String option, String message) {
        assertMistakes(message, ("3 4 " + option).split(" "));
    }

    @ParameterizedTest
    @ValueSource(strings = {"server:web", "zone-a", "zone-c", "primary", "replica", "lag", "cache"})
    void knowsWhatCanBeLost(String word) {
        assertThat(read("4", "--lose", word).loss()).isPresent();
    }

    @Test
    void helpNamesEveryOption() {
        StringWriter help = new StringWriter();
        RehearseCommand.help(new PrintWriter(help));

        assertThat(help.toString())
                .contains("./rehearse STAGE [STAGE ...] [OPTIONS]", "Exit status:")
                .contains("--all", "--fail", "--sample", "--lose", "--servers", "--scale", "--shuffle", "--seed")
                .contains("--people", "--report", "--json", "--help");
        assertThat(RehearseCommand.asksForHelp(List.of("3", "-h"))).isTrue();
        assertThat(RehearseCommand.asksForHelp(List.of("3"))).isFalse();
    }

    private void assertMistakes(String part, String... words) {
        assertThatThrownBy(() -> read(words))
                .isInstanceOf(MistakesException.class)
                .hasMessageContaining(part);
    }
}
