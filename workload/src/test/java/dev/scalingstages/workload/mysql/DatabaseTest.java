package dev.scalingstages.workload.mysql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import dev.scalingstages.workload.content.AccountId;
import dev.scalingstages.workload.content.PhotoState;
import dev.scalingstages.workload.content.Post;
import dev.scalingstages.workload.content.Samples;
import dev.scalingstages.workload.content.UnavailableException;
import dev.scalingstages.workload.mysql.Migrations.Kind;
import dev.scalingstages.workload.servers.MariaDbServer;
import dev.scalingstages.workload.servers.SharedMariaDb;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DatabaseTest {
    private static DatabaseSettings settings;

    @BeforeAll
    static void schema() {
        settings = TestDatabases.newSchema(Kind.FIRST);
    }

    private static DatabaseSettings with(Tls tls) {
        return new DatabaseSettings(
                settings.host(), settings.port(), settings.schema(), tls, 1, settings.credentials(), false);
    }

    private static DatabaseSettings with(Supplier<Credentials> credentials) {
        return new DatabaseSettings(
                settings.host(), settings.port(), settings.schema(), settings.tls(), 1, credentials, false);
    }

    @Test
    void connectionsAreEncrypted() {
        try (Database database = new Database(settings)) {
            assertThat(Sql.rows(database, "SHOW STATUS LIKE 'Ssl_version'")
                            .getFirst()
                            .getLast())
                    .startsWith("TLSv1.");
        }
    }

    @Test
    void aConnectionWithoutTlsIsRefused() {
        try (Database database = new Database(with(new Tls.Off()))) {
            assertThatThrownBy(() -> Sql.value(database, "SELECT 1")).isInstanceOf(UnavailableException.class);
        }
    }

    @Test
    void aServerWhoseAuthorityIsUnknownIsRefused(@TempDir Path files) throws Exception {
        Path stranger = stranger(files);
        for (boolean hostName : List.of(true, false)) {
            try (Database database = new Database(with(new Tls.Required(stranger, hostName)))) {
                assertThat(database.answers()).isFalse();
            }
        }
    }

    @Test
    void aCertificateOfAnotherNameIsTakenOnlyWhereTheNameDoesNotCount() {
        Path authority = SharedMariaDb.server().authority();
        for (boolean hostName : List.of(true, false)) {
            DatabaseSettings other = new DatabaseSettings(
                    MariaDbServer.OTHER_HOST,
                    settings.port(),
                    settings.schema(),
                    new Tls.Required(authority, hostName),
                    1,
                    settings.credentials(),
                    false);
            try (Database database = new Database(other)) {
                assertThat(database.answers()).isEqualTo(!hostName);
            }
        }
    }

    @Test
    void anAuthorityMayBeOneOfMany(@TempDir Path files) throws Exception {
        Path authority = SharedMariaDb.server().authority();
        Path many = Files.writeString(
                files.resolve("many.pem"), Files.readString(stranger(files)) + Files.readString(authority));
        for (boolean hostName : List.of(true, false)) {
            try (Database database = new Database(with(new Tls.Required(many, hostName)))) {
                assertThat(database.answers()).isTrue();
            }
        }
    }

    /** The certificate of an authority that vouches for none of our servers. */
    private static Path stranger(Path files) throws Exception {
        Path certificate = files.resolve("stranger.pem");
        String command = "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2"
                + " -subj /CN=stranger -keyout " + files.resolve("stranger.key") + " -out " + certificate;
        assertThat(new ProcessBuilder(command.split(" ")).start().waitFor()).isZero();
        return certificate;
    }

    @Test
    void credentialsAreReadAnewWhenTheyAreRefused() throws Exception {
        MariaDbServer server = SharedMariaDb.server();
        server.execute(
                "CREATE USER rotated@'127.0.0.1' IDENTIFIED BY 'first'", "GRANT ALL ON *.* TO rotated@'127.0.0.1'");
        AtomicInteger reads = new AtomicInteger();
        String[] secret = {"first"};
        Supplier<Credentials> credentials = () -> {
            reads.incrementAndGet();
            return new Credentials("rotated", secret[0]);
        };
        RefreshingDataSource connections = new RefreshingDataSource(settings.url(), credentials);
        connections.getConnection().close();
        server.execute("ALTER USER rotated@'127.0.0.1' IDENTIFIED BY 'second'");
        assertThatThrownBy(connections::getConnection).isInstanceOf(SQLException.class);
        secret[0] = "second";
        connections.getConnection().close();
        connections.getConnection().close();
        assertThat(reads).hasValue(3);
    }

    @Test
    void credentialsThatAreRefusedAndStayTheSameMakeTheDatabaseUnavailable() {
        try (Database database = new Database(with(() -> new Credentials(MariaDbServer.APPLICATION, "wrong")))) {
            assertThatThrownBy(() -> Sql.value(database, "SELECT 1"))
                    .isInstanceOf(UnavailableException.class)
                    .hasMessageNotContaining("wrong");
        }
    }

    @Test
    void credentialsComeFromAFile(@TempDir Path files) throws Exception {
        Path file = files.resolve("credentials");
        CredentialsFile credentials = new CredentialsFile(file);
        assertThatThrownBy(credentials::get).isInstanceOf(UnavailableException.class);
        Files.writeString(file, "user=application\n");
        assertThatThrownBy(credentials::get).isInstanceOf(UnavailableException.class);
        Files.writeString(file, "user=application\npassword=0123abcd\n");
        assertThat(credentials.get()).isEqualTo(new Credentials("application", "0123abcd"));
        assertThat(credentials.get().toString()).doesNotContain("0123abcd");
    }

    @Test
    void aServerThatIsAwayFailsWithinTwoSeconds() {
        try (Database database = new Database(TestDatabases.nobody())) {
            long start = System.nanoTime();
            assertThatThrownBy(() -> Sql.value(database, "SELECT 1")).isInstanceOf(UnavailableException.class);
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(2));
            assertThat(database.answers()).isFalse();
        }
    }

    @Test
    void aServerThatFallsSilentFailsWhenPatienceEnds() {
        DatabaseSettings impatient = new DatabaseSettings(
                settings.host(),
                settings.port(),
                settings.schema(),
                settings.tls(),
                1,
                settings.credentials(),
                false,
                Duration.ofMillis(500));
        try (Database database = new Database(impatient)) {
            assertThatThrownBy(() -> Sql.value(database, "SELECT SLEEP(5)")).isInstanceOf(UnavailableException.class);
            assertThat(Sql.value(database, "SELECT 1")).isEqualTo("1");
        }
    }

    @Test
    void nobodyStarvesWhenManyWantFewConnections() throws Exception {
        DatabaseSettings few = with(settings.tls());
        try (Database database = new Database(few);
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Callable<Duration>> workers = Collections.nCopies(32, () -> longestOf(40, database));
            for (Future<Duration> longest : threads.invokeAll(workers)) {
                assertThat(longest.get()).isLessThan(Duration.ofSeconds(1));
            }
        }
    }

    private static Duration longestOf(int times, Database database) {
        Duration longest = Duration.ZERO;
        for (int i = 0; i < times; i++) {
            long start = System.nanoTime();
            Sql.value(database, "SELECT SLEEP(0.0005)");
            Duration taken = Duration.ofNanos(System.nanoTime() - start);
            longest = taken.compareTo(longest) > 0 ? taken : longest;
        }
        return longest;
    }

    @Test
    void forMaintenanceConnectionsAreMadeWhenTheyAreNeeded() throws Exception {
        try (Database maintenance = new Database(settings.forMaintenance())) {
            assertThat(maintenance.answers()).isTrue();
            Thread.sleep(500);
            HikariDataSource pool = (HikariDataSource) maintenance.connections();
            assertThat(pool.getHikariPoolMXBean().getTotalConnections()).isEqualTo(1);
        }
    }

    @Test
    void aReadOnlyPoolRefusesWrites() {
        DatabaseSettings readOnly = new DatabaseSettings(
                settings.host(), settings.port(), settings.schema(), settings.tls(), 1, settings.credentials(), true);
        try (Database database = new Database(readOnly)) {
            assertThat(Sql.value(database, "SELECT COUNT(*) FROM buckets")).isEqualTo("1024");
            assertThatThrownBy(() -> Sql.update(database, "DELETE FROM fences"))
                    .isInstanceOf(IllegalStateException.class);
        }
    }

    @Test
    void aValueThatDoesNotFitIsRefusedAndNotCut() {
        AccountId owner = new Samples("fits").accountId();
        Post sample = new Samples("fits").post(owner);
        Post tooLong = new Post(sample.id(), owner, "x".repeat(65), "body", PhotoState.NONE);
        try (Database database = new Database(settings)) {
            MySqlPosts posts = new MySqlPosts(database, database);
            assertThatThrownBy(() -> posts.add(tooLong)).isInstanceOf(IllegalStateException.class);
            assertThat(posts.find(tooLong.id())).isEmpty();
        }
    }

    @Test
    void aFailedTransactionLeavesNothingBehind() {
        try (Database database = new Database(settings)) {
            assertThatThrownBy(() -> database.transaction(connection -> {
                        Sql.update(connection, "INSERT INTO fences VALUES ('half', TRUE)");
                        throw new IllegalArgumentException("no");
                    }))
                    .isInstanceOf(IllegalArgumentException.class);
            assertThat(Sql.value(database, "SELECT COUNT(*) FROM fences WHERE name = 'half'"))
                    .isEqualTo("0");
        }
    }

    @Test
    void aTransactionIsDoneAnewAfterADeadlock() throws Exception {
        try (Database database = new Database(settings);
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            CyclicBarrier bothHoldOne = new CyclicBarrier(2);
            AtomicInteger tries = new AtomicInteger();
            List<Callable<Integer>> circle = List.of(
                    () -> lockBoth(database, "accounts", "likes", bothHoldOne, tries),
                    () -> lockBoth(database, "likes", "accounts", bothHoldOne, tries));
            for (Future<Integer> done : threads.invokeAll(circle)) {
                assertThat(done.get()).isEqualTo(1);
            }
            assertThat(tries).hasValue(3);
        }
    }

    private static int lockBoth(
            Database database, String first, String second, CyclicBarrier bothHoldOne, AtomicInteger tries) {
        String touch = "UPDATE fences SET is_open = TRUE WHERE name = '%s'";
        return database.transaction(connection -> {
            Sql.update(connection, touch.formatted(first));
            if (tries.incrementAndGet() <= 2) {
                await(bothHoldOne);
            }
            return Sql.update(connection, touch.formatted(second));
        });
    }

    private static void await(CyclicBarrier barrier) {
        try {
            barrier.await();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
