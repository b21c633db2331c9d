package dev.scalingstages.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;

import dev.scalingstages.testing.BesideTheCdk;
import dev.scalingstages.testing.Row;
import java.io.IOException;
import java.nio.file.Files;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** G10: a box whose data has moved serves from RDS only when that holds what the box had. */
@BesideTheCdk
class MovedBoxBootIT extends SingleServerScenario {
    private static final String CONFIRM = "confirm-separate-storage";

    @BeforeEach
    void boxThatHasMovedAndIsDeployedAtStage2WithAnotherHost() throws IOException {
        server.boots();
        Files.createDirectories(server.path("data/mysql/mysql"));
        server.put("data/moved", "moved to first.example.com\n");
        server.forgetCalls();
        server.growsToStage2("second.example.com");
    }

    @Test
    @Row("G10")
    void anotherDatabaseThanTheDataMovedToFailsTheBootWithTheReasonAndIsNotServed() {
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
