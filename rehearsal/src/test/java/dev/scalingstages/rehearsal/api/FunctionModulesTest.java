package dev.scalingstages.rehearsal.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class FunctionModulesTest {
    private static final Pattern CLIENT = Pattern.compile("[\"'](@aws-sdk/[^\"']+)[\"']");

    @Test
    void exactlyTheClientsThatFunctionsImportArePinned() throws IOException {
        Set<String> imported = new TreeSet<>();
        try (Stream<Path> files = Files.walk(Path.of("../src/main/resources/functions"))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                CLIENT.matcher(Files.readString(file)).results().forEach(found -> imported.add(found.group(1)));
            }
        }
        Set<String> pinned = new TreeSet<>();
        new ObjectMapper()
                .readTree(Path.of("functions/package.json").toFile())
                .path("dependencies")
                .properties()
                .forEach(dependency -> {
                    pinned.add(dependency.getKey());
                    assertThat(dependency.getValue().asText()).matches("\\d+\\.\\d+\\.\\d+");
                });
        assertThat(imported).isNotEmpty().isEqualTo(pinned);
    }
}
