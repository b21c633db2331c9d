package dev.scalingstages.rehearsal.services;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.scalingstages.rehearsal.network.LoopbackNetwork;
import dev.scalingstages.workload.servers.FreePort;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Real MariaDB servers, as clients of DB instances see them. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DatabasesTest {
    private static final String USER = "admin";
    private static final String PASSWORD = "first";
    private static final String SCHEMA = "posts";
    private static final String ROWS = "SELECT COUNT(*) FROM notes";

    private Path folder;

    private LoopbackNetwork network;
    private Authority authority;
    private Databases databases;

    @BeforeAll
    void start(@TempDir Path directory) throws Exception {
        folder = directory;
        Tools.require("mariadbd", "mariadb-install-db", "openssl");
        Tools.open(folder);
        network = new LoopbackNetwork();
        authority = Authority.create(folder.resolve("authority"));
        databases = new Databases(folder.resolve("databases"), network, authority, "us-east-1");
    }

    @AfterAll
    void stop() {
        databases.close();
    }

    @AfterEach
    void deleteAll() throws Exception {
        for (String identifier : databases.identifiers()) {
            databases.delete(identifier);
        }
        assertThat(network.attached()).isEmpty();
    }

    private Databases.Wanted wanted(String identifier, Optional<String> source) throws IOException {
        return new Databases.Wanted(
                identifier,
                "subnet-1",
                List.of("sg-1"),
                FreePort.next(),
                USER,
                PASSWORD,
                source.isPresent() ? "" : SCHEMA,
                source,
                Map.of("max_connections", "40"));
    }

    private void create(String identifier) throws Exception {
        databases.create(wanted(identifier, Optional.empty()));
    }

    /** As a client of the stack: by the name, and with the authority's certificate. */
    private Connection connect(String identifier, String password) throws Exception {
        String address = network.resolve(databases.host(identifier)).getFirst();
        return DriverManager.getConnection(
                "jdbc:mariadb://%s:%d/%s?sslMode=verify-ca&serverSslCert=%s&connectTimeout=2000"
                        .formatted(address, databases.port(identifier), SCHEMA, authority.certificate()),
                USER,
                password);
    }

    private void execute(String identifier, String... statements) throws Exception {
        try (Connection connection = connect(identifier, PASSWORD);
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    private String answer(String identifier, String query) throws Exception {
        try (Connection connection = connect(identifier, PASSWORD);
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(query)) {
            result.next();
            return result.getString(1);
        }
    }

    private static String eventually(String expected, Callable<String> actual) throws Exception {
        String last = "";
        for (int tried = 0; tried < 200; tried++) {
            try {
                last = actual.call();
                if (last.equals(expected)) {
                    return last;
                }
            } catch (SQLException e) {
                last = e.getMessage();
            }
            Thread.sleep(50);
        }
        return last;
    }

    @Test
    void masterUserHasTheSchemaAndTheSettingsOfTheParameterGroup() throws Exception {
        create("one");
        execute("one", "CREATE TABLE notes (id INT PRIMARY KEY)", "INSERT INTO notes VALUES (1)");
        assertThat(answer("one", ROWS)).isEqualTo("1");
        assertThat(answer("one", "SELECT @@max_connections")).isEqualTo("40");
        assertThat(databases.schema("one")).isEqualTo(SCHEMA);
        databases.setGroups("one", List.of("sg-2"));
        assertThat(network.groups(network.attached().iterator().next())).containsExactly("sg-2");
    }

    @Test
    void passwordChangesWhateverItsCharacters() throws Exception {
        create("one");
        String next = "it's \\ 100% \"new\"";
        databases.setPassword("one", next);
        assertThatThrownBy(() -> connect("one", PASSWORD)).hasMessageContaining("Access denied");
        try (Connection connection = connect("one", next)) {
            assertThat(connection.isValid(1)).isTrue();
        }
    }

    @Test
    void replicaFollowsLagsAndIsPromoted() throws Exception {
        create("source");
        execute("source", "CREATE TABLE notes (id INT PRIMARY KEY)", "INSERT INTO notes VALUES (1)");
        databases.create(wanted("replica", Optional.of("source")));
        assertThat(eventually("1", () -> answer("replica", ROWS))).isEqualTo("1");
        assertThatThrownBy(() -> execute("replica", "INSERT INTO notes VALUES (9)"))
                .hasMessageContaining("read-only");
        databases.lag("replica", true);
        execute("source", "INSERT INTO notes VALUES (2)");
        assertThat(databases.secondsBehind("replica")).isEqualTo(-1);
        assertThat(answer("replica", ROWS)).isEqualTo("1");
        databases.lag("replica", false);
        assertThat(eventually("2", () -> answer("replica", ROWS))).isEqualTo("2");
        assertThat(databases.secondsBehind("replica")).isBetween(0L, 5L);
        databases.promote("replica");
        execute("replica", "INSERT INTO notes VALUES (3)");
        execute("source", "INSERT INTO notes VALUES (4)");
        assertThat(answer("replica", "SELECT GROUP_CONCAT(id ORDER BY id) FROM notes"))
                .isEqualTo("1,2,3");
    }

    @Test
    void failOverKeepsWhatIsCommittedAndReplicasGoOn() throws Exception {
        create("source");
        databases.create(wanted("replica", Optional.of("source")));
        execute("source", "CREATE TABLE notes (id INT PRIMARY KEY)", "INSERT INTO notes VALUES (1)");
        try (Connection open = connect("source", PASSWORD);
                Statement statement = open.createStatement()) {
            open.setAutoCommit(false);
            statement.execute("INSERT INTO notes VALUES (7)");
            databases.failOver("source", 100);
            assertThatThrownBy(() -> statement.execute("INSERT INTO notes VALUES (8)"))
                    .isInstanceOf(SQLException.class);
        }
        assertThat(answer("source", "SELECT GROUP_CONCAT(id) FROM notes")).isEqualTo("1");
        execute("source", "INSERT INTO notes VALUES (2)");
        assertThat(eventually("2", () -> answer("replica", ROWS))).isEqualTo("2");
        databases.failOver("replica", 0);
        assertThatThrownBy(() -> execute("replica", "INSERT INTO notes VALUES (9)"))
                .hasMessageContaining("read-only");
        execute("source", "INSERT INTO notes VALUES (3)");
        assertThat(eventually("3", () -> answer("replica", ROWS))).isEqualTo("3");
    }

    @Test
    void nothingIsLeftOfOneThatDoesNotStart() throws Exception {
        Databases.Wanted good = wanted("bad", Optional.empty());
        Databases.Wanted bad = new Databases.Wanted(
                "bad",
                "subnet-1",
                List.of(),
                good.port(),
                USER,
                PASSWORD,
                SCHEMA,
                Optional.empty(),
                Map.of("no_such", "1"));
        assertThatThrownBy(() -> databases.create(bad))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("does not start")
                .hasMessageContaining("no-such");
        assertNothingOf("bad");
        databases.create(good);
        assertThat(answer("bad", "SELECT 1")).isEqualTo("1");
    }

    @Test
    void nothingIsLeftOfOneThatIsInterrupted() throws Exception {
        create("before");
        Thread creation = Thread.currentThread();
        Thread.ofVirtual().start(() -> {
            while (processes("late") == 0) {
                Thread.onSpinWait();
            }
            creation.interrupt();
        });
        assertThatThrownBy(() -> create("late")).isInstanceOf(InterruptedException.class);
        for (int tried = 0; tried < 100 && processes("late") > 0; tried++) {
            Thread.sleep(20);
        }
        assertNothingOf("late");
        databases.delete("before");
    }

    private void assertNothingOf(String identifier) {
        assertThat(databases.exists(identifier)).isFalse();
        assertThat(network.resolve(databases.host(identifier))).isEmpty();
        assertThat(processes(identifier)).isZero();
    }

    private long processes(String identifier) {
        return ProcessHandle.current()
                .children()
                .filter(ProcessHandle::isAlive)
                .filter(process -> process.info()
                        .arguments()
                        .map(arguments -> String.join(" ", arguments))
                        .filter(arguments -> arguments.contains("mariadbd") || arguments.contains("--datadir"))
                        .filter(arguments -> arguments.contains(
                                folder.resolve("databases/" + identifier).toString()))
                        .isPresent())
                .count();
    }

    @Test
    void replicaOfNothingIsRefusedAndLeavesNothing() {
        assertThatThrownBy(() -> databases.create(wanted("orphan", Optional.of("nobody"))))
                .hasMessageContaining("DBInstance nobody not found");
        assertNothingOf("orphan");
        assertThatThrownBy(() -> databases.promote("nobody")).hasMessageContaining("not found");
    }

    @Test
    void eachServerHasAFolderForTemporaryFiles() throws Exception {
        create("one");
        String place = answer("one", "SELECT @@tmpdir");
        assertThat(Path.of(place)).startsWith(folder.resolve("databases"));
        try (Stream<Path> files = Files.list(Path.of(place))) {
            assertThat(files).isNotNull();
        }
    }
}
