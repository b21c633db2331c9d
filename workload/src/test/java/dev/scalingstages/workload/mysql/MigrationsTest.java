package dev.scalingstages.workload.mysql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.scalingstages.workload.content.UnavailableException;
import dev.scalingstages.workload.mysql.Migrations.Kind;
import dev.scalingstages.workload.servers.SharedMariaDb;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MigrationsTest {
    private static final String TABLES =
            "SELECT table_name FROM information_schema.tables WHERE table_schema = DATABASE()";
    private static final String HISTORY = "SELECT COUNT(*) FROM flyway_schema_history WHERE success";

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "FIRST | accounts buckets fences flyway_schema_history like_counts likes moves posts sessions timeline",
                "SHARD | buckets fences flyway_schema_history moves posts timeline",
                "ACCOUNTS | accounts fences flyway_schema_history moves sessions"
            })
    void eachKindOfDatabaseHasItsTables(Kind kind, String tables) {
        try (Database database = TestDatabases.open(kind)) {
            assertThat(Sql.rows(database, TABLES).stream().map(List::getFirst))
                    .containsExactlyInAnyOrder(tables.split(" "));
        }
    }

    @ParameterizedTest
    @CsvSource({"FIRST, 1024", "SHARD, 0"})
    void onlyTheFirstDatabaseHoldsBuckets(Kind kind, String held) {
        try (Database database = TestDatabases.open(kind)) {
            assertThat(Sql.rows(database, "SELECT COUNT(*), MIN(bucket), MAX(bucket), SUM(held) FROM buckets"))
                    .containsExactly(List.of("1024", "0", "1023", held));
        }
    }

    @Test
    void aDatabaseThatIsUpToDateStaysAsItIs() {
        DatabaseSettings settings = TestDatabases.newSchema(Kind.FIRST);
        try (Database database = new Database(settings)) {
            Sql.update(database, "UPDATE buckets SET held = FALSE WHERE bucket = 7");
            Migrations.apply(settings, Kind.FIRST);
            assertThat(Sql.value(database, "SELECT held FROM buckets WHERE bucket = 7"))
                    .isEqualTo("0");
            assertThat(Sql.value(database, HISTORY)).isEqualTo("5");
        }
    }

    @Test
    void serversThatStartAtOnceWaitForEachOther() throws Exception {
        DatabaseSettings settings = TestDatabases.settings(SharedMariaDb.server(), SharedMariaDb.newSchema());
        Callable<Boolean> start = () -> {
            Migrations.apply(settings, Kind.FIRST);
            return true;
        };
        try (ExecutorService servers = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<Boolean> started : servers.invokeAll(Collections.nCopies(4, start))) {
                assertThat(started.get()).isTrue();
            }
        }
        try (Database database = new Database(settings)) {
            assertThat(Sql.value(database, HISTORY)).isEqualTo("5");
        }
    }

    @Test
    void aStepThatWasInterruptedIsDoneAnew() {
        DatabaseSettings settings = TestDatabases.newSchema(Kind.FIRST);
        try (Database database = new Database(settings)) {
            Sql.update(database, "DROP TABLE timeline");
            Sql.update(database, "DELETE FROM buckets WHERE bucket > 500");
            Sql.update(database, "DELETE FROM flyway_schema_history WHERE version IN ('2', '3', '4')");
            Migrations.apply(settings, Kind.FIRST);
            assertThat(Sql.value(database, "SELECT COUNT(*) FROM timeline")).isEqualTo("0");
            assertThat(Sql.value(database, "SELECT COUNT(*) FROM buckets")).isEqualTo("1024");
        }
    }

    @Test
    void aDatabaseThatDoesNotAnswerIsUnavailable() {
        DatabaseSettings nobody = TestDatabases.nobody();
        assertThatThrownBy(() -> Migrations.apply(nobody, Kind.FIRST)).isInstanceOf(UnavailableException.class);
    }
}
