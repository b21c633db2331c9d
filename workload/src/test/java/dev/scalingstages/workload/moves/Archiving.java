package dev.scalingstages.workload.moves;

import dev.scalingstages.workload.aws.AwsClients;
import dev.scalingstages.workload.aws.AwsClients.Service;
import dev.scalingstages.workload.aws.RedshiftHistory;
import dev.scalingstages.workload.aws.TestClients;
import dev.scalingstages.workload.content.Buckets;
import dev.scalingstages.workload.content.History;
import dev.scalingstages.workload.mysql.Database;
import dev.scalingstages.workload.mysql.DatabaseSettings;
import dev.scalingstages.workload.mysql.TestDatabases;
import dev.scalingstages.workload.servers.RedshiftServer;
import java.net.URI;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** A shard and history, in a form that fits on a command line; and a process that archives. */
record Archiving(int port, Path authority, String schema, URI s3, URI redshift, String database) {
    static final String BUCKET = "archive";

    /** Posts of tests are either a day older or as young. */
    static final Instant BEFORE = Instant.parse("2026-09-01T00:00:00Z");

    /** Small enough that a bucket has several loads, and a load several pages. */
    private static final int LOAD = 40;

    private static final int PAGE = 7;

    List<String> arguments() {
        return List.of(
                Integer.toString(port), authority.toString(), schema, s3.toString(), redshift.toString(), database);
    }

    public static void main(String[] arguments) {
        Archiving places = new Archiving(
                Integer.parseInt(arguments[0]),
                Path.of(arguments[1]),
                arguments[2],
                URI.create(arguments[3]),
                URI.create(arguments[4]),
                arguments[5]);
        try (AwsClients clients = places.clients();
                Database shard = new Database(places.settings().forMaintenance())) {
            Archive archive = places.archive(shard, places.history(clients));
            System.out.println(Child.BEGIN);
            run(archive);
            System.out.println("done");
        }
    }

    /** Archives all buckets; throws what failed, when all others are done. */
    static long run(Archive archive) {
        Archive.Result result = archive.run(BEFORE, 0, Buckets.COUNT - 1, Deadline.never());
        result.failures().throwIfAny();
        return result.posts();
    }

    Archive archive(Database shard, History history) {
        return new Archive(shard, history, LOAD, PAGE);
    }

    AwsClients clients() {
        return TestClients.of(Map.of(Service.S3, s3, Service.REDSHIFT_DATA, redshift));
    }

    History history(AwsClients clients) {
        return new RedshiftHistory(
                clients, new RedshiftHistory.Settings(BUCKET, "warehouse", database, RedshiftServer.ROLE));
    }

    DatabaseSettings settings() {
        return TestDatabases.settings(port, authority, schema);
    }
}
