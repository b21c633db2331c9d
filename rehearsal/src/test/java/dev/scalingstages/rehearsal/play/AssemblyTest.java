package dev.scalingstages.rehearsal.play;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code cdk synth} writes, as a deploy reads and publishes it. */
class AssemblyTest {
    @TempDir
    private Path folder;

    private Path template;

    @BeforeEach
    void write() throws IOException {
        template = Files.writeString(folder.resolve("stage-1.template.json"), """
                {"Resources":{"A":{"Type":"AWS::SNS::Topic"}}}
                """);
        Path boot = Files.createDirectories(folder.resolve("asset.boot/tls")).getParent();
        Files.writeString(boot.resolve("boot.sh"), "echo boot");
        Files.writeString(boot.resolve("tls/rds-ca.pem"), "AWS's");
        Path made = Files.writeString(folder.resolve("made.zip"), "made");
        Path command = Files.writeString(folder.resolve("make"), "#!/bin/sh\necho " + made + "\n");
        assertThat(command.toFile().setExecutable(true)).isTrue();
        Files.writeString(folder.resolve("stage-1.assets.json"), """
                {"files":{
                  "a":{"source":{"path":"asset.boot","packaging":"zip"},
                       "destinations":{"d":{"bucketName":"assets","objectKey":"a.zip"}}},
                  "b":{"source":{"executable":["./make"]},
                       "destinations":{"d":{"bucketName":"assets","objectKey":"b.zip"}}},
                  "c":{"source":{"path":"stage-1.template.json","packaging":"file"},
                       "destinations":{"d":{"bucketName":"other","objectKey":"c.json"}}}}}
                """);
    }

    private static Map<String, String> unzipped(byte[] content) throws IOException {
        Map<String, String> files = new TreeMap<>();
        try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(content))) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                files.put(entry.getName(), new String(zip.readAllBytes(), StandardCharsets.UTF_8));
            }
        }
        return files;
    }

    @Test
    void foldersAreZippedAndTrustThePlaysDatabases() throws Exception {
        Assembly assembly = Assembly.read(template, folder);
        assertThat(assembly.bucket()).isEqualTo("assets");
        assertThat(assembly.published()).containsOnlyKeys("a.zip", "b.zip");
        Path authority = Files.writeString(folder.resolve("authority.pem"), "the play's");
        assertThat(unzipped(assembly.content("a.zip", authority)))
                .isEqualTo(Map.of("boot.sh", "echo boot", "tls/rds-ca.pem", "the play's"));
        assertThat(assembly.content("b.zip", authority))
                .as("by its command")
                .asString()
                .isEqualTo("made");
    }

    @Test
    void whatIsPublishedIsFoundByItsKey() throws Exception {
        Published published = new Published();
        assertThatThrownBy(() -> published.find("a.zip"))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("a.zip");
        published.add(Assembly.read(template, folder));
        assertThat(published.find("a.zip")).isEqualTo(folder.resolve("asset.boot"));
    }

    @Test
    void templateWithoutItsAssetsIsRefused() throws Exception {
        Path other = Files.writeString(folder.resolve("other.template.json"), "{}");
        assertThatThrownBy(() -> Assembly.read(other, folder)).hasMessageContaining("other.assets.json");
    }

    @Test
    void commandThatFailsIsNamed() throws Exception {
        Files.writeString(folder.resolve("make"), "#!/bin/sh\nexit 3\n");
        assertThatThrownBy(() -> Assembly.read(template, folder))
                .isInstanceOf(IOException.class)
                .hasMessage("./make failed");
    }
}
