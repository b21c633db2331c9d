package dev.scalingstages.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.scalingstages.testing.BesideTheCdk;
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
    void sources() throws IOException {
        folder = Files.createTempDirectory(Files.createDirectories(Path.of("target", "fingerprints")), "sources");
        Files.writeString(folder.resolve("pom.xml"), "<project/>");
        Files.createDirectories(folder.resolve("main/inner"));
        Files.writeString(folder.resolve("main/A.java"), "class A {}");
        Files.writeString(folder.resolve("main/inner/B.java"), "class B {}");
    }

    @Test
    void sameSourcesHaveTheSameFingerprintWhateverElseIsThere() throws IOException {
        String before = fingerprint();
        assertThat(before).matches("[0-9a-f]{64}");
        Files.writeString(folder.resolve("notes.txt"), "not a source");
        Files.writeString(folder.resolve("main/A.java"), "class A {}");
        assertThat(fingerprint()).isEqualTo(before);
    }

    @Test
    void anyChangeHasAnother() throws IOException {
        String before = fingerprint();
        Files.writeString(folder.resolve("main/inner/B.java"), "class B { }");
        String changed = fingerprint();
        Files.move(folder.resolve("main/inner/B.java"), folder.resolve("main/inner/C.java"));
        String renamed = fingerprint();
        Files.delete(folder.resolve("main/inner/C.java"));
        assertThat(List.of(before, changed, renamed, fingerprint())).doesNotHaveDuplicates();
    }

    @Test
    void whereOneFileEndsAndTheNextBeginsCounts() throws IOException {
        String before = fingerprint();
        Files.writeString(folder.resolve("main/A.java"), "class A {}c");
        Files.writeString(folder.resolve("main/inner/B.java"), "lass B {}");
        assertThat(fingerprint()).isNotEqualTo(before);
    }

    private String fingerprint() {
        return ClasspathFile.fingerprint(List.of(folder.resolve("pom.xml"), folder.resolve("main")));
    }
}
