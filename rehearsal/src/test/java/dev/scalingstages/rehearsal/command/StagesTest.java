package dev.scalingstages.rehearsal.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.scalingstages.rehearsal.acts.Plans;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StagesTest {
    /** Synthesizes into the folder behind {@code --output}. */
    private static final String SYNTHESIZES = """
            echo "$*" >>calls
            while [ "$1" != --output ]; do shift; done
            mkdir -p "$2"
            echo '{"Resources": {"Topic": {"Type": "AWS::SNS::Topic"}}}' >"$2/scaling-stages.template.json"
            echo '{"files": {}}' >"$2/scaling-stages.assets.json"
            """;

    @TempDir
    private Path project;

    @BeforeEach
    void projectThatSynthesizes() throws IOException {
        script("cdk", SYNTHESIZES);
        script("review", "echo '{\"verdict\": \"NOTHING_LOST\"}'; exit 2");
    }

    private void script(String name, String body) throws IOException {
        Path script = Files.writeString(project.resolve(name), "#!/bin/sh\nset -e\n" + body);
        assertThat(script.toFile().setExecutable(true)).isTrue();
    }

    private void prepare(String... words) throws IOException, InterruptedException {
        new Stages(project).prepare(RehearseCommand.read(List.of(words), project, project));
    }

    @Test
    void synthesizesEachStageOnceAsTheLiveSystemHasIt() throws IOException, InterruptedException {
        prepare("4", "3", "4");

        String folder = project.resolve("target/rehearsal/assembly").toString();
        assertThat(project.resolve("calls"))
                .hasContent("synth --no-validation --quiet --output %1$s/stage-3 -c stage=3%n".formatted(folder)
                        + "synth --no-validation --quiet --output %1$s/stage-4 -c stage=4%n".formatted(folder));
    }

    @Test
    void keepsWhatTheReviewSaysOfEachStep() throws IOException, InterruptedException {
        prepare("3", "4", "5");

        assertThat(Plans.file(project, 1)).content().contains("NOTHING_LOST");
        assertThat(Plans.file(project, 2)).exists();
        assertThat(Plans.file(project, 3)).doesNotExist();
    }

    @Test
    void goesOnWithoutTheReview() throws IOException, InterruptedException {
        script("review", "exit 1");

        prepare("3", "4");

        assertThat(Plans.file(project, 1)).doesNotExist();
    }

    @Test
    void tellsWhyAStageCannotBeSynthesized() throws IOException {
        script("cdk", "echo 'the setting is wrong' >&2; exit 1");

        assertThatThrownBy(() -> prepare("2"))
                .isInstanceOf(IOException.class)
                .hasMessage("./rehearse: stage 2 cannot be synthesized.%nthe setting is wrong".formatted());
    }
}
