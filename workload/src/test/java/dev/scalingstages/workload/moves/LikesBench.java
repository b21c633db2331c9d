package dev.scalingstages.workload.moves;

import dev.scalingstages.workload.aws.DynamoLikes;
import dev.scalingstages.workload.aws.TestTables;
import dev.scalingstages.workload.content.AccountId;
import dev.scalingstages.workload.content.MovedLikes;
import dev.scalingstages.workload.content.Pause;
import dev.scalingstages.workload.content.PostId;
import dev.scalingstages.workload.mysql.Database;
import dev.scalingstages.workload.mysql.Migrations;
import dev.scalingstages.workload.mysql.TestDatabases;
import dev.scalingstages.workload.mysql.copy.KeyRange;
import dev.scalingstages.workload.mysql.copy.Row;
import dev.scalingstages.workload.mysql.copy.Table;
import dev.scalingstages.workload.mysql.copy.Transactions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/**
 * Measures how fast likes move, and prints Markdown; {@code bin/bench/likes} starts it. Once into dynalite, an emulator whose
 * transactions run one after the other, and once into a store that does nothing but take as long as DynamoDB is assumed to:
 * 15 ms for a transaction, 5 ms for a read.
 */
public final class LikesBench {
    private static final int LIKES = Integer.getInteger("bench.likes", 4_000);
    private static final Duration TRANSACTION = Duration.ofMillis(15);
    private static final Duration READ = Duration.ofMillis(5);
    private static final Instant NOW = Instant.parse("2026-11-01T00:00:00Z");

    private final Random random = new Random(2);

    public static void main(String[] arguments) throws Exception {
        System.out.println("| Into | Likes of a post | likes | seconds | likes/s |");
        System.out.println("| --- | ---: | ---: | ---: | ---: |");
        try (TestTables tables = new TestTables()) {
            DynamoLikes likes = new DynamoLikes(tables.clients(), TestTables.COUNTERS, Clock.systemUTC());
            LikesBench bench = new LikesBench();
            bench.measure("warm-up", 5, 500, likes);
            for (int each : new int[] {1, 5, 1_000}) {
                bench.measure("dynalite", each, LIKES, likes);
            }
            for (int each : new int[] {1, 5, 1_000}) {
                bench.measure("15 ms a transaction", each, 5 * LIKES, new Slow());
            }
        }
    }

    private void measure(String name, int each, int count, MovedLikes next) {
        try (Database old =
                new Database(TestDatabases.newSchema(Migrations.Kind.FIRST).forMaintenance())) {
            fill(old, each, count);
            long start = System.nanoTime();
            new LikesMove(old, next).run(Deadline.never());
            double seconds = (System.nanoTime() - start) / 1e9;
            System.out.printf("| %s | %d | %d | %.1f | %.0f |%n", name, each, count, seconds, count / seconds);
        }
    }

    private void fill(Database old, int each, int count) {
        List<Row> likes = new ArrayList<>();
        Map<PostId, Long> counts = new LinkedHashMap<>();
        for (int i = 0; i < count / each; i++) {
            PostId post = PostId.create(account(), NOW.plusMillis(i), random);
            counts.put(post, (long) each);
            for (int j = 0; j < each; j++) {
                likes.add(new Row(post.bytes(), KeyRange.unsigned(account())));
            }
        }
        old.run(connection -> {
            Transactions.run(connection, () -> {
                Table.LIKES.insert(connection, likes);
                Table.LIKE_COUNTS.insert(
                        connection,
                        counts.entrySet().stream()
                                .map(post -> new Row(post.getKey().bytes(), post.getValue()))
                                .toList());
            });
            return true;
        });
    }

    private AccountId account() {
        return new AccountId(random.nextLong());
    }

    /** Takes its time, and nothing else. */
    private static final class Slow implements MovedLikes {
        @Override
        public void add(Collection<Like> likes) {
            Pause.of(TRANSACTION);
            Pause.of(READ);
        }

        @Override
        public Optional<Like> firstMissing(Collection<Like> likes) {
            Pause.of(READ);
            return Optional.empty();
        }
    }
}
