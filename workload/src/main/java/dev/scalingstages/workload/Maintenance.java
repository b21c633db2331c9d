package dev.scalingstages.workload;

import dev.scalingstages.workload.aws.AwsClients;
import dev.scalingstages.workload.aws.DynamoLikes;
import dev.scalingstages.workload.aws.DynamoShardMap;
import dev.scalingstages.workload.aws.RedshiftHistory;
import dev.scalingstages.workload.configuration.Configuration;
import dev.scalingstages.workload.content.Pause;
import dev.scalingstages.workload.moves.AccountsMove;
import dev.scalingstages.workload.moves.Archive;
import dev.scalingstages.workload.moves.LikesMove;
import dev.scalingstages.workload.moves.Plan;
import dev.scalingstages.workload.moves.Replicas;
import dev.scalingstages.workload.moves.ShardMover;
import dev.scalingstages.workload.mysql.Database;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
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

    /** A replica leaves its load balancer when it lags by 30 seconds, which is looked at once a minute. */
    private static final Duration REPLICAS_LAG = Duration.ofMinutes(2);

    private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(10);

    private final Configuration configuration;
    private final AwsClients aws;
    private final Databases databases;
    private final Clock clock;
    private final Duration replicasLag;
    private final Duration grace;

    Maintenance(Configuration configuration, AwsClients aws, Databases databases, Clock clock) {
        this(configuration, aws, databases, clock, REPLICAS_LAG, GRACE);
    }

    /**
     * With times of one's own.
     *
     * @param replicasLag how long a replica may lag that still serves
     * @param grace how long old rows stay for readers that do not know yet
     */
    Maintenance(
            Configuration configuration,
            AwsClients aws,
            Databases databases,
            Clock clock,
            Duration replicasLag,
            Duration grace) {
        this.configuration = configuration;
        this.aws = aws;
        this.databases = databases;
        this.clock = clock;
        this.replicasLag = replicasLag;
        this.grace = grace;
    }

    /** Takes posts that are older out of all shards. */
    void archive(Configuration.Archive settings, int retentionDays) {
        Configuration.Warehouse warehouse = settings.warehouse();
        RedshiftHistory history = new RedshiftHistory(
                aws,
                new RedshiftHistory.Settings(
                        settings.bucket(), warehouse.workgroup(), warehouse.database(), warehouse.roleArn()));
        with(databases.contentForMaintenance(), shards -> {
            for (Database shard : shards) {
                long posts = new Archive(shard, history).run(clock.instant().minus(Duration.ofDays(retentionDays)));
                LOG.info("{} posts went to history", posts);
            }
        });
    }

    /**
     * Moves accounts, likes and buckets to where stage 6 keeps them; what is there stays there. Eight buckets at a time take
     * two minutes and what copying takes, for which writes to them wait: workers cannot ask the replicas, and so wait for as
     * long as one may lag. Over four shards that is three to four hours, while all serves.
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
            });
            configuration
                    .shardMapTable()
                    .ifPresent(table -> new ShardMover(
                                    shards, new DynamoShardMap(aws, table, clock), Replicas.lagging(replicasLag), grace)
                            .run(map -> Plan.spread(map, shards.size())));
        });
        LOG.info("Accounts, likes and content are where stage 6 keeps them");
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
