package dev.scalingstages.workload.moves;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.scalingstages.workload.aws.AwsClients;
import dev.scalingstages.workload.content.AccountId;
import dev.scalingstages.workload.content.Files;
import dev.scalingstages.workload.content.Post;
import dev.scalingstages.workload.content.Samples;
import dev.scalingstages.workload.content.UnavailableException;
import dev.scalingstages.workload.disk.DiskFiles;
import dev.scalingstages.workload.moves.Content.Stores;
import dev.scalingstages.workload.moves.Outcome.Result;
import dev.scalingstages.workload.mysql.Database;
import dev.scalingstages.workload.mysql.Migrations;
import dev.scalingstages.workload.mysql.MySqlAccounts;
import dev.scalingstages.workload.mysql.MySqlLikes;
import dev.scalingstages.workload.mysql.MySqlPosts;
import dev.scalingstages.workload.mysql.MySqlSessions;
import dev.scalingstages.workload.mysql.Sql;
import dev.scalingstages.workload.mysql.copy.Journal;
import dev.scalingstages.workload.servers.S3Server;
import dev.scalingstages.workload.servers.SharedMariaDb;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MoveToSeparateStorageTest {
    private static final int KILLS = 20;
    private static final int KILLS_EACH = 6;
    private static final List<String> TABLES =
            List.of("posts", "timeline", "accounts", "sessions", "likes", "like_counts");

    private static S3Server s3;

    @TempDir
    private Path folder;

    private SeparateStorage places;
    private AwsClients clients;
    private Database source;
    private Database target;
    private DiskFiles files;

    @BeforeAll
    static void start() throws Exception {
        s3 = S3Server.start();
    }

    @AfterAll
    static void stop() {
        s3.close();
    }

    @BeforeEach
    void open() {
        open(folder);
    }

    private void open(Path box) {
        var server = SharedMariaDb.server();
        String to = SharedMariaDb.newSchema();
        String bucket = to.replace('_', '-');
        places = new SeparateStorage(
                server.port(), server.authority(), SharedMariaDb.newSchema(), to, box, s3.endpoint(), bucket);
        clients = places.clients();
        clients.s3().createBucket(request -> request.bucket(bucket));
        Migrations.apply(places.settings(places.source()), Migrations.Kind.FIRST);
        source = new Database(places.settings(places.source()));
        target = new Database(places.settings(to));
        files = places.files();
    }

    @AfterEach
    void close() {
        source.close();
        target.close();
        clients.close();
    }

    private static Stores stores(Database database, Files files) {
        return new Stores(
                new MySqlPosts(database, database),
                new MySqlAccounts(database),
                new MySqlSessions(database, InstantSource.system()),
                new MySqlLikes(database),
                files);
    }

    private Stores box() {
        return stores(source, files);
    }

    private Stores cloud() {
        return stores(target, places.objects(clients));
    }

    private MoveToSeparateStorage mover() {
        return places.mover(places.objects(clients));
    }

    private Content filled(String name) {
        Content content = new Content();
        Samples samples = new Samples(name);
        for (int i = 0; i < 20; i++) {
            content.write(box(), samples);
        }
        return content;
    }

    private void assertServes(Stores stores) {
        assertThat(writes(stores)).isEqualTo(9);
    }

    private void assertClosed(Stores stores) {
        assertThat(writes(stores)).isZero();
    }

    private static int writes(Stores stores) {
        Content content = new Content();
        content.write(stores, new Samples(new Random().nextLong()));
        return content.size();
    }

    @Test
    void whatWasAcknowledgedIsThereOnceThoughTheMoverIsKilledAgainAndAgain() throws Exception {
        Killing killing = new Killing(SeparateStorage.class, new Random(12), 1500);
        int runs = 0;
        int acknowledged = 0;
        long lost = 0;
        long duplicated = 0;
        while (killing.kills() < KILLS) {
            close();
            open(java.nio.file.Files.createDirectory(folder.resolve("box" + runs)));
            Content content = new Content();
            Stores box = box();
            Random random = new Random(runs);
            try (Load load = new Load("separate" + runs, 3, samples -> content.write(box, samples))) {
                load.allow(30);
                String result = killing.run(KILLS_EACH, places.arguments(), () -> load.allow(8), () -> {
                    String state = step(source) + "/" + step(target);
                    // Boot falls back to stage 1 now and then, and users go on.
                    if (random.nextBoolean()) {
                        places.reopen();
                        load.allow(5);
                    }
                    return state;
                });
                assertThat(result).isEqualTo("MOVED");
                load.end();
            }
            runs++;
            assertThat(places.marker()).exists();
            acknowledged += content.size();
            lost += content.lost(cloud());
            duplicated += surplus(content);
            assertThat(mover().move().result()).isEqualTo(Result.MOVED);
            assertServes(cloud());
            assertClosed(box);
        }
        System.out.printf(
                "Stage 1 to 2: %d runs, %d kills, %d acknowledged writes, %d lost, %d duplicated; killed at %s%n",
                runs, killing.kills(), acknowledged, lost, duplicated, killing.states());
        assertThat(lost).isZero();
        assertThat(duplicated).isZero();
    }

    /** Rows that are there twice, or in one of two places that must agree, or at the target only. */
    private long surplus(Content content) {
        long surplus = content.posts.lookInto(cloud().posts()).duplicated();
        for (String table : TABLES) {
            surplus += Math.abs(count(target, table) - count(source, table));
        }
        surplus += Math.abs(count(target, "posts") - count(target, "timeline"));
        surplus += Long.parseLong(Sql.value(target, """
                SELECT COUNT(*) FROM like_counts
                WHERE likes <> (SELECT COUNT(*) FROM likes WHERE likes.post_id = like_counts.post_id)
                """));
        return surplus;
    }

    private static String step(Database database) {
        if (Sql.rows(database, "SHOW TABLES LIKE 'moves'").isEmpty()) {
            return "no tables";
        }
        return database.run(connection -> Journal.find(connection, "separate-storage")
                .map(Journal.Entry::step)
                .orElse("none"));
    }

    private static long count(Database database, String table) {
        return Long.parseLong(Sql.value(database, "SELECT COUNT(*) FROM " + table));
    }

    @Test
    void aBoxWithoutDataHasNothingToMoveAndLeavesTheTargetAlone() {
        Migrations.apply(places.settings(places.target()), Migrations.Kind.FIRST);
        assertServes(cloud());
        assertThat(mover().move().result()).isEqualTo(Result.NOTHING_TO_MOVE);
        assertServes(cloud());
        assertServes(box());
    }

    @Test
    void aTargetWithRowsOfAnotherIsRefusedAndBothServeOn() {
        filled("refused");
        Migrations.apply(places.settings(places.target()), Migrations.Kind.FIRST);
        assertServes(cloud());
        Outcome outcome = mover().move();
        assertThat(outcome)
                .isEqualTo(new Outcome(Result.REFUSED, "the target holds rows that this move did not write"));
        assertServes(cloud());
        assertServes(box());
        assertThat(places.marker()).doesNotExist();
    }

    @Test
    void theTargetOfAnotherBoxIsRefused() throws Exception {
        filled("first");
        assertThat(mover().move().result()).isEqualTo(Result.MOVED);
        SeparateStorage first = places;
        close();
        open(java.nio.file.Files.createDirectory(folder.resolve("second")));
        filled("second");
        SeparateStorage second = new SeparateStorage(
                places.port(),
                places.authority(),
                places.source(),
                first.target(),
                places.folder(),
                places.s3(),
                places.bucket());
        assertThat(second.mover(places.objects(clients)).move().result()).isEqualTo(Result.REFUSED);
        assertServes(box());
    }

    @Test
    void aRowThatArrivesChangedFailsTheMoveAndTheBoxServesOn() throws Exception {
        Content content = filled("tampered");
        Post post = content.posts.posts().getFirst();
        Migrations.apply(places.settings(places.target()), Migrations.Kind.FIRST);
        SharedMariaDb.server().execute("""
                CREATE TRIGGER %1$s.tamper BEFORE INSERT ON %1$s.posts FOR EACH ROW
                SET NEW.body = IF(NEW.post_id = x'%2$s', 'tampered', NEW.body)
                """.formatted(places.target(), post.id()));
        Outcome outcome = mover().move();
        assertThat(outcome.result()).isEqualTo(Result.FAILED);
        assertThat(outcome.reason()).isEqualTo("1 of 40 rows of posts differ, the first is " + post.id());
        assertServes(box());
        assertClosed(cloud());

        SharedMariaDb.server().execute("DROP TRIGGER " + places.target() + ".tamper");
        assertThat(mover().move().result()).isEqualTo(Result.MOVED);
        assertServes(cloud());
    }

    @Test
    void anObjectThatIsLostFailsTheMoveAndTheBoxServesOn() {
        filled("lost");
        Outcome outcome = places.mover(new Forgetful(places.objects(clients))).move();
        assertThat(outcome.result()).isEqualTo(Result.FAILED);
        assertThat(outcome.reason()).matches("the object (incoming|uploads)/[0-9a-f]{32} is missing or different");
        assertServes(box());
        assertThat(mover().move().result()).isEqualTo(Result.MOVED);
    }

    @Test
    void aTargetThatIsNotThereFailsTheMoveAndTheBoxServesOn() {
        filled("away");
        SeparateStorage away = new SeparateStorage(
                places.port(),
                places.authority(),
                places.source(),
                "no_such_schema",
                places.folder(),
                places.s3(),
                places.bucket());
        assertThat(away.mover(places.objects(clients)).move().result()).isEqualTo(Result.FAILED);
        SeparateStorage silent = new SeparateStorage(
                places.port(),
                places.authority(),
                places.source(),
                places.target(),
                places.folder(),
                URI.create("http://127.0.0.1:1"),
                places.bucket());
        try (AwsClients none = silent.clients()) {
            assertThat(silent.mover(silent.objects(none)).move().result()).isEqualTo(Result.FAILED);
        }
        assertServes(box());
    }

    @Test
    void whatChangedAfterAFailedMoveIsMovedTheNextTime() throws Exception {
        Content content = filled("again");
        Files objects = new Forgetful(places.objects(clients));
        assertThat(places.mover(objects).move().result()).isEqualTo(Result.FAILED);
        Post post = content.posts.posts().getFirst();
        box().likes().like(post.id(), post.owner());
        Sql.update(source, "DELETE FROM sessions LIMIT 3");
        Sql.update(source, "UPDATE accounts SET display_name = 'another' LIMIT 1");
        assertThat(mover().move().result()).isEqualTo(Result.MOVED);
        for (String table : TABLES) {
            assertThat(Sql.rows(target, "SELECT * FROM " + table + " ORDER BY 1, 2"))
                    .isEqualTo(Sql.rows(source, "SELECT * FROM " + table + " ORDER BY 1, 2"));
        }
    }

    @Test
    void afterTheSwitchTheBoxIsNotOpenedAgainUnlessTheTargetHoldsNothingNew() {
        Content content = filled("withdraw");
        assertThat(mover().move().result()).isEqualTo(Result.MOVED);
        assertThat(places.reopen().result()).isEqualTo(Result.SERVED_ELSEWHERE);
        assertClosed(box());

        assertThat(mover().withdraw().result()).isEqualTo(Result.OPEN);
        assertServes(box());
        assertClosed(cloud());
        assertThat(mover().move().result()).isEqualTo(Result.MOVED);

        AccountId owner = content.posts.posts().getFirst().owner();
        cloud().posts().add(new Samples("new").post(owner));
        assertThat(mover().withdraw().result()).isEqualTo(Result.SERVED_ELSEWHERE);
        assertClosed(box());
        assertServes(cloud());
    }

    @Test
    void whatTheRunbookSaysOpensTheBoxAgain() throws Exception {
        filled("runbook");
        assertThat(mover().move().result()).isEqualTo(Result.MOVED);
        cloud().posts().add(new Samples("new").post(new AccountId(1)));
        assertThat(places.reopen().result()).isEqualTo(Result.SERVED_ELSEWHERE);

        Matcher command = Pattern.compile(
                        "`sudo rm /data/move/moved && sudo mariadb scaling -e \"([^\"]+)\" && sudo reboot`")
                .matcher(java.nio.file.Files.readString(Path.of("../stages/2-separate-storage/GROWTH.md")));
        assertThat(command.find()).isTrue();
        java.nio.file.Files.delete(places.marker());
        Sql.update(source, command.group(1));
        assertThat(places.reopen().result()).isEqualTo(Result.OPEN);
        assertServes(box());
    }

    @Test
    void afterTheMoveTheBoxNeedsNoDatabaseToTellSo() {
        filled("gone");
        assertThat(mover().move().result()).isEqualTo(Result.MOVED);
        SeparateStorage without = new SeparateStorage(
                places.port(),
                places.authority(),
                "no_such_schema",
                places.target(),
                places.folder(),
                places.s3(),
                places.bucket());
        assertThat(without.mover(places.objects(clients)).move().result()).isEqualTo(Result.MOVED);
    }

    @Test
    void twoMoversDoNotMeet() throws Exception {
        filled("two");
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Outcome>> outcomes =
                    List.of(threads.submit(() -> mover().move()), threads.submit(() -> mover().move()));
            List<Outcome> ends = List.of(outcomes.get(0).get(), outcomes.get(1).get());
            assertThat(ends).extracting(Outcome::result).contains(Result.MOVED);
            // The other one waits for two seconds, which is enough as a rule.
            assertThat(ends)
                    .filteredOn(end -> end.result() != Result.MOVED)
                    .allMatch(end -> end.reason().startsWith("another process works on separate-storage"));
        }
        assertServes(cloud());
        assertClosed(box());
    }

    @Test
    void aFileThatIsBeingWrittenWhenTheBoxClosesIsRefused() throws Exception {
        InputStream closesMeanwhile = new InputStream() {
            @Override
            public int read() {
                files.close();
                return -1;
            }
        };
        Files.Upload upload = files.upload("incoming/" + "1".repeat(32), "image/jpeg", 0);
        var query = Arrays.stream(upload.address().getQuery().split("&"))
                .map(part -> part.split("=", 2))
                .collect(Collectors.toMap(part -> part[0], part -> part[1]));
        assertThatThrownBy(() -> files.receive("1".repeat(32), query, "image/jpeg", closesMeanwhile))
                .isInstanceOf(UnavailableException.class);
        assertThat(files.find("incoming/" + "1".repeat(32))).isEmpty();
        files.reopen();
        files.put("uploads/1", "image/jpeg", new byte[1]);
    }
}
