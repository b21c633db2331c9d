package dev.scalingstages.workload.moves;

import dev.scalingstages.workload.aws.AwsClients;
import dev.scalingstages.workload.aws.AwsClients.Service;
import dev.scalingstages.workload.aws.S3Files;
import dev.scalingstages.workload.aws.TestClients;
import dev.scalingstages.workload.content.Files;
import dev.scalingstages.workload.disk.DiskFiles;
import dev.scalingstages.workload.moves.Outcome.Result;
import dev.scalingstages.workload.mysql.DatabaseSettings;
import dev.scalingstages.workload.mysql.TestDatabases;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A box and what it moves to, in a form that fits on a command line; and a process that moves it. */
record SeparateStorage(int port, Path authority, String source, String target, Path folder, URI s3, String bucket) {
    private static final int ATTEMPTS = 3;

    List<String> arguments() {
        return List.of(
                Integer.toString(port), authority.toString(), source, target, folder.toString(), s3.toString(), bucket);
    }

    static SeparateStorage of(String... arguments) {
        return new SeparateStorage(
                Integer.parseInt(arguments[0]),
                Path.of(arguments[1]),
                arguments[2],
                arguments[3],
                Path.of(arguments[4]),
                URI.create(arguments[5]),
                arguments[6]);
    }

    public static void main(String[] arguments) {
        SeparateStorage places = of(arguments);
        try (AwsClients clients = places.clients()) {
            MoveToSeparateStorage move = places.mover(places.objects(clients));
            System.out.println(Child.BEGIN);
            // As often as the boot script does: a lock of a mover that was killed, or a slow machine, is no end of it.
            Outcome outcome = move.move();
            for (int attempt = 2; attempt <= ATTEMPTS && outcome.result() == Result.FAILED; attempt++) {
                outcome = move.move();
            }
            System.out.println(outcome.result() == Result.MOVED ? "MOVED" : outcome.result() + ": " + outcome.reason());
        }
    }

    AwsClients clients() {
        return TestClients.of(Map.of(Service.S3, s3));
    }

    Files objects(AwsClients clients) {
        return new S3Files(clients, bucket, Optional.empty(), Clock.systemUTC());
    }

    DiskFiles files() {
        return new DiskFiles(folder.resolve("files"), new byte[32], Clock.systemUTC());
    }

    MoveToSeparateStorage mover(Files objects) {
        return new MoveToSeparateStorage(settings(source), files(), settings(target), objects, bucket, marker());
    }

    Outcome reopen() {
        return MoveToSeparateStorage.reopen(settings(source), files(), marker());
    }

    Path marker() {
        return folder.resolve("moved");
    }

    DatabaseSettings settings(String schema) {
        return TestDatabases.settings(port, authority, schema);
    }
}
