package dev.scalingstages.snapshots;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.scalingstages.testing.BesideTheCdk;
import dev.scalingstages.testing.SnapshotUpdate;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@BesideTheCdk
class SnapshotFormTest {
    private static final String HASH = "29e842786f5f591501c83b3c6e7e24ac906605dc1a938d2a61f464d842de2fef";
    private static final SnapshotUpdate COMPARE = new SnapshotUpdate(Map.of(), Map.of());
    private static final SnapshotUpdate UPDATE = new SnapshotUpdate(Map.of("snapshots.update", "true"), Map.of());

    @TempDir
    private Path directory;

    @Test
    void theFormIsSortedIndentedAndEndsWithALineFeed() throws IOException {
        assertThat(Snapshot.canonical(json("{'b':[1,{'d':0.5,'c':null}],'a':{},'e':[]}")))
                .isEqualTo("{\n  \"a\": {},\n  \"b\": [\n    1,\n    {\n      \"c\": null,\n      \"d\": 0.5\n    }\n"
                        + "  ],\n  \"e\": []\n}\n");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'S3Key':'%s.zip'}",
                "{'TemplateURL':'https://s3.amazonaws.com/assets/%s.json'}",
                "{'Resource':'arn:aws:s3:::assets/%s.zip'}",
                "{'UserData':'aws s3 cp \\'s3://assets/%s.zip\\' boot.zip'}"
            })
    void assetHashesAreMasked(String template) throws IOException {
        String another = "f".repeat(64);
        assertThat(Snapshot.canonical(json(template.formatted(HASH))))
                .doesNotContain(HASH)
                .isEqualTo(Snapshot.canonical(json(template.formatted(another))));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'Fingerprint':'" + HASH + "'}",
                "{'S3Key':'" + HASH + "0.zip'}",
                "{'S3Key':'a" + HASH + ".zip'}",
                "{'S3Key':'29e842786f5f5915.zip'}",
                "{'Serving662a2334548B5E95':{'Ref':'ServingHandle662a2334CD01FD36'}}"
            })
    void nothingElseIsMasked(String template) throws IOException {
        JsonNode json = json(template);
        assertThat(new ObjectMapper().readTree(Snapshot.canonical(json))).isEqualTo(json);
    }

    @Test
    void theSameTemplatePassesWhateverTheOrderOfItsKeys() throws IOException {
        Snapshot snapshot = snapshot("{'a':1,'b':2}");
        assertThatCode(() -> snapshot.check(json("{'b':2,'a':1}"), COMPARE)).doesNotThrowAnyException();
    }

    @Test
    void aDifferenceFailsWithItsPlaceAndTheCommand() throws IOException {
        Snapshot snapshot = snapshot("{'Resources':{'Server':{'Type':'AWS::EC2::Instance'}}}");
        assertThatThrownBy(() -> snapshot.check(json("{'Resources':{'Server':{'Type':'AWS::EC2::Volume'}}}"), COMPARE))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("/Resources/Server/Type")
                .hasMessageContaining("expected: \"AWS::EC2::Instance\"")
                .hasMessageContaining("actual:   \"AWS::EC2::Volume\"")
                .hasMessageContaining("mvn test -Dtest=SnapshotTest -Dsnapshots.update=true");
    }

    @Test
    void aMissingSnapshotFailsWithTheCommand() {
        assertThatThrownBy(() -> snapshotIn("missing.json").check(json("{}"), COMPARE))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("missing.json is missing")
                .hasMessageContaining("-Dsnapshots.update=true");
    }

    @Test
    void aSnapshotInAnotherFormFails() throws IOException {
        Snapshot snapshot = snapshot("{'a':1}");
        Files.writeString(snapshot.file(), "{\"a\":1}\r\n");
        assertThatThrownBy(() -> snapshot.check(json("{'a':1}"), COMPARE))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("in another form");
    }

    @Test
    void aSnapshotThatIsNoJsonFails() throws IOException {
        Snapshot snapshot = snapshot("{}");
        Files.writeString(snapshot.file(), "<<<<<<< HEAD\n");
        assertThatThrownBy(() -> snapshot.check(json("{}"), COMPARE))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("is no JSON");
    }

    @Test
    void anUpdateWritesTheFile() throws IOException {
        Snapshot snapshot = snapshot("{'a':1}");
        snapshot.check(json("{'a':2}"), UPDATE);
        assertThat(snapshot.file()).hasContent("{\n  \"a\": 2\n}\n");
    }

    @Test
    void anUpdateInCiIsRefusedAndWritesNothing() throws IOException {
        Snapshot snapshot = snapshot("{'a':1}");
        SnapshotUpdate inCi = new SnapshotUpdate(Map.of("snapshots.update", "true"), Map.of("CI", "true"));
        assertThatThrownBy(() -> snapshot.check(json("{'a':2}"), inCi))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("not updated in CI");
        assertThat(snapshot.file()).hasContent("{\n  \"a\": 1\n}\n");
    }

    @Test
    void comparingInCiIsWhatCiIsFor() throws IOException {
        Snapshot snapshot = snapshot("{'a':1}");
        SnapshotUpdate inCi = new SnapshotUpdate(Map.of(), Map.of("CI", "true"));
        assertThatCode(() -> snapshot.check(json("{'a':1}"), inCi)).doesNotThrowAnyException();
    }

    private Snapshot snapshot(String content) throws IOException {
        Snapshot snapshot = snapshotIn("stage/template.json");
        snapshot.check(json(content), UPDATE);
        return snapshot;
    }

    private Snapshot snapshotIn(String name) {
        return new Snapshot(directory.resolve(name), SnapshotUpdate.TEMPLATES);
    }

    /** JSON with single quotes, which read better in Java. */
    private static JsonNode json(String text) throws JsonProcessingException {
        return new ObjectMapper()
                .readTree(text.replace("\\'", "\u0000").replace('\'', '"').replace("\u0000", "\\\""));
    }
}
