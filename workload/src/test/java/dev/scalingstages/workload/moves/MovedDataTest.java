package dev.scalingstages.workload.moves;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.scalingstages.workload.aws.AwsClients;
import dev.scalingstages.workload.content.Files;
import dev.scalingstages.workload.content.Samples;
import dev.scalingstages.workload.content.UnavailableException;
import dev.scalingstages.workload.disk.DiskFiles;
import dev.scalingstages.workload.moves.Outcome.Result;
import dev.scalingstages.workload.mysql.Database;
import dev.scalingstages.workload.mysql.Migrations;
import dev.scalingstages.workload.mysql.MySqlPosts;
import dev.scalingstages.workload.mysql.Sql;
import dev.scalingstages.workload.servers.S3Server;
import dev.scalingstages.workload.servers.SharedMariaDb;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where the box's data went, and a move that is tried again. */
class MovedDataTest {
    private static final int FILES = 5;

    private static S3Server s3;

    @TempDir
    private Path folder;

    private SeparateStorage places;
    private AwsClients clients;
    private Database source;
    private Samples samples;
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
    void boxWithPostsAndFiles() {
        var server = SharedMariaDb.server();
        String to = SharedMariaDb.newSchema();
        places = new SeparateStorage(
                server.port(),
                server.authority(),
                SharedMariaDb.newSchema(),
                to,
                folder,
                s3.endpoint(),
                to.replace('_', '-'));
        clients = places.clients();
        clients.s3().createBucket(request -> request.bucket(places.bucket()));
        Migrations.apply(places.settings(places.source()), Migrations.Kind.FIRST);
        source = new Database(places.settings(places.source()));
        samples = new Samples("box");
        files = places.files();
        for (int i = 0; i < FILES; i++) {
            post();
            files.put(key(i), "image/jpeg", bytes("picture " + i));
        }
    }

    @AfterEach
    void close() {
        source.close();
        clients.close();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String key(int i) {
        return Files.UPLOADS + "0000000" + i;
    }

    private void post() {
        new MySqlPosts(source, source).add(samples.post(samples.account().id()));
    }

    private Outcome move(Files objects) {
        return places.mover(objects).move();
    }

    private Files objects() {
        return places.objects(clients);
    }

    private Outcome confirm(String schema, String bucket) {
        return MovedData.confirm(places.settings(schema), bucket, places.marker());
    }

    /** As if the data had gone to a database of another name. */
    private void wentTo(String host) {
        Marker marker = new Marker(places.marker());
        Marker.Content content = marker.read();
        marker.write(
                new Marker.Content(content.identity(), host, content.bucket(), Instant.parse("2026-11-01T12:00:00Z")));
    }

    @Test
    void theDatabaseAndBucketThatTheDataWentToAreConfirmed() {
        assertThat(move(objects()).result()).isEqualTo(Result.MOVED);
        Outcome outcome = confirm(places.target(), places.bucket());
        assertThat(outcome.result()).isEqualTo(Result.MOVED);
        assertThat(outcome.reason()).contains("127.0.0.1", places.bucket());
    }

    @Test
    void aDatabaseOfAnyNameThatHoldsTheDataIsConfirmed() {
        move(objects());
        wentTo("before-the-restore.example.com");
        assertThat(confirm(places.target(), places.bucket()).result()).isEqualTo(Result.MOVED);
    }

    @Test
    void anEmptyDatabaseIsRefusedWithBothNames() {
        move(objects());
        wentTo("first.example.com");
        for (String empty : List.of(SharedMariaDb.newSchema(), places.source())) {
            Outcome outcome = confirm(empty, places.bucket());
            assertThat(outcome.result()).isEqualTo(Result.SERVED_ELSEWHERE);
            assertThat(outcome.reason())
                    .contains("first.example.com at 2026-11-01T12:00:00Z", "the one that is at 127.0.0.1 now")
                    .contains("Remove neither", "stages/2-separate-storage/GROWTH.md")
                    .hasSizeLessThan(400);
        }
    }

    @Test
    void aNewDatabaseUnderTheOldNameIsRefusedAsWell() {
        move(objects());
        String fresh = SharedMariaDb.newSchema();
        Migrations.apply(places.settings(fresh), Migrations.Kind.FIRST);
        assertThat(confirm(fresh, places.bucket()).result()).isEqualTo(Result.SERVED_ELSEWHERE);
    }

    @Test
    void anotherBucketIsRefusedWithBothNames() {
        move(objects());
        Outcome outcome = confirm(places.target(), "another-bucket");
        assertThat(outcome.result()).isEqualTo(Result.SERVED_ELSEWHERE);
        assertThat(outcome.reason()).contains(places.bucket(), "another-bucket");
    }

    @Test
    void aDatabaseThatDoesNotAnswerIsNotKnown() {
        move(objects());
        SeparateStorage silent = new SeparateStorage(
                1, places.authority(), places.source(), places.target(), folder, places.s3(), places.bucket());
        assertThat(MovedData.confirm(silent.settings(places.target()), places.bucket(), places.marker())
                        .result())
                .isEqualTo(Result.UNKNOWN);
    }

    @Test
    void whatWasTakenBackIsNotConfirmed() {
        move(objects());
        places.mover(objects()).withdraw();
        Outcome outcome = confirm(places.target(), places.bucket());
        assertThat(outcome.result()).isEqualTo(Result.FAILED);
        assertThat(outcome.reason()).contains("/data/moved");
    }

    @Test
    void aBoxThatHasMovedDoesNotMoveToAnotherDatabaseThoughItsMarkerIsLost() throws Exception {
        move(objects());
        java.nio.file.Files.delete(places.marker());
        String fresh = SharedMariaDb.newSchema();
        SeparateStorage again = new SeparateStorage(
                places.port(), places.authority(), places.source(), fresh, folder, places.s3(), places.bucket());
        Outcome outcome = again.mover(objects()).move();
        assertThat(outcome.result()).isEqualTo(Result.SERVED_ELSEWHERE);
        try (Database empty = new Database(places.settings(fresh))) {
            assertThat(Sql.value(empty, "SELECT COUNT(*) FROM posts")).isEqualTo("0");
        }
        assertThat(places.marker()).doesNotExist();
    }

    @Test
    void whileTheFirstCopyRunsTheBoxTakesPostsAndFilesAndTheyMoveToo() {
        Counting during = new Counting(objects(), () -> {
            post();
            files.put(Files.UPLOADS + "late", "image/jpeg", bytes("late"));
        });
        assertThat(move(during).result()).isEqualTo(Result.MOVED);
        assertThat(objects().find(Files.UPLOADS + "late")).isPresent();
        try (Database target = new Database(places.settings(places.target()))) {
            assertThat(Sql.value(target, "SELECT COUNT(*) FROM posts")).isEqualTo(Integer.toString(FILES + 1));
        }
    }

    @Test
    void aFurtherTryReadsNoFileThatWasComparedBefore() {
        Files forgetful = new Forgetful(objects());
        assertThat(move(forgetful).result()).isEqualTo(Result.FAILED);
        Counting second = new Counting(objects(), () -> {});
        assertThat(move(second).result()).isEqualTo(Result.MOVED);
        assertThat(second.stored).hasSize(1);
        assertThat(second.read).isEqualTo(second.stored);
    }

    @Test
    void aFileThatIsPutAgainOrThatTheStoreHasLostIsCopiedAgain() throws Exception {
        assertThat(move(new Forgetful(objects(), key(4))).result()).isEqualTo(Result.FAILED);
        files.put(key(0), "image/jpeg", bytes("PICTURE 0"));
        clients.s3().deleteObject(request -> request.bucket(places.bucket()).key(key(1)));
        Counting second = new Counting(objects(), () -> {});
        assertThat(move(second).result()).isEqualTo(Result.MOVED);
        assertThat(second.stored).containsExactlyInAnyOrder(key(0), key(1), key(4));
        try (InputStream content = objects().open(key(0))) {
            assertThat(content.readAllBytes()).isEqualTo(bytes("PICTURE 0"));
        }
    }

    @Test
    void aServerThatStartsWhileTheBoxIsClosedTakesNoFiles() {
        files.close();
        DiskFiles started = places.files();
        for (DiskFiles each : List.of(files, started)) {
            assertThatThrownBy(() -> each.put(key(9), "image/jpeg", new byte[1]))
                    .isInstanceOf(UnavailableException.class);
        }
        files.reopen();
        started.put(key(9), "image/jpeg", new byte[1]);
        files.put(key(9), "image/jpeg", new byte[1]);
    }

    /** A store that tells what it was given and asked for, and lets something happen at the first file. */
    private static final class Counting extends ForwardingFiles {
        private final List<String> stored = new ArrayList<>();
        private final List<String> read = new ArrayList<>();
        private Runnable atFirst;

        Counting(Files files, Runnable atFirst) {
            super(files);
            this.atFirst = atFirst;
        }

        @Override
        public void put(String key, String contentType, byte[] content) {
            synchronized (this) {
                stored.add(key);
                atFirst.run();
                atFirst = () -> {};
            }
            super.put(key, contentType, content);
        }

        @Override
        public InputStream open(String key) throws IOException {
            synchronized (this) {
                read.add(key);
            }
            return super.open(key);
        }
    }
}
