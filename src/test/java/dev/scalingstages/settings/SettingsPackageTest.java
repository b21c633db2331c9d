package dev.scalingstages.settings;

import static org.assertj.core.api.Assertions.assertThat;

import dev.scalingstages.testing.BesideTheCdk;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

@BesideTheCdk
class SettingsPackageTest {
    private static final Path SOURCES = Path.of("src/main/java/dev/scalingstages/settings");

    @Test
    void thePackageIsPlainJava() throws IOException {
        try (Stream<Path> files = Files.list(SOURCES)) {
            List<String> imports = files.flatMap(SettingsPackageTest::lines)
                    .filter(line -> line.startsWith("import "))
                    .map(line -> line.replaceFirst("import (static )?", ""))
                    .toList();
            assertThat(imports)
                    .isNotEmpty()
                    .allMatch(name -> name.startsWith("java.") || name.startsWith("dev.scalingstages.settings."));
        }
    }

    private static Stream<String> lines(Path file) {
        try {
            return Files.readAllLines(file).stream();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
