package dev.scalingstages.workload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.scalingstages.workload.aws.AwsClients;
import dev.scalingstages.workload.aws.DynamoLikes;
import dev.scalingstages.workload.aws.DynamoShardMap;
import dev.scalingstages.workload.configuration.Configuration;
import dev.scalingstages.workload.content.Account;
import dev.scalingstages.workload.content.AccountId;
import dev.scalingstages.workload.content.Accounts;
import dev.scalingstages.workload.content.PhotoState;
import dev.scalingstages.workload.content.Post;
import dev.scalingstages.workload.content.PostId;
import dev.scalingstages.workload.content.Session;
import dev.scalingstages.workload.content.TokenHash;
import dev.scalingstages.workload.content.UnavailableException;
import dev.scalingstages.workload.http.Health;
import dev.scalingstages.workload.moves.Deadline;
import dev.scalingstages.workload.mysql.Database;
import dev.scalingstages.workload.mysql.MySqlAccounts;
import dev.scalingstages.workload.mysql.MySqlLikes;
import dev.scalingstages.workload.mysql.MySqlPosts;
import dev.scalingstages.workload.servers.LocalStores;
import dev.scalingstages.workload.servers.MariaDbServer;
import dev.scalingstages.workload.servers.S3Server;
import dev.scalingstages.workload.shards.ShardedPosts;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.WriteRequest;

/** G6, as a worker of stage 6 does it: what stage 5 kept in one database is spread over the stores of stage 6. */
class MaintenanceTest {
    private static final Instant NOW = Instant.parse("2026-11-26T12:00:00Z");
    private static final int ACCOUNTS = 60;

    /** From here on the second shard holds the buckets already, so that twelve are left to move: 512 to 523. */
    private static final int MOVED = 524;

    private static final int FIRST_TO_MOVE = 512;
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int LARGEST_BATCH = 25;
    private static final int FIRST_IN_USE = 500;

    private final Clock clock = Clock.systemUTC();
    private final Random random = new Random(6);

    private LocalStores stores;
    private Configuration configuration;
    private AwsClients aws;
    private Databases databases;

    @BeforeEach
    void stage6WithTheDataOfStage5() throws Exception {
        System.setProperty("aws.accessKeyId", S3Server.ACCESS_KEY);
        System.setProperty("aws.secretAccessKey", S3Server.SECRET_KEY);
        stores = LocalStores.start(6);
        configuration = Configuration.read(List.of("worker"), stores.environment("worker"));
        aws = Clients.aws(configuration.aws());
        databases = new Databases(configuration, aws, clock, new SimpleMeterRegistry());
        for (Health.Dependency dependency : databases.dependencies()) {
            dependency.probe().ask();
        }
        hold(0, false);
        hold(1, true);
        List<Integer> moved = IntStream.range(MOVED, 1024).boxed().toList();
        for (int from = 0; from < moved.size(); from += LARGEST_BATCH) {
            write(moved.subList(from, Math.min(from + LARGEST_BATCH, moved.size())));
        }
    }

    /** The map's items, as a mover leaves them. One transaction for each would take minutes here. */
    private void write(List<Integer> buckets) {
        List<WriteRequest> puts = buckets.stream()
                .map(bucket -> WriteRequest.builder()
                        .putRequest(put -> put.item(Map.of(
                                "bucket", AttributeValue.fromS(bucket.toString()),
                                "shard", AttributeValue.fromN("2"),
                                "target", AttributeValue.fromN("2"),
                                "state", AttributeValue.fromS(DynamoShardMap.SETTLED),
                                "version", AttributeValue.fromN("1"))))
                        .build())
                .toList();
        aws.dynamoDb()
                .batchWriteItem(batch ->
                        batch.requestItems(Map.of(configuration.shardMapTable().orElseThrow(), puts)));
    }

    private void hold(int shard, boolean held) {
        databases
                .content()
                .get(shard)
                .run(connection -> connection
                        .createStatement()
                        .executeUpdate("UPDATE buckets SET held = %s WHERE bucket >= %d".formatted(held, MOVED)));
    }

    private DynamoShardMap map() {
        return new DynamoShardMap(aws, configuration.shardMapTable().orElseThrow(), clock);
    }

    @AfterEach
    void stop() {
        databases.close();
        aws.close();
        stores.close();
        System.clearProperty("aws.accessKeyId");
        System.clearProperty("aws.secretAccessKey");
    }

    @Test
    @DisplayName("G6 accounts, likes and buckets go where stage 6 keeps them, once")
    void g6_whatWasInOneDatabaseIsSpread() {
        Database one = databases.content().getFirst();
        MySqlAccounts oldAccounts = new MySqlAccounts(one);
        MySqlPosts oldPosts = new MySqlPosts(one, one);
        MySqlLikes oldLikes = new MySqlLikes(one);
        List<Account> accounts = new ArrayList<>();
        List<Post> posts = new ArrayList<>();
        for (int number = 0; number < ACCOUNTS; number++) {
            AccountId first = AccountId.firstOf(FIRST_IN_USE + number % (MOVED - FIRST_IN_USE));
            AccountId id = new AccountId(first.value() | random.nextLong() >>> 10);
            accounts.add(new Account(id, "user%d@example.com".formatted(number), "User", "hash", NOW));
            posts.add(new Post(PostId.create(id, NOW, random), id, "User", "post " + number, PhotoState.NONE));
            oldAccounts.add(accounts.getLast());
            oldPosts.add(posts.getLast());
            oldLikes.like(posts.getLast().id(), id);
        }
        Maintenance maintenance =
                new Maintenance(configuration, aws, databases, clock, PATIENCE, Duration.ofMillis(100));

        assertThat(maintenance.spread(Deadline.after(Duration.ZERO)))
                .as("whether a run without time is done")
                .isFalse();
        assertThat(maintenance.spread(Deadline.never())).isTrue();

        DynamoShardMap map =
                new DynamoShardMap(aws, configuration.shardMapTable().orElseThrow(), clock);
        Map<Integer, Long> buckets =
                map.current().stream().collect(Collectors.groupingBy(shard -> shard, Collectors.counting()));
        assertThat(buckets).as("buckets by shard").isEqualTo(Map.of(1, 512L, 2, 512L));
        ShardedPosts sharded = new ShardedPosts(
                map,
                databases.content().stream()
                        .map(database -> new MySqlPosts(database, database))
                        .toList());
        assertThat(posts).allSatisfy(post -> {
            assertThat(sharded.find(post.id())).hasValue(post);
            assertThat(sharded.timeline(post.owner(), Optional.empty(), 10)).containsExactly(post.entry());
        });
        List<Long> rows =
                databases.content().stream().map(MaintenanceTest::posts).toList();
        assertThat(rows).as("posts by shard").allMatch(count -> count > 0);
        assertThat(rows.stream().mapToLong(Long::longValue).sum())
                .as("none twice")
                .isEqualTo(posts.size());
        MySqlAccounts newAccounts = new MySqlAccounts(databases.accounts());
        assertThat(accounts).allSatisfy(account -> {
            assertThat(newAccounts.findByEmail(account.email())).isPresent();
            assertThat(oldAccounts.findByEmail(account.email())).isEmpty();
        });
        DynamoLikes likes = new DynamoLikes(aws, configuration.countersTable().orElseThrow(), clock);
        List<PostId> ids = posts.stream().map(Post::id).toList();
        assertThat(likes.counts(ids).values()).hasSize(ACCOUNTS).containsOnly(1L);
        assertThat(likes.hasTakenOver()).isTrue();

        maintenance.spread(Deadline.never());

        assertThat(databases.content().stream().map(MaintenanceTest::posts).toList())
                .isEqualTo(rows);
        assertThat(IntStream.range(0, 1024)
                        .filter(bucket -> map.shardOf(bucket) == 2)
                        .count())
                .isEqualTo(512);
    }

    @Test
    @DisplayName("G6 when the first shard is lost after the move, only its own buckets are")
    void afterTheMoveTheFirstShardIsNoMoreThanOneOfThem() {
        Account account = account(1);
        new MySqlAccounts(databases.content().getFirst()).add(account);
        new Maintenance(configuration, aws, databases, clock, PATIENCE, Duration.ofMillis(100))
                .spread(Deadline.never());
        stores.shards().getFirst().primary().kill();

        // A server that starts only now, and so has never been told by the first shard.
        Configuration writing = Configuration.read(List.of("write-api"), stores.environment("write-api"));
        try (Stores server = new Stores(writing, clock, new SimpleMeterRegistry())) {
            assertThat(server.accounts().findByEmail(account.email())).contains(account);
            assertThat(server.accounts().add(account(2))).isEqualTo(Accounts.Added.YES);
            TokenHash token = TokenHash.of("token");
            Session session = new Session(
                    account.id(), "Ada", clock.instant().plusSeconds(600).truncatedTo(ChronoUnit.SECONDS));
            server.sessions().start(token, session);
            assertThat(server.sessions().find(token)).contains(session);
            assertThat(server.sessions().find(TokenHash.of("another"))).isEmpty();
            server.sessions().end(token);

            Post there = post(account(MOVED + 100));
            server.posts().add(there);
            assertThat(server.posts().find(there.id())).contains(there);
            assertThat(server.likes().like(there.id(), account.id())).isEqualTo(1);
            assertThat(server.likes().counts(List.of(there.id()))).containsEntry(there.id(), 1L);

            Post lost = post(account(1));
            assertThatThrownBy(() -> server.posts().add(lost)).isInstanceOf(UnavailableException.class);
        }
    }

    @Test
    @DisplayName("G6 while a replica lags, the buckets that go to its shard stay where they are read and written")
    void aReplicaThatLagsKeepsBucketsWhereTheyAre() throws Exception {
        Account account = account(FIRST_TO_MOVE);
        Post post = post(account);
        new MySqlPosts(databases.content().getFirst(), databases.content().getFirst()).add(post);
        MariaDbServer replica = stores.shards().get(1).replicas().getFirst();
        stores.shards().get(1).awaitReplication(Duration.ofSeconds(20));
        replica.lag();
        Maintenance maintenance =
                new Maintenance(configuration, aws, databases, clock, Duration.ofSeconds(2), Duration.ofMillis(100));

        Throwable told = catchThrowable(() -> maintenance.spread(Deadline.never()));

        assertThat(map().current().get(FIRST_TO_MOVE))
                .as("the shard that readers of the bucket look at, while its replica lacks the rows")
                .isEqualTo(1);
        assertThat(told).isInstanceOf(UnavailableException.class).hasMessageContaining("replica 1 of shard 2 lags");
        List<MySqlPosts> shards = databases.content().stream()
                .map(database -> new MySqlPosts(database, database))
                .toList();
        Post meanwhile = post(account);
        new ShardedPosts(map(), shards).add(meanwhile);

        replica.goOn();
        new Maintenance(configuration, aws, databases, clock, PATIENCE, Duration.ofMillis(100))
                .spread(Deadline.never());

        assertThat(map().current().get(FIRST_TO_MOVE)).isEqualTo(2);
        assertThat(shards.get(1).find(post.id())).contains(post);
        assertThat(shards.get(1).find(meanwhile.id())).contains(meanwhile);
    }

    /** Somebody whose posts are in a bucket. */
    private Account account(int bucket) {
        AccountId id = new AccountId(AccountId.firstOf(bucket).value() | random.nextLong() >>> 10);
        return new Account(id, "bucket%d@example.com".formatted(bucket), "User", "hash", NOW);
    }

    private Post post(Account account) {
        PostId id = PostId.create(account.id(), NOW, random);
        return new Post(id, account.id(), "User", "post", PhotoState.NONE);
    }

    private static long posts(Database shard) {
        return shard.run(connection -> {
            try (var rows = connection.createStatement().executeQuery("SELECT COUNT(*) FROM posts")) {
                rows.next();
                return rows.getLong(1);
            }
        });
    }
}
