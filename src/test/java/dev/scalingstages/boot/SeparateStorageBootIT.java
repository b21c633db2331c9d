package dev.scalingstages.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;

import dev.scalingstages.testing.BesideTheCdk;
import dev.scalingstages.testing.ProjectFiles;
import dev.scalingstages.testing.Row;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * G4: the first boot of stage 2 moves the box's data, and what happens when that fails. G10: a box whose data has moved
 * serves from RDS only when that holds what the box had.
 */
@BesideTheCdk
class SeparateStorageBootIT extends SingleServerScenario {
    private static final String MOVE = "move-to-separate-storage";
    private static final String REOPEN = "reopen-box";
    private static final String CONFIRM = "confirm-separate-storage";

    @BeforeEach
    void boxWithDataThatIsDeployedAtStage2() throws IOException {
        server.boots();
        // What MariaDB makes at its first start.
        Files.createDirectories(server.path("data/mysql/mysql"));
        server.put("data/files/photo", "user's");
        server.forgetCalls();
        server.growsToStage2("db.example.com");
    }

    private void stage1() {
        server.set("STAGE", "1").unset("DATABASE_HOST", "DATABASE_SECRET_ARN", "CONTENT_BUCKET");
    }

    @Test
    @Row("G4")
    void theBoxServesReadsWhileItsDataMovesAndThenServesFromRds() {
        Map<String, String> data = server.snapshot("data/mysql");
        server.boots();
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
        assertThat(server.snapshot("data/mysql")).isEqualTo(data);
        assertThat(server.file("data/files/photo")).isEqualTo("user's");
        assertThat(server.bootLog()).contains("a line of the log");
    }

    @Test
    @Row("G4")
    void whileItMovesTheApplicationReadsFromTheBoxOnly() {
        server.write("status-" + MOVE, "12");
        server.failsToBoot();
        assertThat(settings())
                .contains("DATABASE_HOST=127.0.0.1", "FILES_DIRECTORY=/data/files", "READ_ONLY=true")
                .contains("CONTENT_BUCKET=\n", "DATABASE_SECRET_ARN=\n");
    }

    @Test
    @Row("G4")
    void whenTheMoveBeginsTheBoxTakesWrites() {
        server.failing("runuser", "*" + MOVE);
        server.failing("sleep", "*");
        server.failsToBoot();
        assertThat(settings()).contains("DATABASE_HOST=127.0.0.1").doesNotContain("READ_ONLY");
    }

    @ParameterizedTest
    @ValueSource(strings = {"10", "12", "13"})
    @Row("G10")
    void whatFailsLaterDoesNotHideTheReason(String status) {
        server.write("status-" + MOVE, status);
        server.write("status-" + REOPEN, "13");
        server.failsToBoot();
        assertThat(server.lastCall("curl")).contains("\"Status\":\"FAILURE\"", "the reason of " + MOVE);
    }

    @Test
    @Row("G4")
    void itMovesOnceOnly() {
        server.boots();
        server.forgetCalls();
        server.boots();
        assertThat(server.calls("runuser")).containsExactly(move(CONFIRM));
        assertThat(server.calls("systemctl")).noneMatch(call -> call.contains("mariadb"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"10", "11", "1"})
    @Row("G4")
    void aFailureLeavesTheBoxServingFromItsDiskAndFailsTheDeployment(String status) {
        server.write("status-" + MOVE, status);
        server.failsToBoot();
        assertThat(server.calls("runuser")).containsExactly(move(MOVE), move(MOVE), move(MOVE), move(REOPEN));
        assertThat(settings()).contains("DATABASE_HOST=127.0.0.1").doesNotContain("READ_ONLY");
        assertThat(server.lastCall("systemctl")).isEqualTo("systemctl start scaling-stages-application");
        assertThat(server.lastCall("curl"))
                .contains("\"Status\":\"FAILURE\"", "the reason of " + MOVE, "takes writes again")
                .doesNotContain("the reason of " + REOPEN);
        assertThat(server.path("data/moved")).doesNotExist();
    }

    @Test
    @Row("G4")
    void whenRdsMayHaveTakenOverTheBoxStaysClosed() {
        server.write("status-" + MOVE, "12");
        server.failsToBoot();
        assertThat(server.calls("runuser")).hasSize(3).containsOnly(move(MOVE));
        assertThat(settings()).contains("READ_ONLY=true");
        assertThat(server.lastCall("curl")).contains("RDS may have taken over");
    }

    @Test
    @Row("G4")
    void theNextBootTriesAgain() {
        server.write("status-" + MOVE, "10");
        server.failsToBoot();
        server.remove("status-" + MOVE);
        server.forgetCalls();
        server.boots();
        assertThat(server.calls("runuser")).containsExactly(move(MOVE));
        assertThat(settings()).doesNotContain("DATABASE_HOST=127.0.0.1");
    }

    @Test
    @Row("G4")
    void rolledBackToStage1TheBoxTakesWritesAgain() {
        server.write("status-" + MOVE, "10");
        server.failsToBoot();
        server.forgetCalls();
        stage1();
        server.boots();
        assertThat(server.calls("runuser")).containsExactly(move(REOPEN));
        assertThat(settings()).contains("DATABASE_HOST=127.0.0.1").doesNotContain("READ_ONLY", "CONTENT_BUCKET");
    }

    @Test
    @Row("G8")
    void backAtStage1AfterTheMoveTheOldDataIsReadAndNotChanged() {
        server.boots();
        server.write("status-" + REOPEN, "13");
        stage1();
        server.boots();
        assertThat(settings()).contains("READ_ONLY=true");
        assertThat(server.bootLog()).contains("the box serves reads only: the reason of " + REOPEN);
    }

    @Test
    @Row("G4")
    void aNewServerOfStage2HasNothingToMove() throws IOException {
        for (String folder : List.of("data/mysql/mysql", "data/mysql")) {
            Files.delete(server.path(folder));
        }
        server.boots();
        assertThat(server.calls("runuser")).isEmpty();
        assertThat(settings()).doesNotContain("READ_ONLY");
    }

    /** G4: what the move from the box is told, and by which words it is asked for. */
    @Test
    @Row("G4")
    void theMoveIsToldWhatItAsksFor() throws IOException {
        String script = ProjectFiles.text(FakeServer.SCRIPTS.resolve("lib/move.sh"));
        Set<String> asked =
                WorkloadSources.all(WorkloadSources.text("configuration/Box.java"), Pattern.compile("\"(BOX_\\w+)\""));
        assertThat(asked).hasSizeGreaterThan(3).contains("BOX_MOVED_FILE");
        assertThat(asked.stream().filter(name -> !name.equals("BOX_DATABASE_PORT")))
                .as("but for the port, which is MariaDB's own")
                .allSatisfy(name -> assertThat(script).contains(name + "="));
        String commands = WorkloadSources.text("BoxMove.java");
        for (String command : List.of(MOVE, REOPEN, CONFIRM)) {
            assertThat(script).contains("move_command " + command);
            assertThat(commands).contains("\"" + command + "\"");
        }
        for (String outcome : List.of("UNKNOWN", "SERVED_ELSEWHERE")) {
            assertThat(WorkloadSources.find("moves/Outcome.java", outcome + "\\((\\d+)\\)"))
                    .isEqualTo(WorkloadSources.only(script, "(?m)^MOVE_" + outcome + "=(\\d+)$"));
        }
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

    /** Its data was moved to another database than the one that it is told of now. */
    private void hasMovedElsewhere() {
        server.put("data/moved", "moved to first.example.com\n");
        server.growsToStage2("second.example.com");
    }

    @Test
    @Row("G10")
    void anotherDatabaseThanTheDataMovedToFailsTheBootWithTheReasonAndIsNotServed() {
        hasMovedElsewhere();
        server.write("status-" + CONFIRM, "13");
        server.failsToBoot();
        assertThat(server.lastCall("curl")).contains("\"Status\":\"FAILURE\"", "the reason of " + CONFIRM);
        assertThat(server.calls("systemctl"))
                .contains("systemctl disable --now scaling-stages-application")
                .doesNotContain("systemctl start scaling-stages-application")
                .doesNotContain("systemctl restart scaling-stages-application");
        assertThat(server.file("data/moved")).isEqualTo("moved to first.example.com\n");
    }

    @Test
    @Row("G10")
    void aDatabaseThatDoesNotAnswerIsAskedAgainAndTheDeploymentIsToldOnce() {
        hasMovedElsewhere();
        server.write("status-" + CONFIRM, "12");
        server.failsToBoot();
        assertThat(server.calls("runuser")).hasSizeGreaterThan(10).allMatch(call -> call.endsWith(" " + CONFIRM));
        assertThat(server.calls("curl"))
                .filteredOn(call -> call.contains("FAILURE"))
                .singleElement(STRING)
                .contains("the reason of " + CONFIRM);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    @Row("G10")
    void eachBootAsksBeforeItServes(int boots) {
        hasMovedElsewhere();
        for (int i = 0; i < boots; i++) {
            server.forgetCalls();
            server.boots();
        }
        assertThat(server.calls("runuser")).singleElement(STRING).endsWith(" " + CONFIRM);
        assertThat(server.calls().indexOf(server.calls("runuser").get(0)))
                .isLessThan(server.calls().stream()
                        .filter(call -> call.matches("systemctl (re)?start scaling-stages-application"))
                        .mapToInt(server.calls()::indexOf)
                        .findFirst()
                        .orElseThrow());
        assertThat(server.file("etc/scaling-stages/application")).doesNotContain("DATABASE_HOST=127.0.0.1");
    }
}
