package dev.scalingstages.rows;

import static dev.scalingstages.rows.DataPlatformParts.WRITE_API;
import static dev.scalingstages.rows.DataPlatformParts.toldResource;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.scalingstages.testing.CloudTemplate;
import dev.scalingstages.testing.CloudTemplate.Resource;
import dev.scalingstages.testing.Row;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** S6.7: parameters for SQL tuning in the template, and the read model with its indexes written down. */
class DataPlatformTuningTest {
    @Test
    @Row("S6.7")
    @DisplayName("every content database takes the tuned parameters from a group of our own")
    void everyDatabaseHasOurParameters() {
        CloudTemplate template = DataPlatformParts.template();
        Resource group = group(template);
        List<Resource> content = template.resources("AWS::RDS::DBInstance").stream()
                .filter(database -> !database.isOf("accounts"))
                .toList();
        assertThat(content)
                .hasSizeGreaterThan(1)
                .allSatisfy(database -> assertThat(template.target(database.at("/DBParameterGroupName")))
                        .as("parameters of %s", database.logicalId())
                        .isEqualTo(group));
    }

    @Test
    @Row("S6.7")
    @DisplayName("slow statements are written down, and the memory of rows and connections is named")
    void slowStatementsAreFound() {
        JsonNode parameters = group(DataPlatformParts.template()).at("/Parameters");
        assertThat(parameters.path("slow_query_log").asText()).isEqualTo("1");
        assertThat(parameters.path("long_query_time").asDouble()).isBetween(0.05, 1.0);
        assertThat(parameters.path("log_output").asText())
                .as("tables grow in the database")
                .isEqualTo("FILE");
        assertThat(parameters.path("innodb_buffer_pool_size").asText())
                .matches("\\{DBInstanceClassMemory\\*\\d\\d/100}");
        assertThat(parameters.path("max_connections").asInt()).isPositive();
    }

    @Test
    @Row("S6.7")
    @DisplayName("one document tells the timeline's read model, its indexes, and the reason of each parameter")
    void theReadModelIsWrittenDown() throws IOException {
        List<String> parameters = group(DataPlatformParts.template()).at("/Parameters").properties().stream()
                .map(Map.Entry::getKey)
                .toList();
        try (Stream<Path> files = Files.walk(Path.of("docs"))) {
            assertThat(files.filter(file -> file.toString().endsWith(".md")).filter(file -> {
                        String text = read(file).toLowerCase(Locale.ROOT);
                        return Stream.of("timeline", "denormali", "index").allMatch(text::contains)
                                && parameters.stream().allMatch(text::contains);
                    }))
                    .as("a document below docs/ about the timeline, its indexes and %s", parameters)
                    .isNotEmpty();
        }
    }

    private static Resource group(CloudTemplate template) {
        return template.target(
                toldResource(template, WRITE_API, "DATABASE_HOST").at("/DBParameterGroupName"));
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
