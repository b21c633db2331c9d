package dev.scalingstages.workload;

import dev.scalingstages.workload.aws.Heartbeat;
import dev.scalingstages.workload.aws.Messages;
import dev.scalingstages.workload.aws.SqsQueue;
import dev.scalingstages.workload.aws.SqsRequests;
import dev.scalingstages.workload.configuration.Configuration;
import dev.scalingstages.workload.configuration.Role;
import dev.scalingstages.workload.http.Health;
import dev.scalingstages.workload.http.HttpServer;
import dev.scalingstages.workload.http.ReadApi;
import dev.scalingstages.workload.http.Routes;
import dev.scalingstages.workload.http.WriteApi;
import dev.scalingstages.workload.monitoring.EmbeddedMetrics;
import dev.scalingstages.workload.signin.Passwords;
import dev.scalingstages.workload.signin.SignIn;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Everything that runs in this process, from start to stop. */
final class Server implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Server.class);

    /** A batch of posts takes milliseconds; a photo a second, and never more than 100 (decoding.Decoders, twice). */
    private static final Duration WRITES_HIDDEN = Duration.ofSeconds(30);

    private static final String WRITES = "writes queue";
    private static final Duration PHOTOS_HIDDEN = Duration.ofMinutes(2);
    private static final int BATCHES_OF_WRITES = 4;
    private static final int LARGEST_BATCH = 10;
    private static final Duration MAINTENANCE_HIDDEN = Duration.ofMinutes(10);
    private static final Duration BETWEEN_DELETIONS = Duration.ofHours(1);
    private static final Duration UNTIL_UPLOADS_ARE_REMOVED = Duration.ofMinutes(1);
    private static final Duration BETWEEN_BEATS = Duration.ofMillis(500);

    /** A queue without messages answers each ten seconds; one whose batches take their time, each minute. */
    private static final Duration LONGEST_SILENCE = Duration.ofSeconds(60);

    private final Configuration configuration;
    private final Health health;
    private final List<HttpServer> listeners = new ArrayList<>();

    /** When a worker last said, or tried to say, that it lives; 0 before that. */
    private volatile long lastBeat;

    /** Resources to close once nothing is served any more, in reverse order of opening. */
    private final Deque<AutoCloseable> opened = new ArrayDeque<>();

    /** Starts. Dependencies may become available later; until then the server is not ready. */
    Server(Configuration configuration) {
        this.configuration = configuration;
        Logger lines = LoggerFactory.getLogger("metrics");
        MeterRegistry meters = new EmbeddedMetrics(
                configuration.monitoring().namespace(),
                configuration.monitoring().role(),
                io.micrometer.core.instrument.Clock.SYSTEM,
                lines::info);
        opened.push(meters::close);
        Gauge.builder("memory.heap", Server::heap).register(meters);
        Stores stores = open(new Stores(configuration, Clock.systemUTC(), meters));
        Set<Role> roles = configuration.roles();
        Map<String, SqsQueue> queues = roles.contains(Role.WORKER) ? queues(stores) : Map.of();
        List<Health.Dependency> dependencies = new ArrayList<>(stores.dependencies());
        queues.forEach((name, queue) -> dependencies.add(Health.Dependency.untilAnswered(name, queue::ask)));
        this.health = open(new Health(dependencies));
        queues.values().forEach(queue -> open(queue).start());
        if (roles.contains(Role.WORKER)) {
            stores.heartbeat().ifPresent(heartbeat -> beat(heartbeat, queues.get(WRITES)));
        }
        if (roles.contains(Role.WRITE_API)) {
            listen(configuration.listening().port(), writeApi(stores), meters);
            deleteExpiredSessions(stores);
            every(
                    "unfinished-uploads",
                    UNTIL_UPLOADS_ARE_REMOVED,
                    BETWEEN_DELETIONS,
                    stores.photos()::removeUnfinished);
        }
        if (roles.contains(Role.READ_API)) {
            boolean isWithWriteApi = roles.contains(Role.WRITE_API);
            listen(
                    isWithWriteApi
                            ? configuration.listening().readPort()
                            : configuration.listening().port(),
                    readApi(stores),
                    meters);
        }
        if (listeners.isEmpty()) {
            listen(configuration.listening().port(), new Routes(), meters);
        }
        LOG.info("Started as {}", roles.stream().map(Role::text).sorted().toList());
    }

    private static double heap() {
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }

    private <T extends AutoCloseable> T open(T resource) {
        opened.push(resource);
        return resource;
    }

    private void listen(int port, Routes routes, MeterRegistry meters) {
        Configuration.Listening listening = configuration.listening();
        HttpServer.Settings settings = new HttpServer.Settings(port, listening.inFlight(), listening.drain());
        listeners.add(new HttpServer(settings, routes, health, meters));
    }

    private Routes readApi(Stores stores) {
        return new ReadApi(
                        stores.posts(),
                        stores.timelines(),
                        stores.likes(),
                        stores.photos().files(),
                        configuration.replicas(),
                        Clock.systemUTC())
                .routes();
    }

    private Routes writeApi(Stores stores) {
        SecureRandom random = new SecureRandom();
        Clock clock = Clock.systemUTC();
        Passwords passwords = open(new Passwords(random));
        SignIn signIn = new SignIn(stores.accounts(), stores.sessions(), passwords, random, clock);
        return new WriteApi(
                        signIn,
                        stores.posts(),
                        stores.likes(),
                        stores.photos().files(),
                        stores.jobs(),
                        stores.photos().uploads(),
                        configuration.listening().readOnly(),
                        random,
                        clock)
                .routes();
    }

    /** The queues that a worker works on, by their names. */
    private Map<String, SqsQueue> queues(Stores stores) {
        Configuration.Worker worker = configuration.worker().orElseThrow();
        Map<String, SqsQueue> queues = new LinkedHashMap<>();
        queues.put(
                WRITES,
                stores.queue(
                        new SqsQueue.Settings(worker.writesQueue(), BATCHES_OF_WRITES, LARGEST_BATCH, WRITES_HIDDEN),
                        message -> Messages.write(message).ifPresent(stores.worker()::work)));
        queues.put(
                "photos queue",
                stores.queue(
                        new SqsQueue.Settings(
                                worker.photosQueue(), 1, stores.photos().places(), PHOTOS_HIDDEN),
                        message -> Messages.uploads(message).forEach(stores.worker()::work)));
        worker.archive()
                .ifPresent(archive -> queues.put(
                        "archive queue",
                        stores.queue(
                                new SqsQueue.Settings(archive.queue(), 1, 1, MAINTENANCE_HIDDEN),
                                message -> maintenance(stores, archive).on(Messages.maintenance(message)))));
        return queues;
    }

    private static MaintenanceRuns maintenance(Stores stores, Configuration.Archive archive) {
        SqsRequests queue = new SqsRequests(stores.aws(), archive.queue());
        return new MaintenanceRuns(stores.maintenance()::run, queue::send, Clock.systemUTC());
    }

    /** Writes the worker's heartbeat periodically, while it is ready and the queue answers it. */
    private void beat(Heartbeat heartbeat, SqsQueue writes) {
        every("heartbeat", Duration.ZERO, BETWEEN_BEATS, () -> {
            long now = System.nanoTime();
            boolean isDue = lastBeat == 0 || now - lastBeat >= Heartbeat.PERIOD.toNanos();
            if (isDue && health.isReady() && writes.answeredWithin(LONGEST_SILENCE)) {
                lastBeat = now;
                heartbeat.beat();
            }
        });
    }

    /** Every server does this, starting at a random time; sessions that one has deleted the others do not find. */
    private void deleteExpiredSessions(Stores stores) {
        Duration first = Duration.ofSeconds(new SecureRandom().nextLong(BETWEEN_DELETIONS.toSeconds()));
        every("expired-sessions", first, BETWEEN_DELETIONS, stores::deleteExpiredSessions);
    }

    /** Runs work periodically; a failure is logged, and the work is tried again next time. */
    private void every(String name, Duration first, Duration between, Runnable work) {
        ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(
                Thread.ofPlatform().daemon().name(name).factory());
        opened.push(timer::shutdownNow);
        timer.scheduleWithFixedDelay(
                () -> {
                    try {
                        work.run();
                    } catch (RuntimeException e) {
                        LOG.warn("{} fails, and is tried again in {} s", name, between.toSeconds(), e);
                    }
                },
                first.toMillis(),
                between.toMillis(),
                TimeUnit.MILLISECONDS);
    }

    /**
     * Keeps serving while load balancers notice, answers the requests in flight, and closes everything. A resource that
     * fails to close is logged and does not keep the rest from closing.
     */
    @Override
    public void close() {
        LOG.info("Stopping");
        health.drain();
        if (!configuration.roles().equals(Set.of(Role.WORKER))) {
            pause(configuration.listening().drain());
        }
        List<Thread> stopping = listeners.stream()
                .map(listener -> Thread.ofPlatform().start(listener::close))
                .toList();
        stopping.forEach(Server::join);
        opened.forEach(Server::close);
        LOG.info("Stopped");
    }

    private static void close(AutoCloseable resource) {
        try {
            resource.close();
        } catch (Exception e) {
            LOG.warn("{} does not close", resource.getClass().getSimpleName(), e);
        }
    }

    private static void pause(Duration duration) {
        try {
            Thread.sleep(duration);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
