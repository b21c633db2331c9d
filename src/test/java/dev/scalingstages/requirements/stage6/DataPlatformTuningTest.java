package dev.scalingstages.requirements.stage6;

import static dev.scalingstages.testing.TemplateMatchers.component;
import static org.assertj.core.api.Assertions.assertThat;

import dev.scalingstages.stage.ScalingStage;
import dev.scalingstages.testing.CdkTemplates;
import dev.scalingstages.testing.ProjectFiles;
import dev.scalingstages.testing.Row;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import software.amazon.awscdk.assertions.Capture;
import software.amazon.awscdk.assertions.Template;

/** S6.7: the read model with its indexes is written down; that parameters are in the template S2.6 says. */
class DataPlatformTuningTest {
    private static final String GROUP = "AWS::RDS::DBParameterGroup";
    private static final Template TEMPLATE = CdkTemplates.of(ScalingStage.DATA_PLATFORM);

    @Test
    @Row("S6.7")
    @DisplayName("one document tells the timeline's read model, its indexes, and the reason of each parameter")
    void theReadModelIsWrittenDown() throws IOException {
        Capture group = new Capture();
        TEMPLATE.hasResourceProperties(GROUP, Map.of("Tags", component("database-tier"), "Parameters", group));
        Set<String> parameters = group.asObject().keySet();
        try (Stream<Path> files = Files.walk(Path.of("docs"))) {
            assertThat(files.filter(file -> file.toString().endsWith(".md")).filter(file -> {
                        String text = ProjectFiles.text(file).toLowerCase(Locale.ROOT);
                        return Stream.of("timeline", "denormali", "index").allMatch(text::contains)
                                && parameters.stream().allMatch(text::contains);
                    }))
                    .as("a document below docs/ about the timeline, its indexes and %s", parameters)
                    .isNotEmpty();
        }
    }
}
