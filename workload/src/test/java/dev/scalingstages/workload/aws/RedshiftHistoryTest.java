package dev.scalingstages.workload.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.scalingstages.workload.aws.AwsClients.Service;
import dev.scalingstages.workload.content.AccountId;
import dev.scalingstages.workload.content.History.Summary;
import dev.scalingstages.workload.content.PhotoState;
import dev.scalingstages.workload.content.Post;
import dev.scalingstages.workload.content.Samples;
import dev.scalingstages.workload.content.UnavailableException;
import dev.scalingstages.workload.servers.RedshiftServer;
import dev.scalingstages.workload.servers.S3Server;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What it proves and does not is told in {@link RedshiftServer}. */
class RedshiftHistoryTest {
    private static final String BUCKET = "archive";

    private static S3Server s3;
    private static RedshiftServer redshift;
    private static AwsClients archive;
    private static AwsClients clients;

    private final Samples samples = new Samples("history");
    private final AccountId owner = samples.accountId();
    private final RedshiftHistory history = history(RedshiftServer.ROLE);

    @BeforeAll
    static void start() throws Exception {
        s3 = S3Server.start();
        archive = TestClients.of(Map.of(Service.S3, s3.endpoint()));
        archive.s3().createBucket(request -> request.bucket(BUCKET));
        redshift = RedshiftServer.start(archive.s3());
        clients = TestClients.of(Map.of(
                Service.S3, s3.endpoint(),
                Service.REDSHIFT_DATA, redshift.endpoint()));
    }

    @AfterAll
    static void stop() {
        clients.close();
        redshift.close();
        archive.close();
        s3.close();
    }

    @BeforeEach
    void forget() throws Exception {
        try (Connection connection = redshift.connect();
                Statement statement = connection.createStatement()) {
            statement.execute("DROP TABLE IF EXISTS posts");
        }
    }

    private static RedshiftHistory history(String role) {
        return new RedshiftHistory(
                clients, new RedshiftHistory.Settings(BUCKET, "warehouse", redshift.database(), role));
    }

    private List<Post> posts(int count) {
        return Stream.generate(() -> samples.post(owner)).limit(count).toList();
    }

    private Summary store(List<Post> posts) {
        return history.store(posts.iterator());
    }

    private Summary summary(List<Post> posts) {
        return history.summary(posts.getFirst().id(), posts.getLast().id());
    }

    private static Summary of(List<Post> posts) {
        Summary summary = Summary.NOTHING;
        for (Post post : posts) {
            summary = summary.plus(post);
        }
        return summary;
    }

    @Test
    void whatIsStoredIsCountedOnTheOtherSide() {
        List<Post> posts = posts(300);
        assertThat(summary(posts)).isEqualTo(Summary.NOTHING);
        assertThat(store(posts)).isEqualTo(of(posts));
        assertThat(summary(posts)).isEqualTo(of(posts));
        assertThat(summary(posts.subList(10, 20))).isEqualTo(of(posts.subList(10, 20)));
    }

    @Test
    void aRowHoldsThePost() throws Exception {
        Post sample = samples.post(owner, PhotoState.READY);
        String body = "It's \"quoted\" \\ {$$} \n\t 🦊\u2028\uffff é\u0000.";
        Post post = new Post(sample.id(), owner, sample.authorName(), body, sample.photo());
        store(List.of(post));
        try (Connection connection = redshift.connect();
                ResultSet row = connection.createStatement().executeQuery("SELECT * FROM posts")) {
            assertThat(row.next()).isTrue();
            assertThat(row.getString("post_id")).isEqualTo(post.id().toString());
            assertThat(row.getString("owner_id")).isEqualTo(owner.toString());
            assertThat(row.getString("author_name")).isEqualTo("Zoë 🦊");
            // Redshift cannot hold NUL.
            assertThat(row.getString("body")).isEqualTo(body.replace('\0', ' '));
            assertThat(row.getInt("photo")).isEqualTo(3);
            assertThat(row.getString("created_at"))
                    .startsWith("2026-11-01 12:00:")
                    .endsWith(".123");
        }
        assertThat(summary(List.of(post))).isEqualTo(of(List.of(post)));
    }

    @Test
    void storedTwiceItIsThereOnce() {
        List<Post> posts = posts(50);
        store(posts);
        store(posts);
        assertThat(summary(posts)).isEqualTo(of(posts));
    }

    @Test
    void whatHistoryAloneStillHoldsStaysWhenTheRestComesAgain() {
        List<Post> posts = posts(50);
        store(posts);
        List<Post> rest = new ArrayList<>(posts);
        rest.subList(10, 20).clear();
        assertThat(store(rest)).isEqualTo(of(rest));
        assertThat(summary(posts)).isEqualTo(of(posts));
    }

    @Test
    void twoWorkersThatStoreTheSameAtOnceStoreItOnce() throws Exception {
        List<Post> posts = posts(200);
        summary(posts);
        List<RedshiftHistory> workers = List.of(history(RedshiftServer.ROLE), history(RedshiftServer.ROLE));
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<Summary> stored : threads.invokeAll(workers.stream()
                    .<Callable<Summary>>map(worker -> () -> worker.store(posts.iterator()))
                    .toList())) {
                assertThat(stored.get()).isEqualTo(of(posts));
            }
        }
        assertThat(summary(posts)).isEqualTo(of(posts));
    }

    @Test
    void aMissingOrChangedPostShowsInTheSummary() throws Exception {
        List<Post> posts = posts(3);
        store(posts);
        for (String change : List.of(
                "DELETE FROM posts WHERE post_id = '" + posts.get(1).id() + "'",
                "INSERT INTO posts SELECT * FROM posts LIMIT 1",
                "UPDATE posts SET body = body || 'x'")) {
            try (Connection connection = redshift.connect();
                    Statement statement = connection.createStatement()) {
                statement.execute(change);
            }
            assertThat(summary(posts)).as(change).isNotEqualTo(of(posts));
            store(posts);
        }
    }

    @Test
    void aLoadThatFailsIsUnavailableAndChangesNothing() {
        List<Post> posts = posts(10);
        store(posts.subList(0, 5));
        RedshiftHistory refused = history("arn:aws:iam::000000000000:role/another");
        assertThatThrownBy(() -> refused.store(posts.iterator()))
                .isInstanceOf(UnavailableException.class)
                .hasMessageContaining("not authorized");
        assertThat(summary(posts)).isEqualTo(of(posts.subList(0, 5)));
    }

    @Test
    void aSliceIsOneObjectWhoseKeyFollowsFromIt() {
        List<Post> posts = posts(5);
        store(posts);
        store(posts);
        String key = "posts/2026-11-01/" + posts.getFirst().id() + "-"
                + posts.getLast().id() + ".json.gz";
        assertThat(clients.s3()
                        .listObjectsV2(request -> request.bucket(BUCKET).prefix(key))
                        .contents())
                .hasSize(1);
    }

    @Test
    void anEmptySliceIsNothing() {
        List<Post> posts = posts(2);
        assertThat(history.store(List.<Post>of().iterator())).isEqualTo(Summary.NOTHING);
        assertThat(summary(posts)).isEqualTo(Summary.NOTHING);
    }

    @Test
    void aLoadLooksForItsOwnRowsBetweenItsFirstAndItsLast() {
        List<Post> posts = posts(20);
        store(posts);
        assertThat(redshift.ran().stream().filter(sql -> sql.startsWith("DELETE FROM posts")))
                .last()
                .asString()
                .endsWith("posts.post_id BETWEEN '%s' AND '%s'"
                        .formatted(posts.getFirst().id(), posts.getLast().id()));
    }

    @Test
    void aTableIsMadeWithItsKeys() throws Exception {
        store(posts(1));
        assertThat(keys()).isEqualTo("1/true");
    }

    @Test
    void aTableThatWasMadeWithoutKeysGetsThemOnceAndKeepsItsRows() throws Exception {
        List<Post> before = posts(30);
        store(before);
        forgetKeys();
        assertThat(keys()).isEqualTo("0/false");

        List<Post> later = posts(30);
        history(RedshiftServer.ROLE).store(later.iterator());

        assertThat(keys()).isEqualTo("1/true");
        assertThat(summary(before)).isEqualTo(of(before));
        assertThat(summary(later)).isEqualTo(of(later));
        long alterations = alterations();
        history(RedshiftServer.ROLE).store(later.iterator());
        assertThat(alterations()).as("alterations, when the keys are there").isEqualTo(alterations);
    }

    @Test
    void aTableThatCannotGetItsKeysNowIsLoadedAllTheSame() throws Exception {
        List<Post> before = posts(3);
        store(before);
        forgetKeys();
        redshift.refuse("ALTER TABLE");
        List<Post> later = posts(3);
        try {
            history(RedshiftServer.ROLE).store(later.iterator());
        } finally {
            redshift.refuse("nothing");
        }
        assertThat(summary(later)).isEqualTo(of(later));
        assertThat(keys()).isEqualTo("0/false");
        history(RedshiftServer.ROLE).store(later.iterator());
        assertThat(keys()).as("after the next run").isEqualTo("1/true");
    }

    private static long alterations() {
        return redshift.ran().stream().filter(sql -> sql.startsWith("ALTER")).count();
    }

    /** As the tables of before were. */
    private static void forgetKeys() throws Exception {
        try (Connection connection = redshift.connect();
                Statement statement = connection.createStatement()) {
            statement.execute("COMMENT ON COLUMN posts.post_id IS NULL");
        }
    }

    private static String keys() throws Exception {
        try (Connection connection = redshift.connect();
                ResultSet row = connection
                        .createStatement()
                        .executeQuery("SELECT sortkey, distkey FROM pg_table_def WHERE tablename = 'posts'"
                                + " AND \"column\" = 'post_id'")) {
            row.next();
            return row.getInt(1) + "/" + row.getBoolean(2);
        }
    }
}
