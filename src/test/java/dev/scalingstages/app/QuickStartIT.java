package dev.scalingstages.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.scalingstages.testing.BesideTheCdk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A start with what {@code bin/prepare-start} made writes what a plain one writes, to the byte, and says as little. */
@BesideTheCdk
class QuickStartIT {
    private static Path folder;
    private static Path start;
    private static Map<String, String> plain;

    @BeforeAll
    static void prepare() throws IOException, InterruptedException {
        folder = Files.createTempDirectory(Files.createDirectories(Path.of("target", "processes")), "start");
        start = folder.resolve("start");
        Path log = folder.resolve("log");
        ProcessBuilder builder = new ProcessBuilder("bin/prepare-start", AppProcess.classpath(), start.toString());
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        int status = builder.redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start()
                .waitFor();
        assertThat(status).as(Files.readString(log)).isZero();
        plain = assembly(AppProcess.run(Map.of()));
    }

    @Test
    void writesTheSameInTheFirstRunAndTheNext() throws IOException, InterruptedException {
        assertThat(assembly(AppProcess.run(Map.of(), start))).isEqualTo(plain);
        assertThat(start.resolve("node")).as("what Node compiled is kept").isNotEmptyDirectory();
        assertThat(assembly(AppProcess.run(Map.of(), start))).isEqualTo(plain);
    }

    @Test
    void archivesTheClassesOfTheLibraries() throws IOException {
        assertThat(Files.size(start.resolve("classes.jsa"))).isGreaterThan(10_000_000);
    }

    @Test
    void doesWithoutAnArchiveThatTheJvmRefuses() throws IOException, InterruptedException {
        Path other = Files.createDirectory(folder.resolve("other"));
        Files.writeString(other.resolve("classes.jsa"), "no archive");

        assertThat(assembly(AppProcess.run(Map.of(), other))).isEqualTo(plain);
    }

    @Test
    void tellsABadSettingAsAPlainStartDoes() throws IOException, InterruptedException {
        Map<String, Object> settings = Map.of("stage", 7);

        AppProcess quick = AppProcess.run(settings, start);

        assertThat(quick.status()).isEqualTo(1);
        assertThat(quick.errors())
                .contains("stage")
                .isEqualTo(AppProcess.run(settings).errors());
    }

    /** What a run wrote, by the files' names, after a run that succeeded and printed nothing. */
    private static Map<String, String> assembly(AppProcess process) throws IOException {
        assertThat(process.errors()).isEmpty();
        assertThat(process.status()).isZero();
        Map<String, String> result = new TreeMap<>();
        try (Stream<Path> files = Files.walk(process.output())) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                result.put(process.output().relativize(file).toString(), Files.readString(file));
            }
        }
        return result;
    }
}
