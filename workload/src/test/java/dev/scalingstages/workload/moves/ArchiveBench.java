package dev.scalingstages.workload.moves;

import dev.scalingstages.workload.aws.AwsClients;
import dev.scalingstages.workload.aws.AwsClients.Service;
import dev.scalingstages.workload.aws.TestClients;
import dev.scalingstages.workload.content.AccountId;
import dev.scalingstages.workload.content.Buckets;
import dev.scalingstages.workload.content.PostId;
import dev.scalingstages.workload.mysql.Database;
import dev.scalingstages.workload.mysql.Migrations;
import dev.scalingstages.workload.mysql.copy.KeyRange;
import dev.scalingstages.workload.mysql.copy.Row;
import dev.scalingstages.workload.mysql.copy.Table;
import dev.scalingstages.workload.mysql.copy.Transactions;
import dev.scalingstages.workload.servers.RedshiftServer;
import dev.scalingstages.workload.servers.S3Server;
import dev.scalingstages.workload.servers.SharedMariaDb;
import java.math.BigInteger;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * Measures the archive against the emulated warehouse, everything on this machine, and prints Markdown;
 * {@code bin/bench/archive} starts it. What a load costs here, Redshift does not cost: its own speed is not measured.
 */
public final class ArchiveBench {
    private static final int FULL = Integer.getInteger("bench.rows", 33_750);
    private static final int FULL_BUCKETS = Integer.getInteger("bench.buckets", 3);
    private static final int FEW = 8;
    private static final int BATCH = 500;
    private static final Instant DAY = Archiving.BEFORE.minusSeconds(86_400);

    private final Database shard;
    private final AwsClients clients;
    private final Archiving places;
    private final Random random = new Random(1);

    private ArchiveBench(Archiving places, Database shard, AwsClients clients) {
        this.places = places;
        this.shard = shard;
        this.clients = clients;
    }

    public static void main(String[] arguments) throws Exception {
        try (S3Server s3 = S3Server.start();
                AwsClients archive = TestClients.of(Map.of(Service.S3, s3.endpoint()));
                RedshiftServer redshift = RedshiftServer.start(archive.s3())) {
            archive.s3().createBucket(request -> request.bucket(Archiving.BUCKET));
            Archiving places = new Archiving(
                    SharedMariaDb.server().port(),
                    SharedMariaDb.server().authority(),
                    SharedMariaDb.newSchema(),
                    s3.endpoint(),
                    redshift.endpoint(),
                    redshift.database());
            Migrations.apply(places.settings(), Migrations.Kind.FIRST);
            try (AwsClients clients = places.clients();
                    Database shard = new Database(places.settings().forMaintenance())) {
                new ArchiveBench(places, shard, clients).measure();
            }
        }
    }

    private void measure() throws Exception {
        System.out.println("| Night | rows | loads | seconds | seconds a load | seconds a bucket | heap, MiB |");
        System.out.println("| --- | ---: | ---: | ---: | ---: | ---: | ---: |");
        night("one bucket, to warm up", 1, FULL / 10);
        for (int i = 1; i <= FULL_BUCKETS; i++) {
            night("one bucket's day, " + i, 1, FULL);
        }
        night("all buckets", Buckets.COUNT, FEW);
    }

    private void night(String name, int buckets, int rows) throws Exception {
        int first = buckets == 1 ? random.nextInt(Buckets.COUNT) : 0;
        for (int bucket = first; bucket < first + buckets; bucket++) {
            fill(bucket, rows);
        }
        long objectsBefore = objects();
        long start = System.nanoTime();
        long archived = Archiving.run(new Archive(shard, places.history(clients)));
        double seconds = (System.nanoTime() - start) / 1e9;
        long loads = objects() - objectsBefore;
        System.out.printf(
                "| %s | %d | %d | %.1f | %.2f | %.2f | %d |%n",
                name, archived, loads, seconds, seconds / loads, seconds / buckets, heap());
    }

    private static long heap() {
        return (Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory()) >> 20;
    }

    private long objects() {
        return clients.s3().listObjectsV2Paginator(request -> request.bucket(Archiving.BUCKET)).contents().stream()
                .count();
    }

    /** Posts of 1,000 bytes that do not compress as one letter would, evenly over a day. */
    private void fill(int bucket, int rows) {
        List<Row> posts = new ArrayList<>();
        for (int i = 0; i < rows; i++) {
            AccountId owner = new AccountId(AccountId.firstOf(bucket).value() | random.nextLong() >>> 10);
            PostId id = PostId.create(owner, DAY.plusMillis(86_000_000L * i / rows), random);
            byte[] noise = new byte[500];
            random.nextBytes(noise);
            String body = java.util.HexFormat.of().formatHex(noise);
            posts.add(new Row(id.bytes(), unsigned(owner), "Zoë", body, 0L));
            if (posts.size() == BATCH || i == rows - 1) {
                insert(List.copyOf(posts));
                posts.clear();
            }
        }
    }

    private static BigInteger unsigned(AccountId owner) {
        return KeyRange.unsigned(owner);
    }

    private void insert(List<Row> posts) {
        shard.run(connection -> {
            Transactions.run(connection, () -> insert(connection, posts));
            return true;
        });
    }

    private static void insert(java.sql.Connection connection, List<Row> posts) throws SQLException {
        Table.POSTS.insert(connection, posts);
        Table.TIMELINE.insert(
                connection,
                posts.stream()
                        .map(post -> new Row(
                                post.column(1),
                                post.column(0),
                                post.column(2),
                                ((String) post.column(3)).substring(0, 280),
                                0L,
                                0L))
                        .toList());
    }
}
