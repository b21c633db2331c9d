package dev.scalingstages.boot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.scalingstages.testing.BesideTheCdk;
import dev.scalingstages.testing.Row;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** G4: the first boot of stage 2 moves the box's data, and what happens when that fails. */
@BesideTheCdk
class SeparateStorageBootIT {
    private static final String MOVE = "move-to-separate-storage";
    private static final String REOPEN = "reopen-box";

    @TempDir
    Path directory;

    private FakeServer server;

    @BeforeEach
    void boxWithDataThatIsDeployedAtStage2() throws IOException {
        server = FakeServer.single(directory);
        assertThat(server.boot().status()).isZero();
        // What MariaDB makes at its first start.
        Files.createDirectories(server.root().resolve("data/mysql/mysql"));
        Files.writeString(server.root().resolve("data/files/photo"), "user's");
        server.forgetCalls();
        stage2();
    }

    private void stage2() {
        server.set("STAGE", "2")
                .set("DATABASE_HOST", "db.example.com")
                .set("DATABASE_SECRET_ARN", "arn:aws:secretsmanager:eu-central-1:1:secret:s")
                .set("CONTENT_BUCKET", "content");
    }

    private void stage1() {
        server.set("STAGE", "1")
                .unset("DATABASE_HOST")
                .unset("DATABASE_SECRET_ARN")
                .unset("CONTENT_BUCKET");
    }

    @Test
    @Row("G4")
    void theBoxServesReadsWhileItsDataMovesAndThenServesFromRds() {
        Map<Path, String> data = server.snapshot("data/mysql");
        assertThat(server.boot().status()).as(server.bootLog()).isZero();
        assertThat(server.calls())
                .containsSubsequence(
                        "systemctl start mariadb",
                        "systemctl restart scaling-stages-application",
                        "systemctl reload-or-restart nginx",
                        move(MOVE),
                        "systemctl disable --now mariadb",
                        "systemctl restart scaling-stages-application",
                        "systemctl reload-or-restart nginx");
        assertThat(settings()).doesNotContain("READ_ONLY", "DATABASE_HOST=127.0.0.1", "FILES_DIRECTORY");
        assertThat(server.file("data/moved")).isEqualTo("the reason of " + MOVE + "\n");
        assertThat(server.snapshot("data/mysql")).containsExactlyEntriesOf(data);
        assertThat(server.file("data/files/photo")).isEqualTo("user's");
        assertThat(server.bootLog()).contains("a line of the log");
    }

    @Test
    @Row("G4")
    void whileItMovesTheApplicationReadsFromTheBoxOnly() {
        server.write("status-" + MOVE, "12");
        assertThat(server.boot().status()).isNotZero();
        assertThat(settings())
                .contains("DATABASE_HOST=127.0.0.1", "FILES_DIRECTORY=/data/files", "READ_ONLY=true")
                .contains("CONTENT_BUCKET=\n", "DATABASE_SECRET_ARN=\n");
    }

    @Test
    @Row("G4")
    void whenTheMoveBeginsTheBoxTakesWrites() {
        server.failing("runuser", "*" + MOVE);
        server.failing("sleep", "*");
        assertThat(server.boot().status()).isNotZero();
        assertThat(settings()).contains("DATABASE_HOST=127.0.0.1").doesNotContain("READ_ONLY");
    }

    @ParameterizedTest
    @ValueSource(strings = {"10", "12", "13"})
    @Row("G10")
    void whatFailsLaterDoesNotHideTheReason(String status) {
        server.write("status-" + MOVE, status);
        server.write("status-" + REOPEN, "13");
        assertThat(server.boot().status()).isNotZero();
        assertThat(server.calls("curl")).last().asString().contains("\"Status\":\"FAILURE\"", "the reason of " + MOVE);
    }

    @Test
    @Row("G4")
    void itMovesOnceOnly() {
        server.boot();
        server.forgetCalls();
        assertThat(server.boot().status()).isZero();
        assertThat(server.calls("runuser")).containsExactly(move("confirm-separate-storage"));
        assertThat(server.calls("systemctl")).noneMatch(call -> call.contains("mariadb"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"10", "11", "1"})
    @Row("G4")
    void aFailureLeavesTheBoxServingFromItsDiskAndFailsTheDeployment(String status) {
        server.write("status-" + MOVE, status);
        assertThat(server.boot().status()).isNotZero();
        assertThat(server.calls("runuser")).containsExactly(move(MOVE), move(MOVE), move(MOVE), move(REOPEN));
        assertThat(settings()).contains("DATABASE_HOST=127.0.0.1").doesNotContain("READ_ONLY");
        assertThat(server.calls("systemctl")).last().isEqualTo("systemctl start scaling-stages-application");
        assertThat(server.calls("curl"))
                .last()
                .asString()
                .contains("\"Status\":\"FAILURE\"", "the reason of " + MOVE, "takes writes again")
                .doesNotContain("the reason of " + REOPEN);
        assertThat(server.root().resolve("data/moved")).doesNotExist();
    }

    @Test
    @Row("G4")
    void whenRdsMayHaveTakenOverTheBoxStaysClosed() {
        server.write("status-" + MOVE, "12");
        assertThat(server.boot().status()).isNotZero();
        assertThat(server.calls("runuser")).hasSize(3).containsOnly(move(MOVE));
        assertThat(settings()).contains("READ_ONLY=true");
        assertThat(server.calls("curl")).last().asString().contains("RDS may have taken over");
    }

    @Test
    @Row("G4")
    void theNextBootTriesAgain() {
        server.write("status-" + MOVE, "10");
        server.boot();
        server.remove("status-" + MOVE);
        server.forgetCalls();
        assertThat(server.boot().status()).isZero();
        assertThat(server.calls("runuser")).containsExactly(move(MOVE));
        assertThat(settings()).doesNotContain("DATABASE_HOST=127.0.0.1");
    }

    @Test
    @Row("G4")
    void rolledBackToStage1TheBoxTakesWritesAgain() {
        server.write("status-" + MOVE, "10");
        server.boot();
        server.forgetCalls();
        stage1();
        assertThat(server.boot().status()).as(server.bootLog()).isZero();
        assertThat(server.calls("runuser")).containsExactly(move(REOPEN));
        assertThat(settings()).contains("DATABASE_HOST=127.0.0.1").doesNotContain("READ_ONLY", "CONTENT_BUCKET");
    }

    @Test
    @Row("G8")
    void backAtStage1AfterTheMoveTheOldDataIsReadAndNotChanged() {
        server.boot();
        server.write("status-" + REOPEN, "13");
        stage1();
        assertThat(server.boot().status()).as(server.bootLog()).isZero();
        assertThat(settings()).contains("READ_ONLY=true");
        assertThat(server.bootLog()).contains("the box serves reads only: the reason of " + REOPEN);
    }

    @Test
    @Row("G4")
    void aNewServerOfStage2HasNothingToMove() throws IOException {
        for (String folder : List.of("data/mysql/mysql", "data/mysql")) {
            Files.delete(server.root().resolve(folder));
        }
        assertThat(server.boot().status()).isZero();
        assertThat(server.calls("runuser")).isEmpty();
        assertThat(settings()).doesNotContain("READ_ONLY");
    }

    /** G4: what the move from the box is told, and by which words it is asked for. */
    @Test
    @Row("G4")
    void theMoveIsToldWhatItAsksFor() throws IOException {
        String script = Files.readString(FakeServer.scripts().resolve("lib/move.sh"));
        Set<String> asked = new TreeSet<>();
        Matcher names = Pattern.compile("\"(BOX_\\w+)\"").matcher(WorkloadSources.text("configuration/Box.java"));
        while (names.find()) {
            asked.add(names.group(1));
        }
        assertThat(asked).hasSizeGreaterThan(3).contains("BOX_MOVED_FILE");
        assertThat(asked.stream().filter(name -> !name.equals("BOX_DATABASE_PORT")))
                .as("but for the port, which is MariaDB's own")
                .allSatisfy(name -> assertThat(script).contains(name + "="));
        String commands = WorkloadSources.text("BoxMove.java");
        for (String command : List.of("move-to-separate-storage", "reopen-box", "confirm-separate-storage")) {
            assertThat(script).contains("move_command " + command);
            assertThat(commands).contains("\"" + command + "\"");
        }
        assertThat(WorkloadSources.find("moves/Outcome.java", "UNKNOWN\\((\\d+)\\)"))
                .isEqualTo(WorkloadSources.only(script, "(?m)^MOVE_UNKNOWN=(\\d+)$"));
        assertThat(WorkloadSources.find("moves/Outcome.java", "SERVED_ELSEWHERE\\((\\d+)\\)"))
                .isEqualTo(WorkloadSources.only(script, "(?m)^MOVE_SERVED_ELSEWHERE=(\\d+)$"));
    }

    private String settings() {
        return server.file("etc/scaling-stages/application");
    }

    private static String move(String command) {
        return "runuser -u scaling-stages -- env BOX_DATABASE_NAME=scaling"
                + " BOX_DATABASE_CREDENTIALS_FILE=/data/secrets/database-credentials BOX_FILES_DIRECTORY=/data/files"
                + " BOX_UPLOAD_KEY_FILE=/data/secrets/upload-key BOX_MOVED_FILE=/data/move/moved"
                + " DATABASE_CA_FILE=/usr/share/scaling-stages/rds-ca.pem"
                + " java -jar /usr/share/scaling-stages/workload/workload.jar " + command;
    }
}
