package dev.scalingstages;

import static org.assertj.core.api.Assertions.assertThat;

import dev.scalingstages.review.judge.Comparing;
import dev.scalingstages.testing.BesideTheCdk;
import dev.scalingstages.testing.Programs;
import dev.scalingstages.testing.ProjectFiles;
import java.io.File;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The review in a process of its own, as {@code ./review} starts it. */
@BesideTheCdk
class ReviewAppIT {
    @TempDir
    private Path folder;

    @Test
    void theEncodingOfTheSystemHidesNoChange() {
        String topic =
                "{\"Resources\": {\"T\": {\"Type\": \"AWS::SNS::Topic\", \"Properties\": {\"DisplayName\": \"%s\"}}}}";
        ProcessBuilder growth =
                review("--json", template("before", topic.formatted("ü")), template("after", topic.formatted("ö")));
        growth.environment().put("LC_ALL", "C");
        assertThat(ProjectFiles.json(Programs.run(growth).succeeded())
                        .at("/resources/0/properties/0/name")
                        .asText())
                .isEqualTo("DisplayName");
    }

    @Test
    void noClassOfTheCdkOrOfAStageIsLoaded() {
        Path loaded = folder.resolve("loaded");
        ProcessBuilder growth =
                review("stages/3-load-balanced/template.json", "stages/4-replicated-reads/template.json");
        growth.environment().put("JAVA_TOOL_OPTIONS", "-Xlog:class+load:file=" + loaded);
        // A start with an archive of classes switches the JVM's log off.
        growth.environment().put("START_FOLDER", folder.resolve("none").toString());
        Programs.run(growth).succeeded();
        assertThat(ProjectFiles.text(loaded))
                .contains("dev.scalingstages.review.judge.GrowthCheck", "dev.scalingstages.steps.StepFacts")
                .doesNotContain("software.amazon.", "software.constructs.", "dev.scalingstages.stage.StageFactory");
    }

    private static ProcessBuilder review(String... growth) {
        String classes = "target/classes" + File.pathSeparator + ProjectFiles.text("target/classpath");
        String temporary = System.getProperty("java.io.tmpdir");
        ProcessBuilder builder = new ProcessBuilder(
                "bin/jvm", classes, "dev.scalingstages.ReviewApp", "", temporary, Comparing.node(), "growth");
        builder.command().addAll(List.of(growth));
        return builder;
    }

    private String template(String name, String text) {
        return ProjectFiles.write(folder.resolve(name + ".json"), text).toString();
    }
}
