package dev.scalingstages.workload.mysql.copy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.scalingstages.workload.content.AccountId;
import dev.scalingstages.workload.content.PostId;
import dev.scalingstages.workload.mysql.Database;
import dev.scalingstages.workload.mysql.Migrations;
import dev.scalingstages.workload.mysql.Sql;
import dev.scalingstages.workload.mysql.TestDatabases;
import java.math.BigInteger;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** With more rows than a slice has, of few owners and in all corners of the keys. */
class PassTest {
    private static final int ROWS = 3500;
    private static final List<AccountId> OWNERS =
            List.of(AccountId.firstOf(0), new AccountId(1L << 62), new AccountId(-1L << 62), AccountId.lastOf(1023));

    private static Database source;
    private static Database target;

    private final Random random = new Random(4);

    @BeforeAll
    static void open() {
        source = TestDatabases.open(Migrations.Kind.SHARD);
        target = TestDatabases.open(Migrations.Kind.SHARD);
        Random random = new Random(3);
        List<Row> rows = new ArrayList<>();
        for (int i = 0; i < ROWS; i++) {
            AccountId owner = OWNERS.get(random.nextInt(OWNERS.size()));
            PostId id = PostId.create(owner, Instant.EPOCH.plusMillis(random.nextInt()), random);
            rows.add(new Row(KeyRange.unsigned(owner), id.bytes(), "Zoë 🦊", "excerpt", 1L, 2L));
        }
        source.transaction(connection -> {
            Table.TIMELINE.insert(connection, rows);
            return null;
        });
    }

    @AfterAll
    static void close() {
        source.close();
        target.close();
    }

    @BeforeEach
    void empty() {
        Sql.update(target, "DELETE FROM timeline");
    }

    @FunctionalInterface
    private interface Use {
        long of(Pass pass) throws Exception;
    }

    private static long pass(Use use) {
        return source.run(from -> target.run(to -> {
            try {
                return use.of(new Pass(Table.TIMELINE, KeyRange.ACCOUNTS, from, to, guarded -> {}));
            } catch (RuntimeException e) {
                throw e;
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        }));
    }

    private static List<List<String>> rows(Database database) {
        return Sql.rows(database, "SELECT *, HEX(post_id) FROM timeline ORDER BY owner_id, post_id");
    }

    @Test
    void whatDiffersIsMendedAndNothingElse() {
        assertThat(pass(Pass::copy)).isEqualTo(ROWS);
        assertThat(pass(Pass::copy)).isZero();
        for (int round = 0; round < 20; round++) {
            int missing = Sql.update(target, "DELETE FROM timeline WHERE RAND(%d) < 0.01".formatted(random.nextInt()));
            int changed = Sql.update(
                    target, "UPDATE timeline SET excerpt = 'other' WHERE RAND(%d) < 0.01".formatted(random.nextInt()));
            int surplus = Sql.update(target, """
                    INSERT IGNORE INTO timeline
                    SELECT owner_id, REVERSE(post_id), author_name, excerpt, is_whole, photo FROM timeline
                    WHERE RAND(%d) < 0.01
                    """.formatted(random.nextInt()));
            assertThatThrownBy(() -> pass(pass -> pass.verify(false)))
                    .isInstanceOf(MoveFailedException.class)
                    .hasMessageStartingWith(
                            "%d of %d rows of timeline differ".formatted(missing + changed + surplus, ROWS));
            assertThat(pass(Pass::copy)).isEqualTo(missing + changed + surplus);
            assertThat(pass(pass -> pass.verify(false))).isEqualTo(ROWS);
        }
        assertThat(rows(target)).isEqualTo(rows(source));
    }

    @Test
    void whatOnlyTheTargetHasMayStay() {
        target.transaction(connection -> {
            Table.TIMELINE.insert(connection, List.of(new Row(BigInteger.TEN, new byte[16], "new", "excerpt", 1L, 0L)));
            return null;
        });
        assertThat(pass(Pass::add)).isEqualTo(ROWS);
        assertThat(pass(pass -> pass.verify(true))).isEqualTo(ROWS);
        assertThat(Sql.value(target, "SELECT COUNT(*) FROM timeline")).isEqualTo(Integer.toString(ROWS + 1));
    }

    @Test
    void aSliceReadsItsRowsAndNoMore() {
        source.run(connection -> {
            List<Row> first = Table.TIMELINE.select(
                    connection, KeyRange.ACCOUNTS, Optional.empty(), Optional.empty(), "LIMIT 2000");
            long before = reads(connection);
            Table.TIMELINE.select(
                    connection, KeyRange.ACCOUNTS, Optional.of(first.getLast()), Optional.empty(), "LIMIT 100");
            Table.TIMELINE.select(
                    connection, KeyRange.ACCOUNTS, Optional.of(first.get(499)), Optional.of(first.get(599)), "");
            assertThat(reads(connection) - before).isLessThan(220);
            return null;
        });
    }

    /** How many rows the server has read for a connection. */
    private static long reads(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet reads = statement.executeQuery("SHOW SESSION STATUS LIKE 'Handler_read%'")) {
            long sum = 0;
            while (reads.next()) {
                sum += reads.getLong(2);
            }
            return sum;
        }
    }
}
