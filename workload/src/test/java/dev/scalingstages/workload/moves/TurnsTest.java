package dev.scalingstages.workload.moves;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.scalingstages.workload.mysql.Database;
import dev.scalingstages.workload.mysql.Migrations;
import dev.scalingstages.workload.mysql.Sql;
import dev.scalingstages.workload.mysql.TestDatabases;
import dev.scalingstages.workload.mysql.copy.MoveFailedException;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TurnsTest {
    private final Database database = TestDatabases.open(Migrations.Kind.ACCOUNTS);
    private final Turns turns = new Turns(database);

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void oneRunsAtATime() {
        Optional<String> outer = turns.take(() -> {
            assertThat(turns.take(() -> "another")).isEmpty();
            return "one";
        });
        assertThat(outer).contains("one");
        assertThat(turns.take(() -> "the next")).contains("the next");
    }

    @Test
    void aTurnThatFailsIsOver() {
        assertThatThrownBy(() -> turns.take(() -> {
                    throw new MoveFailedException("of the test");
                }))
                .isInstanceOf(MoveFailedException.class);
        assertThat(turns.take(() -> "the next")).contains("the next");
    }

    @Test
    void whatWasDoneCountsThoughTheConnectionWasLostMeanwhile() {
        assertThat(turns.take(() -> {
                    killOthers();
                    return "done";
                }))
                .contains("done");
    }

    private void killOthers() {
        Sql.rows(
                        database,
                        "SELECT id FROM information_schema.processlist WHERE db = DATABASE() AND id <> CONNECTION_ID()")
                .forEach(row -> Sql.update(database, "KILL " + row.getFirst()));
    }

    @Test
    void anArchiveThatGoesOnIsKnownUntilItEndsOrIsNotHeardOfAnyMore() {
        assertThat(turns.archiveContinues()).isFalse();
        turns.archiveContinues(true);
        assertThat(turns.archiveContinues()).isTrue();
        Sql.update(database, "UPDATE moves SET changed_at = changed_at - INTERVAL 2 HOUR");
        assertThat(turns.archiveContinues()).as("two hours later").isTrue();
        Sql.update(database, "UPDATE moves SET changed_at = changed_at - INTERVAL 2 HOUR");
        assertThat(turns.archiveContinues()).as("four hours later").isFalse();
        turns.archiveContinues(true);
        turns.archiveContinues(false);
        assertThat(turns.archiveContinues()).isFalse();
    }
}
