package dev.scalingstages.review.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.scalingstages.testing.BesideTheCdk;
import dev.scalingstages.testing.ProjectFiles;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is read as a template, and what is refused with words that help. */
@BesideTheCdk
class TemplateTest {
    private static final String TEMPLATE = "{\"Resources\": {\"Bucket\": {\"Type\": \"AWS::S3::Bucket\"}}}";

    @TempDir
    private Path folder;

    private Path file;

    @BeforeEach
    void file() {
        file = folder.resolve("template.json");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                TEMPLATE,
                "{\"TemplateBody\": " + TEMPLATE + ", \"StagesAvailable\": [\"Original\"]}",
                "{\"TemplateBody\": \"{\\\"Resources\\\": {\\\"Bucket\\\": {\\\"Type\\\": \\\"AWS::S3::Bucket\\\"}}}\"}"
            })
    void readsATemplateAndWhatGetTemplateAnswers(String text) {
        ProjectFiles.write(file, text);

        assertThat(Template.read(file).resources()).containsOnlyKeys("Bucket");
        assertThat(Template.read(file).resource("Bucket").orElseThrow().type()).isEqualTo("AWS::S3::Bucket");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            Resources: {} | is not JSON (line 1)
            {"Resources": | is not JSON
            {} | is no CloudFormation template
            [] | is no CloudFormation template
            {"Resources": {}} | is no CloudFormation template
            {"TemplateBody": "Resources:"} | is not JSON
            {"Resources": {"Bucket": {}}} | the resource Bucket has no Type
            """)
    void refusesWhatIsNone(String text, String complaint) {
        ProjectFiles.write(file, text);

        assertThatThrownBy(() -> Template.read(file))
                .isInstanceOf(InvalidTemplateException.class)
                .hasMessageContaining(file.toString())
                .hasMessageContaining(complaint);
    }

    @Test
    void saysWhenThereIsNoFile() {
        assertThatThrownBy(() -> Template.read(file))
                .isInstanceOf(InvalidTemplateException.class)
                .hasMessage(file + " does not exist");
    }

    @ParameterizedTest
    @CsvSource({
        "DatabaseInstance02E622FB, DatabaseInstance",
        "Database, Database",
        "ABCDEF01, ABCDEF01",
        "ServerServingStage109e3d1188ABDA5B4, ServerServingStage109e3d118"
    })
    void namesAResourceWithoutTheHash(String logicalId, String name) {
        assertThat(new Resource(logicalId, null).name()).isEqualTo(name);
    }
}
