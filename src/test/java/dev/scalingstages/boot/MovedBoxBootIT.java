package dev.scalingstages.boot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.scalingstages.testing.BesideTheCdk;
import dev.scalingstages.testing.Row;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** G10: a box whose data has moved serves from RDS only when that holds what the box had. */
@BesideTheCdk
class MovedBoxBootIT {
    private static final String CONFIRM = "confirm-separate-storage";

    @TempDir
    Path directory;

    private FakeServer server;

    @BeforeEach
    void boxThatHasMovedAndIsDeployedAtStage2WithAnotherHost() throws IOException {
        server = FakeServer.single(directory);
        assertThat(server.boot().status()).isZero();
        Files.createDirectories(server.root().resolve("data/mysql/mysql"));
        Files.writeString(server.root().resolve("data/moved"), "moved to first.example.com\n");
        server.forgetCalls();
        server.set("STAGE", "2")
                .set("DATABASE_HOST", "second.example.com")
                .set("DATABASE_SECRET_ARN", "arn:aws:secretsmanager:eu-central-1:1:secret:s")
                .set("CONTENT_BUCKET", "content");
    }

    @Test
    @Row("G10")
    void anotherDatabaseThanTheDataMovedToFailsTheBootWithTheReasonAndIsNotServed() {
        server.write("status-" + CONFIRM, "13");
        assertThat(server.boot().status()).isNotZero();
        assertThat(server.calls("curl"))
                .last()
                .asString()
                .contains("\"Status\":\"FAILURE\"", "the reason of " + CONFIRM);
        assertThat(server.calls("systemctl"))
                .contains("systemctl disable --now scaling-stages-application")
                .doesNotContain("systemctl start scaling-stages-application")
                .doesNotContain("systemctl restart scaling-stages-application");
        assertThat(server.file("data/moved")).isEqualTo("moved to first.example.com\n");
    }

    @Test
    @Row("G10")
    void aDatabaseThatDoesNotAnswerIsAskedAgainAndTheDeploymentIsToldOnce() {
        server.write("status-" + CONFIRM, "12");
        assertThat(server.boot().status()).isNotZero();
        assertThat(server.calls("runuser")).hasSizeGreaterThan(10).allMatch(call -> call.endsWith(" " + CONFIRM));
        assertThat(server.calls("curl"))
                .filteredOn(call -> call.contains("FAILURE"))
                .singleElement()
                .asString()
                .contains("the reason of " + CONFIRM);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    @Row("G10")
    void eachBootAsksBeforeItServes(int boots) {
        for (int i = 0; i < boots; i++) {
            server.forgetCalls();
            assertThat(server.boot().status()).as(server.bootLog()).isZero();
        }
        assertThat(server.calls("runuser")).singleElement().asString().endsWith(" " + CONFIRM);
        assertThat(server.calls().indexOf(server.calls("runuser").get(0)))
                .isLessThan(server.calls().stream()
                        .filter(call -> call.matches("systemctl (re)?start scaling-stages-application"))
                        .mapToInt(server.calls()::indexOf)
                        .findFirst()
                        .orElseThrow());
        assertThat(server.file("etc/scaling-stages/application")).doesNotContain("DATABASE_HOST=127.0.0.1");
    }
}
