package dev.scalingstages.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;

import dev.scalingstages.testing.BesideTheCdk;
import dev.scalingstages.testing.ProjectFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The name of the application's archive follows its sources, and nothing else. */
@BesideTheCdk
class FingerprintTest {
    /** Below the project's folder, because names count as they are written: relative to it. */
    private Path folder;

    @BeforeEach
    void sources() {
        folder = assertDoesNotThrow(
                () -> Files.createTempDirectory(Files.createDirectories(Path.of("target", "fingerprints")), "sources"));
        write("pom.xml", "<project/>");
        write("main/A.java", "class A {}");
        write("main/inner/B.java", "class B {}");
    }

    @Test
    void sameSourcesHaveTheSameFingerprintWhateverElseIsThere() {
        String before = fingerprint();
        assertThat(before).matches("[0-9a-f]{64}");
        write("notes.txt", "not a source");
        write("main/A.java", "class A {}");
        assertThat(fingerprint()).isEqualTo(before);
    }

    @Test
    void anyChangeHasAnother() throws IOException {
        String before = fingerprint();
        write("main/inner/B.java", "class B { }");
        String changed = fingerprint();
        Files.move(folder.resolve("main/inner/B.java"), folder.resolve("main/inner/C.java"));
        String renamed = fingerprint();
        Files.delete(folder.resolve("main/inner/C.java"));
        assertThat(List.of(before, changed, renamed, fingerprint())).doesNotHaveDuplicates();
    }

    @Test
    void whereOneFileEndsAndTheNextBeginsCounts() {
        String before = fingerprint();
        write("main/A.java", "class A {}c");
        write("main/inner/B.java", "lass B {}");
        assertThat(fingerprint()).isNotEqualTo(before);
    }

    private void write(String file, String text) {
        ProjectFiles.write(folder.resolve(file), text);
    }

    private String fingerprint() {
        return ClasspathFile.fingerprint(List.of(folder.resolve("pom.xml"), folder.resolve("main")));
    }
}
