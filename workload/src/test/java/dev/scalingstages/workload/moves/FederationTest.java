package dev.scalingstages.workload.moves;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.scalingstages.workload.aws.AwsClients;
import dev.scalingstages.workload.aws.DynamoLikes;
import dev.scalingstages.workload.aws.TestTables;
import dev.scalingstages.workload.content.Account;
import dev.scalingstages.workload.content.Accounts;
import dev.scalingstages.workload.content.MovedLikes;
import dev.scalingstages.workload.content.Post;
import dev.scalingstages.workload.content.Samples;
import dev.scalingstages.workload.content.Session;
import dev.scalingstages.workload.content.TokenHash;
import dev.scalingstages.workload.content.UnavailableException;
import dev.scalingstages.workload.disk.DiskFiles;
import dev.scalingstages.workload.moves.Content.Stores;
import dev.scalingstages.workload.mysql.Database;
import dev.scalingstages.workload.mysql.Migrations;
import dev.scalingstages.workload.mysql.MovingAccounts;
import dev.scalingstages.workload.mysql.MovingLikes;
import dev.scalingstages.workload.mysql.MovingSessions;
import dev.scalingstages.workload.mysql.MySqlAccounts;
import dev.scalingstages.workload.mysql.MySqlLikes;
import dev.scalingstages.workload.mysql.MySqlPosts;
import dev.scalingstages.workload.mysql.MySqlSessions;
import dev.scalingstages.workload.mysql.Sql;
import dev.scalingstages.workload.mysql.copy.Journal;
import dev.scalingstages.workload.mysql.copy.MoveFailedException;
import dev.scalingstages.workload.servers.SharedMariaDb;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FederationTest {
    private static final int KILLS = 10;
    private static final int KILLS_EACH = 5;

    private static TestTables tables;

    @TempDir
    private Path folder;

    private final Samples samples = new Samples(System.nanoTime());
    private Federation places;
    private AwsClients clients;
    private DynamoLikes likes;
    private Database old;
    private Database next;

    @BeforeAll
    static void start() throws Exception {
        tables = new TestTables();
    }

    @AfterAll
    static void stop() {
        tables.close();
    }

    @BeforeEach
    void open() {
        var server = SharedMariaDb.server();
        places = new Federation(
                server.port(),
                server.authority(),
                SharedMariaDb.newSchema(),
                SharedMariaDb.newSchema(),
                tables.server().endpoint());
        Migrations.apply(places.settings(places.old()), Migrations.Kind.FIRST);
        Migrations.apply(places.settings(places.next()), Migrations.Kind.ACCOUNTS);
        clients = places.clients();
        likes = places.likes(clients);
        old = new Database(places.settings(places.old()).forMaintenance());
        next = new Database(places.settings(places.next()));
    }

    @AfterEach
    void close() {
        old.close();
        next.close();
        clients.close();
    }

    private Stores before() {
        return stores(new MySqlAccounts(old), new MySqlSessions(old, InstantSource.system()), new MySqlLikes(old));
    }

    private Stores meanwhile() {
        return stores(
                new MovingAccounts(new MySqlAccounts(old), new MySqlAccounts(next)),
                sessions(),
                new MovingLikes(new MySqlLikes(old), likes));
    }

    private Stores afterwards() {
        return stores(new MySqlAccounts(next), new MySqlSessions(next, InstantSource.system()), likes);
    }

    private Stores stores(
            Accounts accounts,
            dev.scalingstages.workload.content.Sessions sessions,
            dev.scalingstages.workload.content.Likes likes) {
        return new Stores(
                new MySqlPosts(old, old),
                accounts,
                sessions,
                likes,
                new DiskFiles(folder, new byte[32], Clock.systemUTC()));
    }

    private MovingSessions sessions() {
        return new MovingSessions(
                new MySqlSessions(old, InstantSource.system()), new MySqlSessions(next, InstantSource.system()));
    }

    private AccountsMove accountsMove(Duration grace) {
        return new AccountsMove(old, next, grace);
    }

    private void moveLikes() {
        new LikesMove(old, likes).run(Deadline.never());
    }

    private static long count(Database database, String table) {
        return Long.parseLong(Sql.value(database, "SELECT COUNT(*) FROM " + table));
    }

    @Test
    void whatWasAcknowledgedIsThereOnceThoughTheMoverIsKilledAgainAndAgain() throws Exception {
        Killing killing = new Killing(Federation.class, new Random(3), 3000);
        int runs = 0;
        int acknowledged = 0;
        long lost = 0;
        long left = 0;
        while (killing.kills() < KILLS) {
            close();
            open();
            Content content = new Content();
            Stores stores = meanwhile();
            try (Load load = new Load("federation" + runs, 3, each -> content.write(stores, each))) {
                load.allow(40);
                assertThat(killing.run(KILLS_EACH, places.arguments(), () -> load.allow(15), this::state))
                        .isEqualTo("done");
                load.end();
            }
            runs++;
            acknowledged += content.size();
            lost += content.lost(meanwhile()) + content.lost(afterwards());
            for (String table : List.of("accounts", "sessions", "likes", "like_counts")) {
                left += count(old, table);
            }
            assertThat(AccountsMove.isDone(next)).isTrue();
        }
        System.out.printf(
                "Accounts and likes: %d runs, %d kills, %d acknowledged writes, %d lost, %d left behind; killed at %s%n",
                runs, killing.kills(), acknowledged, lost, left, killing.states());
        assertThat(lost).isZero();
        assertThat(left).isZero();
    }

    private String state() {
        return old.run(connection ->
                step(Journal.like(connection, "likes")) + "/" + step(Journal.like(connection, "accounts")));
    }

    private static String step(List<Journal.Entry> entries) {
        return entries.isEmpty() ? "none" : entries.getFirst().step();
    }

    @Test
    void accountsAreFoundAndMadeAtEachMomentOfTheMove() {
        Account early = samples.account();
        before().accounts().add(early);
        Accounts accounts = meanwhile().accounts();
        assertThat(accountsMove(Duration.ofMinutes(1)).run()).isFalse();
        Account late = samples.account();
        assertThat(accounts.add(late)).isEqualTo(Accounts.Added.YES);
        for (Duration grace : List.of(Duration.ofMinutes(1), Duration.ZERO)) {
            accountsMove(grace).run();
            for (Account account : List.of(early, late)) {
                assertThat(accounts.findByEmail(account.email())).contains(account);
                Account twin = new Account(samples.accountId(), account.email(), "twin", "hash", Samples.START);
                assertThat(accounts.add(twin)).isEqualTo(Accounts.Added.EMAIL_TAKEN);
            }
        }
        assertThat(count(next, "accounts")).isEqualTo(2);
        assertThat(count(old, "accounts")).isZero();
    }

    @Test
    void aSessionThatWaitsToBeDeletedCannotEndAndEndsAfterwards() {
        Account account = samples.account();
        Session session =
                new Session(account.id(), "Zoë", Instant.now().plusSeconds(60).truncatedTo(ChronoUnit.MILLIS));
        TokenHash early = TokenHash.of("early");
        TokenHash late = TokenHash.of("late");
        MovingSessions sessions = sessions();
        sessions.start(early, session);
        accountsMove(Duration.ofMinutes(1)).run();
        sessions.start(late, session);
        assertThat(sessions.find(early)).contains(session);
        assertThatThrownBy(() -> sessions.end(early)).isInstanceOf(UnavailableException.class);
        sessions.end(late);
        assertThat(sessions.find(late)).isEmpty();
        accountsMove(Duration.ZERO).run();
        assertThat(sessions.find(early)).contains(session);
        sessions.end(early);
        assertThat(sessions.find(early)).isEmpty();
    }

    @Test
    void anAccountThatArrivesChangedStaysWhereItWasToo() throws Exception {
        Account account = samples.account();
        before().accounts().add(account);
        SharedMariaDb.server().execute("""
                CREATE TRIGGER %1$s.tamper BEFORE INSERT ON %1$s.accounts FOR EACH ROW
                SET NEW.display_name = 'tampered'
                """.formatted(places.next()));
        assertThatThrownBy(() -> accountsMove(Duration.ZERO).run())
                .isInstanceOf(MoveFailedException.class)
                .hasMessageStartingWith("1 of 1 rows of accounts differ");
        assertThat(meanwhile().accounts().findByEmail(account.email())).contains(account);
    }

    @Test
    void likesAreCountedAndTakenBackAtEachMomentOfTheMove() {
        Post post = samples.post(samples.accountId());
        var first = samples.accountId();
        var second = samples.accountId();
        var third = samples.accountId();
        var moving = meanwhile().likes();
        assertThat(moving.like(post.id(), first)).isEqualTo(1);
        assertThat(moving.like(post.id(), second)).isEqualTo(2);
        Sql.update(old, "UPDATE fences SET is_open = FALSE WHERE name = 'likes'");
        assertThat(moving.like(post.id(), second)).as("liked again").isEqualTo(2);
        assertThat(moving.like(post.id(), third)).isEqualTo(3);
        assertThat(moving.unlike(post.id(), first)).isEqualTo(2);
        assertThat(moving.counts(Set.of(post.id()))).containsEntry(post.id(), 2L);
        assertThat(moving.popular(1)).allMatch(popular -> popular.likes() >= 2);
        moveLikes();
        assertThat(moving.counts(Set.of(post.id()))).containsEntry(post.id(), 2L);
        assertThat(likes.holds(post.id(), first)).isFalse();
        assertThat(moving.unlike(post.id(), second)).isEqualTo(1);
        assertThat(count(old, "like_counts")).isZero();
    }

    @Test
    void aLikeThatIsNotFoundInTheNewStoreStaysInTheOldOne() {
        Post post = samples.post(samples.accountId());
        before().likes().like(post.id(), post.owner());
        MovedLikes forgetful = new MovedLikes() {
            @Override
            public void add(Collection<Like> moved) {
                likes.add(moved);
            }

            @Override
            public Optional<Like> firstMissing(Collection<Like> moved) {
                return moved.stream().findFirst();
            }
        };
        assertThatThrownBy(() -> new LikesMove(old, forgetful).run(Deadline.never()))
                .isInstanceOf(MoveFailedException.class);
        assertThat(count(old, "likes")).isEqualTo(1);
        moveLikes();
        assertThat(likes.counts(Set.of(post.id()))).containsEntry(post.id(), 1L);
    }
}
