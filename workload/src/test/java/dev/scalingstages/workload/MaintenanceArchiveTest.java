package dev.scalingstages.workload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.scalingstages.workload.aws.AwsClients;
import dev.scalingstages.workload.configuration.Configuration;
import dev.scalingstages.workload.content.AccountId;
import dev.scalingstages.workload.content.MaintenanceRequest;
import dev.scalingstages.workload.content.MaintenanceRequest.Part;
import dev.scalingstages.workload.content.PhotoState;
import dev.scalingstages.workload.content.Post;
import dev.scalingstages.workload.content.PostId;
import dev.scalingstages.workload.content.UnavailableException;
import dev.scalingstages.workload.http.Health;
import dev.scalingstages.workload.moves.AccountsMove;
import dev.scalingstages.workload.moves.Deadline;
import dev.scalingstages.workload.moves.Turns;
import dev.scalingstages.workload.mysql.Database;
import dev.scalingstages.workload.mysql.MySqlPosts;
import dev.scalingstages.workload.servers.LocalStores;
import dev.scalingstages.workload.servers.RedshiftServer;
import dev.scalingstages.workload.servers.S3Server;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The nightly archive, as a worker of stage 6 does it over all shards. */
class MaintenanceArchiveTest {
    private static final Instant OLD = Instant.now().minus(Duration.ofDays(200));
    private static final int BUCKET = 700;
    private static final MaintenanceRequest.Archive NIGHTLY = new MaintenanceRequest.Archive(90);

    private final Clock clock = Clock.systemUTC();
    private LocalStores stores;
    private RedshiftServer redshift;
    private Configuration configuration;
    private AwsClients reader;
    private AwsClients aws;
    private Databases databases;

    @BeforeEach
    void start() throws Exception {
        System.setProperty("aws.accessKeyId", S3Server.ACCESS_KEY);
        System.setProperty("aws.secretAccessKey", S3Server.SECRET_KEY);
        stores = LocalStores.start(6);
        Map<String, String> environment = new HashMap<>(stores.environment("worker"));
        reader = Clients.aws(Configuration.read(List.of("worker"), environment).aws());
        reader.s3().createBucket(request -> request.bucket("archive"));
        redshift = RedshiftServer.start(reader.s3());
        environment.putAll(Map.of(
                "ARCHIVE_QUEUE_URL",
                "https://sqs.us-east-1.amazonaws.com/1/archive",
                "ARCHIVE_BUCKET",
                "archive",
                "WAREHOUSE_WORKGROUP",
                "warehouse",
                "WAREHOUSE_DATABASE",
                redshift.database(),
                "WAREHOUSE_ROLE_ARN",
                RedshiftServer.ROLE,
                "AWS_ENDPOINT_REDSHIFT_DATA",
                redshift.endpoint().toString()));
        configuration = Configuration.read(List.of("worker"), environment);
        aws = Clients.aws(configuration.aws());
        databases = new Databases(configuration, aws, clock, new SimpleMeterRegistry());
        for (Health.Dependency dependency : databases.dependencies()) {
            dependency.probe().ask();
        }
    }

    @AfterEach
    void stop() {
        databases.close();
        aws.close();
        reader.close();
        redshift.close();
        stores.close();
        System.clearProperty("aws.accessKeyId");
        System.clearProperty("aws.secretAccessKey");
    }

    @Test
    void aShardThatIsAwayKeepsNoOtherFromItsArchiveAndIsTriedOnceMore() {
        spreadAccounts();
        MySqlPosts posts = heldByTheSecondShard();
        PostId id = addOldPost(posts);
        stores.shards().getFirst().primary().kill();

        MaintenanceRequest.Archive left = archive(NIGHTLY).orElseThrow();

        assertThat(posts.find(id)).as("an old post of the second shard").isEmpty();
        assertThat(left.rest()).contains(List.of());
        assertThat(left.failed()).containsExactly(new Part(1, 0, 0), new Part(1, 1, 1023));
        assertThatThrownBy(() -> archive(left)).isInstanceOf(UnavailableException.class);
    }

    @Test
    void aRunWhoseTimeIsOverSaysWhereTheNextOneGoesOn() {
        spreadAccounts();
        MySqlPosts posts = heldByTheSecondShard();
        PostId id = addOldPost(posts);
        Maintenance maintenance = new Maintenance(configuration, aws, databases, clock);

        Optional<MaintenanceRequest> left = maintenance
                .run(NIGHTLY, Deadline.after(Duration.ZERO))
                .orElseThrow()
                .request();

        assertThat(left).contains(NIGHTLY.left(List.of(Part.all(1), Part.all(2)), List.of()));
        assertThat(posts.find(id)).isPresent();
        assertThat(maintenance.run(NIGHTLY, Deadline.never()))
                .as("the next night's, while this one goes on")
                .isEmpty();
        assertThat(maintenance.run(left.get(), Deadline.never()).orElseThrow().request())
                .isEmpty();
        assertThat(posts.find(id)).isEmpty();
        assertThat(maintenance.run(NIGHTLY, Deadline.never()))
                .as("the next night's, afterwards")
                .isPresent();
    }

    @Test
    void whileOneIsAtWorkArchiveAndSpreadWait() {
        spreadAccounts();
        Maintenance maintenance = new Maintenance(configuration, aws, databases, clock);
        try (Database accounts = databases.accountsForMaintenance()) {
            new Turns(accounts).take(() -> {
                assertThat(maintenance.run(NIGHTLY, Deadline.never())).isEmpty();
                assertThat(maintenance.run(new MaintenanceRequest.Spread(Optional.empty()), Deadline.never()))
                        .isEmpty();
                return true;
            });
        }
    }

    /** G10: the step may be rolled back until then, and stage 5 reads no history. */
    @Test
    void nothingLeavesMySqlBeforeTheOperatorHasAskedToSpread() {
        MySqlPosts posts = heldByTheSecondShard();
        PostId id = addOldPost(posts);

        Maintenance maintenance = new Maintenance(configuration, aws, databases, clock);
        assertThatThrownBy(() -> maintenance.run(NIGHTLY, Deadline.never())).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> maintenance.run(NIGHTLY, Deadline.never()))
                .as("its next try")
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("{\"job\":\"spread\"}");
        assertThat(posts.find(id)).as("an old post before the spread").isPresent();

        spreadAccounts();
        archive(NIGHTLY);
        assertThat(posts.find(id)).as("an old post after it").isEmpty();
    }

    private void spreadAccounts() {
        try (Database first = databases.contentForMaintenance().getFirst();
                Database accounts = databases.accountsForMaintenance()) {
            AccountsMove move = new AccountsMove(first, accounts, Duration.ZERO);
            assertThat(move.run()).isTrue();
        }
    }

    private Optional<MaintenanceRequest.Archive> archive(MaintenanceRequest.Archive request) {
        return new Maintenance(configuration, aws, databases, clock).archive(request, Deadline.never());
    }

    private MySqlPosts heldByTheSecondShard() {
        Database second = databases.content().get(1);
        second.run(connection ->
                connection.createStatement().executeUpdate("UPDATE buckets SET held = TRUE WHERE bucket = " + BUCKET));
        return new MySqlPosts(second, second);
    }

    private static PostId addOldPost(MySqlPosts posts) {
        AccountId owner = new AccountId(AccountId.firstOf(BUCKET).value() + 5);
        PostId id = PostId.create(owner, OLD, new Random(7));
        posts.add(new Post(id, owner, "Zoë", "old", PhotoState.NONE));
        return id;
    }
}
