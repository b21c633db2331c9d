package dev.scalingstages.review.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.scalingstages.review.judge.Comparing;
import dev.scalingstages.steps.StepFacts;
import dev.scalingstages.testing.BesideTheCdk;
import dev.scalingstages.testing.ProjectFiles;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What {@code ./review} understands, and what it says of what it does not; stages are synthesized in another test. */
@BesideTheCdk
class ReviewCommandTest {
    private static final String BUCKET = """
            {"Resources": {"Files": {"Type": "AWS::S3::Bucket", "DeletionPolicy": "Retain",
              "UpdateReplacePolicy": "Retain", "Properties": {"BucketName": "%s"}}}}""";

    @TempDir
    private Path folder;

    /** What a run printed, and the status that it ended with. */
    private record Run(int status, String out, String err) {}

    @BeforeEach
    void templates() {
        ProjectFiles.write(folder.resolve("deployed.json"), BUCKET.formatted("one"));
        ProjectFiles.write(folder.resolve("other.json"), BUCKET.formatted("two"));
        ProjectFiles.write(folder.resolve("notes.json"), "Resources:");
    }

    @ParameterizedTest
    @CsvSource({"deployed.json, 0", "other.json, 2"})
    void comparesFilesThatStartWhereTheCallerIs(String after, int status) {
        Run run = run("growth", "deployed.json", after);

        assertThat(run.status()).as(run.err()).isEqualTo(status);
        assertThat(run.out()).startsWith("What this deploy does").doesNotContain("./cdk deploy");
        assertThat(run.err()).isEmpty();
        assertThat(run("growth", folder.resolve("deployed.json").toString(), after))
                .isEqualTo(run);
    }

    @Test
    void takesOptionsAnywhere() {
        Run json = run("growth", "--json", "deployed.json", "--data-moved", "other.json");
        assertThat(ProjectFiles.json(json.out()).get("verdict").asText()).isEqualTo("LOST");
        assertThat(run("growth", "deployed.json", "other.json", "--markdown").out())
                .startsWith("## What this deploy does");
    }

    @Test
    void printsThePolicyOfATemplate() {
        Run run = run("policy", "deployed.json");

        assertThat(run.status()).as(run.err()).isZero();
        assertThat(ProjectFiles.json(run.out()).at("/Statement/1/Resource/0").asText())
                .isEqualTo("LogicalResourceId/Files");
    }

    @ParameterizedTest
    @CsvSource({"growth, notes.json deployed.json", "policy, notes.json"})
    void aFileThatIsNoTemplateIsRefused(String command, String files) {
        Run run = run((command + " " + files).split(" "));

        assertThat(run.status()).isEqualTo(1);
        assertThat(run.out()).isEmpty();
        assertThat(run.err()).contains("notes.json").doesNotContain("\tat ");
        assertThat(run.err().lines()).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            growth | two stages or templates
            growth 3 | only 3 is given
            growth 3 7 | 7 is neither a stage from 1 to 6 nor a file
            growth 3 04 | 04 is neither a stage from 1 to 6 nor a file
            growth 3 no.json | no.json is neither a stage from 1 to 6 nor a file
            growth 3 @no.json | @no.json is neither a stage from 1 to 6 nor a file
            growth 3 4 5 | too many arguments: 3, 4 and 5
            growth 3 4 --yaml | no option --yaml; the options are --data-moved, --help, --json,
            growth 3 4 --js | no option --js; the options are
            growth 3 4 --json --markdown | --json and --markdown exclude each other
            growth 3 4 -c | -c needs a setting after it, NAME=VALUE, such as -c alarmEmail=
            growth 3 4 -c --json | -c needs a setting after it
            growth 3 4 -c webMaximum | webMaximum is not a setting; write NAME=VALUE
            growth 3 4 -c stage=5 | stage=5 does not go with ./review growth
            growth deployed.json deployed.json -c a=b | a=b applies to stages, and no stage is given
            policy | a stage or a template is needed
            policy 4 5 | too many arguments: 4 and 5
            policy 7 | 7 is neither a stage from 1 to 6 nor a file
            policy 4 -c stage=5 | stage=5 does not go with ./review policy
            policy deployed.json -c a=b | a=b applies to stages, and no stage is given
            policy 4 --json | no option --json; the options are --help and -c
            policy 4 --data-moved | no option --data-moved
            """)
    void refusesWhatItDoesNotUnderstandWithAnExample(String arguments, String complaint) {
        String command = arguments.split(" ")[0];
        Run run = run(arguments.split(" "));

        assertThat(run.status()).isEqualTo(1);
        assertThat(run.out()).isEmpty();
        assertThat(run.err())
                .startsWith("./review %s: ".formatted(command))
                .contains(
                        complaint,
                        "For example: ./review %s ".formatted(command),
                        "./review %s --help".formatted(command));
        assertThat(run.err().lines()).hasSize(2);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                           | ./review: no command is given; the commands are growth, policy and completion.
            3 4            | ./review: there is no command 3; the commands are growth,
            --json         | ./review: there is no option --json; the options are --help.
            completion zsh | ./review completion: there is an unexpected argument: zsh
            """)
    void refusesACommandThatItDoesNotHave(String arguments, String complaint) {
        Run run = run(arguments == null ? new String[0] : arguments.split(" "));

        assertThat(run.status()).isEqualTo(1);
        assertThat(run.out()).isEmpty();
        assertThat(run.err()).startsWith(complaint).contains("For example: ", "--help");
        assertThat(run.err().lines()).hasSize(2);
    }

    @Test
    void tellsHowItIsUsed() {
        assertThat(run("--help").out()).contains("./review", "growth", "policy", "source <(./review completion)");
        Run growth = run("growth", "--help");
        assertThat(growth.status()).isZero();
        assertThat(growth.out())
                .contains("./review growth BEFORE AFTER", "Exit status:", "0   nothing is lost", "3   unknown")
                .containsPattern("--data-moved +confirms that")
                .containsPattern("-c, --context=NAME=VALUE +settings");
        assertThat(run("policy", "--help").out()).contains("./review policy STAGE_OR_FILE");
    }

    @Test
    void printsACompletionOfAllCommands() {
        assertThat(run("completion").out())
                .startsWith("#!/")
                .contains("complete -F", "growth policy completion", "--data-moved");
    }

    private Run run(String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        Surroundings surroundings = new Surroundings(folder, folder, folder, StepFacts.all(), Comparing.comparer());
        int status = ReviewCommand.run(
                surroundings, List.of(arguments), new PrintWriter(out, true), new PrintWriter(err, true));
        return new Run(status, out.toString(), err.toString());
    }
}
