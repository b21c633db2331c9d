package dev.scalingstages;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.scalingstages.testing.BesideTheCdk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The review in a process of its own, as {@code ./review} starts it. */
@BesideTheCdk
class ReviewAppIT {
    @TempDir
    private Path folder;

    @Test
    void theEncodingOfTheSystemHidesNoChange() throws IOException, InterruptedException {
        String topic =
                "{\"Resources\": {\"T\": {\"Type\": \"AWS::SNS::Topic\", \"Properties\": {\"DisplayName\": \"%s\"}}}}";
        Path out = folder.resolve("out");
        ProcessBuilder growth = review(
                "growth",
                "--json",
                template("before", topic.formatted("ü")).toString(),
                template("after", topic.formatted("ö")).toString());
        growth.environment().put("LC_ALL", "C");
        assertThat(growth.redirectOutput(out.toFile()).start().waitFor()).isZero();

        assertThat(new ObjectMapper()
                        .readTree(out.toFile())
                        .at("/resources/0/properties/0/name")
                        .asText())
                .isEqualTo("DisplayName");
    }

    @Test
    void noClassOfTheCdkOrOfAStageIsLoaded() throws IOException, InterruptedException {
        Path loaded = folder.resolve("loaded");
        ProcessBuilder growth =
                review("growth", "stages/3-load-balanced/template.json", "stages/4-replicated-reads/template.json");
        growth.environment().put("JAVA_TOOL_OPTIONS", "-Xlog:class+load:file=" + loaded);
        // A start with an archive of classes switches the JVM's log off.
        growth.environment().put("START_FOLDER", folder.resolve("none").toString());
        assertThat(growth.redirectOutput(folder.resolve("out").toFile()).start().waitFor())
                .isZero();

        assertThat(Files.readString(loaded))
                .contains("dev.scalingstages.review.judge.GrowthCheck", "dev.scalingstages.steps.StepFacts")
                .doesNotContain("software.amazon.", "software.constructs.", "dev.scalingstages.stage.StageFactory");
    }

    private static ProcessBuilder review(String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                "bin/jvm",
                "target/classes" + System.getProperty("path.separator") + Files.readString(Path.of("target/classpath")),
                "dev.scalingstages.ReviewApp",
                "",
                System.getProperty("java.io.tmpdir"),
                Optional.ofNullable(System.getenv("JSII_NODE")).orElse("node")));
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command);
    }

    private Path template(String name, String text) throws IOException {
        Path file = folder.resolve(name + ".json");
        Files.writeString(file, text);
        return file;
    }
}
