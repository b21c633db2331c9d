package dev.scalingstages.snapshots;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.scalingstages.testing.BesideTheCdk;
import dev.scalingstages.testing.ProjectFiles;
import dev.scalingstages.testing.SnapshotUpdate;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@BesideTheCdk
class SnapshotFormTest {
    private static final String HASH = "29e842786f5f591501c83b3c6e7e24ac906605dc1a938d2a61f464d842de2fef";
    private static final SnapshotUpdate COMPARE = new SnapshotUpdate(Map.of(), Map.of());
    private static final SnapshotUpdate UPDATE = new SnapshotUpdate(Map.of("snapshots.update", "true"), Map.of());

    @TempDir
    private Path directory;

    @Test
    void theFormIsSortedIndentedAndEndsWithALineFeed() {
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
    void assetHashesAreMasked(String template) {
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
    void nothingElseIsMasked(String template) {
        JsonNode json = json(template);
        assertThat(ProjectFiles.json(Snapshot.canonical(json))).isEqualTo(json);
    }

    @Test
    void theSameTemplatePassesWhateverTheOrderOfItsKeys() {
        Snapshot snapshot = snapshot("{'a':1,'b':2}");
        assertThatCode(() -> snapshot.check(json("{'b':2,'a':1}"), COMPARE)).doesNotThrowAnyException();
    }

    @Test
    void aDifferenceFailsWithItsPlaceAndTheCommand() {
        Snapshot snapshot = snapshot("{'Resources':{'Server':{'Type':'AWS::EC2::Instance'}}}");
        assertThatThrownBy(() -> snapshot.check(json("{'Resources':{'Server':{'Type':'AWS::EC2::Volume'}}}"), COMPARE))
                .isInstanceOf(AssertionError.class)
                .hasMessageContainingAll(
                        "/Resources/Server/Type",
                        "expected: \"AWS::EC2::Instance\"",
                        "actual:   \"AWS::EC2::Volume\"",
                        "mvn test -Dtest=SnapshotTest -Dsnapshots.update=true");
    }

    @Test
    void aMissingSnapshotFailsWithTheCommand() {
        assertThatThrownBy(() -> snapshotIn("missing.json").check(json("{}"), COMPARE))
                .isInstanceOf(AssertionError.class)
                .hasMessageContainingAll("missing.json is missing", "-Dsnapshots.update=true");
    }

    @Test
    void aSnapshotInAnotherFormFails() {
        Snapshot snapshot = snapshot("{'a':1}");
        ProjectFiles.write(snapshot.file(), "{\"a\":1}\r\n");
        assertThatThrownBy(() -> snapshot.check(json("{'a':1}"), COMPARE))
                .isInstanceOf(AssertionError.class)
                .hasMessageContainingAll("in another form");
    }

    @Test
    void aSnapshotThatIsNoJsonFails() {
        Snapshot snapshot = snapshot("{}");
        ProjectFiles.write(snapshot.file(), "<<<<<<< HEAD\n");
        assertThatThrownBy(() -> snapshot.check(json("{}"), COMPARE))
                .isInstanceOf(AssertionError.class)
                .hasMessageContainingAll("is no JSON");
    }

    @Test
    void anUpdateWritesTheFile() {
        Snapshot snapshot = snapshot("{'a':1}");
        snapshot.check(json("{'a':2}"), UPDATE);
        assertThat(snapshot.file()).hasContent("{\n  \"a\": 2\n}\n");
    }

    @Test
    void anUpdateInCiIsRefusedAndWritesNothing() {
        Snapshot snapshot = snapshot("{'a':1}");
        SnapshotUpdate inCi = new SnapshotUpdate(Map.of("snapshots.update", "true"), Map.of("CI", "true"));
        assertThatThrownBy(() -> snapshot.check(json("{'a':2}"), inCi))
                .isInstanceOf(AssertionError.class)
                .hasMessageContainingAll("not updated in CI");
        assertThat(snapshot.file()).hasContent("{\n  \"a\": 1\n}\n");
    }

    @Test
    void comparingInCiIsWhatCiIsFor() {
        Snapshot snapshot = snapshot("{'a':1}");
        SnapshotUpdate inCi = new SnapshotUpdate(Map.of(), Map.of("CI", "true"));
        assertThatCode(() -> snapshot.check(json("{'a':1}"), inCi)).doesNotThrowAnyException();
    }

    private Snapshot snapshot(String content) {
        Snapshot snapshot = snapshotIn("stage/template.json");
        snapshot.check(json(content), UPDATE);
        return snapshot;
    }

    private Snapshot snapshotIn(String name) {
        return new Snapshot(directory.resolve(name), SnapshotUpdate.TEMPLATES);
    }

    /** JSON with single quotes, which read better in Java. */
    private static JsonNode json(String text) {
        return ProjectFiles.json(
                text.replace("\\'", "\u0000").replace('\'', '"').replace("\u0000", "\\\""));
    }

    @ParameterizedTest
    @CsvSource({", , false", "false, , false", ", true, false", "true, , true", "true, '', true"})
    void nothingIsUpdatedUnlessTheFlagAsksForIt(String flag, String ci, boolean isAllowed) {
        assertThat(update(flag, ci).isAllowed()).isEqualTo(isAllowed);
    }

    @ParameterizedTest
    @ValueSource(strings = {"true", "1"})
    void ciRefusesIt(String ci) {
        assertThatThrownBy(() -> update("true", ci).isAllowed())
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("commit them");
    }

    private static SnapshotUpdate update(String flag, String ci) {
        return new SnapshotUpdate(
                flag == null ? Map.of() : Map.of("snapshots.update", flag), ci == null ? Map.of() : Map.of("CI", ci));
    }
}
