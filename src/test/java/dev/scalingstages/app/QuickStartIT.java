package dev.scalingstages.app;

import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;

import dev.scalingstages.testing.BesideTheCdk;
import dev.scalingstages.testing.Programs;
import dev.scalingstages.testing.ProjectFiles;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A start with what {@code bin/prepare-start} made writes what a plain one writes, to the byte, and says as little. */
@BesideTheCdk
class QuickStartIT {
    private static final int LIMIT_SECONDS = 180;

    private static Path folder;
    private static Path start;
    private static Map<String, String> plain;

    @BeforeAll
    static void prepare() {
        folder = AppProcess.directory("start");
        start = folder.resolve("start");
        ProcessBuilder builder = new ProcessBuilder("bin/prepare-start", AppProcess.classpath(), start.toString());
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        Programs.run(builder, LIMIT_SECONDS).succeeded();
        plain = assembly(AppProcess.run(Map.of()));
    }

    @Test
    void writesTheSameInTheFirstRunAndTheNext() {
        assertThat(assembly(AppProcess.run(Map.of(), start))).isEqualTo(plain);
        assertThat(start.resolve("node")).as("what Node compiled is kept").isNotEmptyDirectory();
        assertThat(assembly(AppProcess.run(Map.of(), start))).isEqualTo(plain);
    }

    @Test
    void archivesTheClassesOfTheLibraries() {
        assertThat(start.resolve("classes.jsa").toFile().length()).isGreaterThan(10_000_000);
    }

    @Test
    void doesWithoutAnArchiveThatTheJvmRefuses() {
        Path other = folder.resolve("other");
        ProjectFiles.write(other.resolve("classes.jsa"), "no archive");

        assertThat(assembly(AppProcess.run(Map.of(), other))).isEqualTo(plain);
    }

    @Test
    void tellsABadSettingAsAPlainStartDoes() {
        Map<String, Object> settings = Map.of("stage", 7);

        AppProcess quick = AppProcess.run(settings, start);

        assertThat(quick.status()).isEqualTo(1);
        assertThat(quick.errors())
                .contains("stage")
                .isEqualTo(AppProcess.run(settings).errors());
    }

    /** What a run wrote, by the files' names, after a run that succeeded and printed nothing. */
    private static Map<String, String> assembly(AppProcess process) {
        assertThat(process.errors()).isEmpty();
        assertThat(process.status()).isZero();
        return ProjectFiles.below(process.output(), "").stream()
                .collect(toMap(file -> process.output().relativize(file).toString(), ProjectFiles::text));
    }
}
