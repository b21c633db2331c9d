package dev.scalingstages.workload;

import static dev.scalingstages.workload.http.Health.Dependency.untilAnswered;

import dev.scalingstages.workload.aws.AwsClients;
import dev.scalingstages.workload.aws.DynamoLikes;
import dev.scalingstages.workload.aws.DynamoShardMap;
import dev.scalingstages.workload.aws.Heartbeat;
import dev.scalingstages.workload.aws.SqsJobs;
import dev.scalingstages.workload.aws.SqsQueue;
import dev.scalingstages.workload.configuration.Configuration;
import dev.scalingstages.workload.configuration.Role;
import dev.scalingstages.workload.content.Accounts;
import dev.scalingstages.workload.content.Job;
import dev.scalingstages.workload.content.Jobs;
import dev.scalingstages.workload.content.Likes;
import dev.scalingstages.workload.content.Posts;
import dev.scalingstages.workload.content.Sessions;
import dev.scalingstages.workload.content.Timelines;
import dev.scalingstages.workload.http.Health;
import dev.scalingstages.workload.moves.AccountsMove;
import dev.scalingstages.workload.moves.AccountsUntilMoved;
import dev.scalingstages.workload.moves.LikesUntilMoved;
import dev.scalingstages.workload.moves.SessionsUntilMoved;
import dev.scalingstages.workload.moves.UntilMoved;
import dev.scalingstages.workload.mysql.MovingAccounts;
import dev.scalingstages.workload.mysql.MovingLikes;
import dev.scalingstages.workload.mysql.MovingSessions;
import dev.scalingstages.workload.mysql.MySqlAccounts;
import dev.scalingstages.workload.mysql.MySqlLikes;
import dev.scalingstages.workload.mysql.MySqlPosts;
import dev.scalingstages.workload.mysql.MySqlSessions;
import dev.scalingstages.workload.redis.CachedLikes;
import dev.scalingstages.workload.redis.CachedPosts;
import dev.scalingstages.workload.redis.CachedSessions;
import dev.scalingstages.workload.redis.CachedTimelines;
import dev.scalingstages.workload.redis.RedisCache;
import dev.scalingstages.workload.shards.ShardedPosts;
import dev.scalingstages.workload.worker.InlineJobs;
import dev.scalingstages.workload.worker.JobsForWorkers;
import dev.scalingstages.workload.worker.Worker;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/** The ports of this server: the adapters that the configuration selects, wrapped in one another. */
final class Stores implements AutoCloseable {
    private final Configuration configuration;
    private final Clock clock;
    private final AwsClients aws;
    private final Databases databases;
    private final Optional<RedisCache> cache;
    private final Posts posts;
    private final Likes likes;
    private final Timelines timelines;
    private final Photos photos;
    private final Worker worker;

    Stores(Configuration configuration, Clock clock, MeterRegistry meters) {
        this.configuration = configuration;
        this.clock = clock;
        this.aws = Clients.aws(configuration.aws());
        this.databases = new Databases(configuration, aws, clock, meters);
        this.cache = configuration
                .cache()
                .map(settings -> Clients.cache(settings, configuration.aws().region(), meters));
        if (cache.isPresent()) {
            CachedPosts cachedPosts = new CachedPosts(cache.get(), stored(), clock);
            CachedLikes cachedLikes = new CachedLikes(
                    cache.get(),
                    counted(),
                    configuration.countersTable().isPresent() ? CachedLikes.AN_HOUR : CachedLikes.WITH_A_PAGE);
            this.posts = cachedPosts;
            this.likes = cachedLikes;
            this.timelines = new CachedTimelines(cachedPosts, cachedLikes);
        } else {
            this.posts = stored();
            this.likes = counted();
            this.timelines = Timelines.of(posts, likes);
        }
        this.photos = new Photos(configuration, aws, clock);
        this.worker = new Worker(posts, photos.work(posts));
    }

    private Likes counted() {
        MySqlLikes first = new MySqlLikes(databases.content().getFirst());
        return configuration
                .countersTable()
                .<Likes>map(table -> {
                    DynamoLikes next = new DynamoLikes(aws, table, clock);
                    return new LikesUntilMoved(
                            new UntilMoved<>(new MovingLikes(first, next), next, next::hasTakenOver, clock));
                })
                .orElse(first);
    }

    private Posts stored() {
        List<MySqlPosts> shards = databases.content().stream()
                .map(database -> new MySqlPosts(database, database))
                .toList();
        return configuration.shardMapTable().isPresent()
                ? new ShardedPosts(
                        new DynamoShardMap(aws, configuration.shardMapTable().get(), clock), shards)
                : shards.getFirst();
    }

    Posts posts() {
        return posts;
    }

    Likes likes() {
        return likes;
    }

    Timelines timelines() {
        return timelines;
    }

    Photos photos() {
        return photos;
    }

    Worker worker() {
        return worker;
    }

    /** Accounts; in both databases while they move to a separate one. */
    Accounts accounts() {
        MySqlAccounts accounts = new MySqlAccounts(databases.accounts());
        return databases.isFederated()
                ? new AccountsUntilMoved(untilMoved(
                        new MovingAccounts(new MySqlAccounts(databases.content().getFirst()), accounts), accounts))
                : accounts;
    }

    /** Sessions; in both databases while they move together with the accounts. */
    Sessions sessions() {
        MySqlSessions stored = new MySqlSessions(databases.accounts(), clock);
        Sessions all = databases.isFederated()
                ? new SessionsUntilMoved(untilMoved(
                        new MovingSessions(new MySqlSessions(databases.content().getFirst(), clock), stored), stored))
                : stored;
        return cache.isPresent() ? new CachedSessions(cache.get(), all, clock) : all;
    }

    /** Accounts and sessions move together. */
    private <T> UntilMoved<T> untilMoved(T both, T next) {
        return new UntilMoved<>(both, next, () -> AccountsMove.isDone(databases.accounts()), clock);
    }

    /** Deletes the sessions that have expired. */
    void deleteExpiredSessions() {
        new MySqlSessions(databases.accounts(), clock).deleteExpired();
    }

    /**
     * Jobs by the queue while workers live, or at once. A post in the queue can be read from the cache already.
     */
    Jobs jobs() {
        Jobs inline = new InlineJobs(worker);
        return configuration
                .writesQueue()
                .<Jobs>map(queue -> new JobsForWorkers(
                        remembering(new SqsJobs(aws, queue)),
                        inline,
                        heartbeat().<Predicate<Job>>map(Stores::mayTake).orElse(job -> false)))
                .orElse(inline);
    }

    private static Predicate<Job> mayTake(Heartbeat heartbeat) {
        return job -> switch (job) {
            case Job.StorePost write -> heartbeat.isFresh();
            case Job.MakeThumbnail photo -> heartbeat.isFreshForPhotos();
        };
    }

    private Jobs remembering(Jobs queue) {
        return new Jobs() {
            @Override
            public Progress submit(Job job) {
                Progress progress = queue.submit(job);
                if (job instanceof Job.StorePost write && posts instanceof CachedPosts cached) {
                    cached.remember(write.post());
                }
                return progress;
            }

            @Override
            public boolean mayDefer() {
                return queue.mayDefer();
            }
        };
    }

    /** The workers' sign of life, where there are workers. */
    Optional<Heartbeat> heartbeat() {
        return configuration.shardMapTable().map(table -> new Heartbeat(aws, table, clock));
    }

    AwsClients aws() {
        return aws;
    }

    /** The archive and the moves, which work on whole stores. */
    Maintenance maintenance() {
        return new Maintenance(configuration, aws, databases, clock);
    }

    SqsQueue queue(SqsQueue.Settings settings, SqsQueue.Work work) {
        return new SqsQueue(aws, settings, work);
    }

    /** The databases, as readiness asks them. */
    List<Health.Dependency> databases() {
        return databases.dependencies();
    }

    /**
     * The dependencies that readiness checks: all that requests and jobs need, with the permissions that they need.
     * Redshift is left out, since a query would wake it, at the price of a minute at least; when it fails, the
     * archive's dead letters show it.
     */
    List<Health.Dependency> dependencies() {
        List<Health.Dependency> all = new ArrayList<>(databases());
        boolean writes = !configuration.roles().equals(Set.of(Role.READ_API));
        configuration
                .countersTable()
                .map(table -> new DynamoLikes(aws, table, clock))
                .ifPresent(table -> all.add(untilAnswered("counters table", () -> table.ask(writes))));
        configuration
                .shardMapTable()
                .map(table -> new DynamoShardMap(aws, table, clock))
                .ifPresent(table -> all.add(untilAnswered(
                        "shard map table", () -> table.ask(configuration.roles().contains(Role.WORKER)))));
        if (writes) {
            all.addAll(photos.dependencies());
        }
        if (configuration.roles().contains(Role.WRITE_API)) {
            configuration
                    .writesQueue()
                    .map(queue -> new SqsJobs(aws, queue))
                    .ifPresent(queue -> all.add(untilAnswered("writes queue", queue::ask)));
        }
        cache.ifPresent(redis -> all.add(new Health.Dependency("cache", false, () -> ask(redis))));
        return all;
    }

    private static void ask(RedisCache cache) {
        if (cache.get(RedisCache.Copy.ANY, "health").join().isDown()) {
            throw new IllegalStateException("no answer");
        }
    }

    @Override
    public void close() {
        photos.close();
        databases.close();
        cache.ifPresent(RedisCache::close);
        aws.close();
    }
}
