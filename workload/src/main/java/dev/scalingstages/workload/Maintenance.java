package dev.scalingstages.workload;

import dev.scalingstages.workload.aws.AwsClients;
import dev.scalingstages.workload.aws.DynamoLikes;
import dev.scalingstages.workload.aws.DynamoShardMap;
import dev.scalingstages.workload.aws.RedshiftHistory;
import dev.scalingstages.workload.configuration.Configuration;
import dev.scalingstages.workload.content.MaintenanceRequest;
import dev.scalingstages.workload.content.Pause;
import dev.scalingstages.workload.moves.AccountsMove;
import dev.scalingstages.workload.moves.Deadline;
import dev.scalingstages.workload.moves.LikesMove;
import dev.scalingstages.workload.moves.Plan;
import dev.scalingstages.workload.moves.Replicas;
import dev.scalingstages.workload.moves.ShardMover;
import dev.scalingstages.workload.moves.SideBySide;
import dev.scalingstages.workload.moves.Turns;
import dev.scalingstages.workload.mysql.Database;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Work on whole stores that a worker does when a message in the archive's queue asks for it: the nightly archive, and
 * spreading the contents of stage 5's single database over the stores of stage 6, which an operator requests once all
 * servers are of stage 6. Only one of them runs at a time, across all workers. Both may be killed at any moment; the
 * message is delivered again, and they continue.
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
     * With other time limits.
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
     * The remainder of a request when its run has ended.
     *
     * @param request empty when nothing is
     */
    record Left(Optional<MaintenanceRequest> request) {}

    /**
     * Works on a request until it is done, or its time is over.
     *
     * @return empty when other maintenance is at work
     */
    Optional<Left> run(MaintenanceRequest request, Deadline deadline) {
        // The database of accounts: a shard that is down must not block the others.
        try (Database common = databases.accountsForMaintenance()) {
            Turns turns = new Turns(common);
            return switch (request) {
                case MaintenanceRequest.Probe probe -> Optional.of(new Left(Optional.empty()));
                case MaintenanceRequest.Spread spread -> turns.take(() -> new Left(remainingSpread(deadline)));
                case MaintenanceRequest.Archive archive ->
                    // The one of the night before first: two would only take each other's turns.
                    archive.rest().isEmpty() && turns.archiveContinues()
                            ? Optional.empty()
                            : turns.take(() -> new Left(archive(archive, turns, deadline)));
            };
        }
    }

    private Optional<MaintenanceRequest> archive(MaintenanceRequest.Archive request, Turns turns, Deadline deadline) {
        if (request.rest().isPresent()) {
            turns.archiveContinues(true);
        }
        Optional<MaintenanceRequest> left = archive(request, deadline).map(Function.identity());
        turns.archiveContinues(left.isPresent());
        return left;
    }

    /**
     * Moves posts that are past the retention out of all shards.
     *
     * @return the rest of the request
     * @throws IllegalStateException before the operator has asked to spread: until then the step to stage 6 may still
     *     be rolled back, and servers of stage 5 find no post that has left MySQL
     */
    Optional<MaintenanceRequest.Archive> archive(MaintenanceRequest.Archive request, Deadline deadline) {
        requireSpread();
        Configuration.Archive settings =
                configuration.worker().flatMap(Configuration.Worker::archive).orElseThrow();
        Configuration.Warehouse warehouse = settings.warehouse();
        RedshiftHistory history = new RedshiftHistory(
                aws,
                new RedshiftHistory.Settings(
                        settings.bucket(), warehouse.workgroup(), warehouse.database(), warehouse.roleArn()));
        Instant before = clock.instant().minus(Duration.ofDays(request.retentionDays()));
        return with(
                databases.contentForMaintenance(),
                shards -> new NightlyArchive(shards, history, before).run(request, deadline));
    }

    private void requireSpread() {
        if (databases.isFederated()) {
            with(List.of(databases.accountsForMaintenance()), accounts -> {
                if (!AccountsMove.isDone(accounts.getFirst())) {
                    throw new IllegalStateException(
                            "nothing is archived before {\"job\":\"spread\"} was sent to this queue: as"
                                    + " long as the step to stage 6 can be taken back, MySQL keeps all posts");
                }
                return true;
            });
        }
    }

    private Optional<MaintenanceRequest> remainingSpread(Deadline deadline) {
        return spread(deadline) ? Optional.empty() : Optional.of(new MaintenanceRequest.Spread(Optional.empty()));
    }

    /**
     * Moves accounts, likes and buckets to where stage 6 keeps them; data that is already there stays. Writes to a
     * bucket wait while the last of it is copied and until all replicas of its new shard have it. Where one does not
     * follow within two minutes, the buckets that wait for it go back, and the message that asked for all this fails
     * and comes again.
     *
     * @return whether everything has been moved; false when the deadline came first
     */
    boolean spread(Deadline deadline) {
        return with(databases.contentForMaintenance(), shards -> {
            Database first = shards.getFirst();
            if (databases.isFederated()) {
                with(List.of(databases.accountsForMaintenance()), accounts -> {
                    AccountsMove move = new AccountsMove(first, accounts.getFirst(), grace);
                    while (!move.run()) {
                        Pause.of(BETWEEN_LOOKS);
                    }
                    return true;
                });
            }
            // Neither needs the other: likes are in separate tables, which do not move with the buckets.
            AtomicBoolean isDone = new AtomicBoolean(true);
            List<BooleanSupplier> moves = List.of(() -> moveLikes(deadline), () -> spreadBuckets(shards, deadline));
            SideBySide.run(moves, move -> {
                if (!move.getAsBoolean()) {
                    isDone.set(false);
                }
            });
            if (isDone.get()) {
                LOG.info("Accounts, likes and content are where stage 6 keeps them");
            }
            return isDone.get();
        });
    }

    private boolean moveLikes(Deadline deadline) {
        return configuration
                .countersTable()
                .map(table -> {
                    DynamoLikes likes = new DynamoLikes(aws, table, clock);
                    try (Database first = databases.firstForMaintenance()) {
                        if (!new LikesMove(first, likes).run(deadline)) {
                            return false;
                        }
                    }
                    likes.takeOver();
                    return true;
                })
                .orElse(true);
    }

    private boolean spreadBuckets(List<Database> shards, Deadline deadline) {
        return configuration
                .shardMapTable()
                .map(table -> spread(shards, new DynamoShardMap(aws, table, clock), deadline))
                .orElse(true);
    }

    private boolean spread(List<Database> shards, DynamoShardMap map, Deadline deadline) {
        Map<Integer, List<Database>> replicas = databases.replicasForMaintenance();
        return with(
                replicas.values().stream().flatMap(List::stream).toList(),
                all -> new ShardMover(shards, map, Replicas.observed(replicas, replicasLimit), grace)
                        .run(now -> Plan.spread(now, shards.size()), deadline));
    }

    private interface Work<T> {
        T on(List<Database> databases);
    }

    private static <T> T with(List<Database> databases, Work<T> work) {
        try {
            return work.on(databases);
        } finally {
            databases.forEach(Database::close);
        }
    }
}
