package dev.scalingstages.workload;

import dev.scalingstages.workload.aws.AwsClients;
import dev.scalingstages.workload.aws.DynamoLikes;
import dev.scalingstages.workload.aws.DynamoShardMap;
import dev.scalingstages.workload.aws.RedshiftHistory;
import dev.scalingstages.workload.configuration.Configuration;
import dev.scalingstages.workload.content.Buckets;
import dev.scalingstages.workload.content.Pause;
import dev.scalingstages.workload.moves.AccountsMove;
import dev.scalingstages.workload.moves.Archive;
import dev.scalingstages.workload.moves.Deadline;
import dev.scalingstages.workload.moves.LikesMove;
import dev.scalingstages.workload.moves.Plan;
import dev.scalingstages.workload.moves.Replicas;
import dev.scalingstages.workload.moves.ShardMover;
import dev.scalingstages.workload.mysql.Database;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a worker does to the stores as a whole, when a message of the archive's queue asks for it: the nightly archive, and
 * the spreading of what stage 5 kept in one database over the stores of stage 6, which an operator asks for once all
 * servers are of stage 6. Both may be killed at any moment; the message comes again, and they go on.
 */
final class Maintenance {
    private static final Logger LOG = LoggerFactory.getLogger(Maintenance.class);

    /** Servers' maps are two seconds old at most; requests in flight take four seconds more. */
    private static final Duration GRACE = Duration.ofSeconds(30);

    private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(10);

    private final Configuration configuration;
    private final AwsClients aws;
    private final Databases databases;
    private final Clock clock;
    private final Duration replicasLimit;
    private final Duration grace;

    Maintenance(Configuration configuration, AwsClients aws, Databases databases, Clock clock) {
        this(configuration, aws, databases, clock, Replicas.LIMIT, GRACE);
    }

    /**
     * With times of one's own.
     *
     * @param replicasLimit how long to wait for a replica, for which writes to a bucket wait too
     * @param grace how long old rows stay for readers that do not know yet
     */
    Maintenance(
            Configuration configuration,
            AwsClients aws,
            Databases databases,
            Clock clock,
            Duration replicasLimit,
            Duration grace) {
        this.configuration = configuration;
        this.aws = aws;
        this.databases = databases;
        this.clock = clock;
        this.replicasLimit = replicasLimit;
        this.grace = grace;
    }

    /**
     * Takes posts that are older out of all shards. What fails in one keeps no other from it; then the message that
     * asked for it fails too, comes again, and ends among the dead letters, which have an alarm.
     *
     * @throws IllegalStateException before the operator has asked to spread: until then the step to stage 6 may still be
     *     rolled back, and servers of stage 5 find no post that has left MySQL
     */
    void archive(Configuration.Archive settings, int retentionDays) {
        requireSpread();
        Configuration.Warehouse warehouse = settings.warehouse();
        RedshiftHistory history = new RedshiftHistory(
                aws,
                new RedshiftHistory.Settings(
                        settings.bucket(), warehouse.workgroup(), warehouse.database(), warehouse.roleArn()));
        with(databases.contentForMaintenance(), shards -> {
            List<RuntimeException> failures = new ArrayList<>();
            for (int number = 1; number <= shards.size(); number++) {
                try {
                    Archive.Result result = new Archive(shards.get(number - 1), history)
                            .run(
                                    clock.instant().minus(Duration.ofDays(retentionDays)),
                                    0,
                                    Buckets.COUNT - 1,
                                    Deadline.never());
                    LOG.info("{} posts of shard {} went to history", result.posts(), number);
                    result.failures().tell();
                } catch (RuntimeException e) {
                    LOG.error("shard {} is not archived as a whole: {}", number, e.getMessage());
                    failures.add(e);
                }
            }
            tell(failures);
        });
    }

    private void requireSpread() {
        if (databases.isFederated()) {
            with(List.of(databases.accountsForMaintenance()), accounts -> {
                if (!AccountsMove.isDone(accounts.getFirst())) {
                    throw new IllegalStateException(
                            "nothing is archived before {\"job\":\"spread\"} was sent to this queue: as"
                                    + " long as the step to stage 6 can be taken back, MySQL keeps all posts");
                }
            });
        }
    }

    /**
     * Moves accounts, likes and buckets to where stage 6 keeps them; what is there stays there. Writes to a bucket wait
     * while the last of it is copied and until all replicas of its new shard have it. Where one does not follow within
     * two minutes, the buckets that wait for it go back, and the message that asked for all this fails and comes again.
     */
    void spread() {
        with(databases.contentForMaintenance(), shards -> {
            Database first = shards.getFirst();
            if (databases.isFederated()) {
                with(List.of(databases.accountsForMaintenance()), accounts -> {
                    AccountsMove move = new AccountsMove(first, accounts.getFirst(), grace);
                    while (!move.run()) {
                        Pause.of(BETWEEN_LOOKS);
                    }
                });
            }
            configuration.countersTable().ifPresent(table -> {
                DynamoLikes likes = new DynamoLikes(aws, table, clock);
                new LikesMove(first, likes, likes::holds).run();
                likes.takeOver();
            });
            configuration.shardMapTable().ifPresent(table -> spread(shards, new DynamoShardMap(aws, table, clock)));
        });
        LOG.info("Accounts, likes and content are where stage 6 keeps them");
    }

    private void spread(List<Database> shards, DynamoShardMap map) {
        Map<Integer, List<Database>> replicas = databases.replicasForMaintenance();
        with(
                replicas.values().stream().flatMap(List::stream).toList(),
                all -> new ShardMover(shards, map, Replicas.observed(replicas, replicasLimit), grace)
                        .run(now -> Plan.spread(now, shards.size())));
    }

    private static void tell(List<RuntimeException> failures) {
        if (!failures.isEmpty()) {
            RuntimeException first = failures.getFirst();
            failures.stream().skip(1).forEach(first::addSuppressed);
            throw first;
        }
    }

    private interface Work {
        void on(List<Database> databases);
    }

    private static void with(List<Database> databases, Work work) {
        try {
            work.on(databases);
        } finally {
            databases.forEach(Database::close);
        }
    }
}
