package dev.scalingstages.workload.moves;

import dev.scalingstages.workload.aws.AwsClients;
import dev.scalingstages.workload.aws.AwsClients.Service;
import dev.scalingstages.workload.aws.DynamoLikes;
import dev.scalingstages.workload.aws.TestClients;
import dev.scalingstages.workload.aws.TestTables;
import dev.scalingstages.workload.mysql.Database;
import dev.scalingstages.workload.mysql.DatabaseSettings;
import dev.scalingstages.workload.mysql.TestDatabases;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** One database and what is split from it, in a form that fits on a command line; and a process that splits it. */
record Federation(int port, Path authority, String old, String next, URI dynamo) {
    List<String> arguments() {
        return List.of(Integer.toString(port), authority.toString(), old, next, dynamo.toString());
    }

    public static void main(String[] arguments) {
        Federation places = new Federation(
                Integer.parseInt(arguments[0]),
                Path.of(arguments[1]),
                arguments[2],
                arguments[3],
                URI.create(arguments[4]));
        try (AwsClients clients = places.clients();
                Database old = new Database(places.settings(places.old()).forMaintenance());
                Database next = new Database(places.settings(places.next()).forMaintenance())) {
            DynamoLikes likes = places.likes(clients);
            System.out.println(Child.BEGIN);
            boolean done = new AccountsMove(old, next, Duration.ZERO).run();
            new LikesMove(old, likes).run(Deadline.never());
            System.out.println(done ? "done" : "not done");
        }
    }

    AwsClients clients() {
        return TestClients.of(Map.of(Service.DYNAMODB, dynamo));
    }

    DynamoLikes likes(AwsClients clients) {
        return new DynamoLikes(clients, TestTables.COUNTERS, Clock.systemUTC());
    }

    DatabaseSettings settings(String schema) {
        return TestDatabases.settings(port, authority, schema);
    }
}
