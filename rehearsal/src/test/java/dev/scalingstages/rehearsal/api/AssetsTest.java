package dev.scalingstages.rehearsal.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AssetsTest {
    @TempDir
    private Path directory;

    @Test
    void foldersArePackedFilesStayAndCommandsRun() throws Exception {
        Path folder = Files.createDirectories(directory.resolve("asset.1/lib"));
        Files.writeString(folder.resolve("a.sh"), "text");
        Path manifest = Files.writeString(directory.resolve("s.assets.json"), """
                {"files":{
                  "1":{"source":{"path":"asset.1","packaging":"zip"},
                       "destinations":{"d":{"bucketName":"cdk-${AWS::AccountId}-${AWS::Region}","objectKey":"1.zip"}}},
                  "2":{"source":{"executable":["bin/make","it"]},
                       "destinations":{"d":{"bucketName":"b","objectKey":"2.zip"}}},
                  "3":{"source":{"path":"s.template.json","packaging":"file"},
                       "destinations":{"d":{"bucketName":"b","objectKey":"3.json"}}}}}
                """);
        Path made = directory.resolve("made.zip");
        Map<String, Path> files =
                Assets.files(manifest, Played.PLACE, Files.createDirectory(directory.resolve("packed")), command -> {
                    assertThat(command).containsExactly("bin/make", "it");
                    return made;
                });
        assertThat(files)
                .containsOnlyKeys("cdk-123456789012-us-east-1/1.zip", "b/2.zip", "b/3.json")
                .containsEntry("b/2.zip", made)
                .containsEntry("b/3.json", directory.resolve("s.template.json"));
        Path unpacked = directory.resolve("unpacked");
        CodeFiles.unpack(files.get("cdk-123456789012-us-east-1/1.zip"), unpacked);
        assertThat(unpacked.resolve("lib/a.sh")).hasContent("text");
    }
}
