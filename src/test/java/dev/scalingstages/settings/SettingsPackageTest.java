package dev.scalingstages.settings;

import static org.assertj.core.api.Assertions.assertThat;

import dev.scalingstages.testing.BesideTheCdk;
import dev.scalingstages.testing.ProjectFiles;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

@BesideTheCdk
class SettingsPackageTest {
    @Test
    void thePackageIsPlainJava() {
        assertThat(ProjectFiles.below(Path.of("src/main/java/dev/scalingstages/settings"), ".java").stream()
                        .flatMap(file -> ProjectFiles.text(file).lines())
                        .filter(line -> line.startsWith("import "))
                        .map(line -> line.replaceFirst("import (static )?", "")))
                .isNotEmpty()
                .allMatch(name -> name.startsWith("java.") || name.startsWith("dev.scalingstages.settings."));
    }
}
