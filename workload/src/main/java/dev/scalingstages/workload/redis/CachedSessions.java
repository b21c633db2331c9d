package dev.scalingstages.workload.redis;

import dev.scalingstages.workload.content.AccountId;
import dev.scalingstages.workload.content.Session;
import dev.scalingstages.workload.content.Sessions;
import dev.scalingstages.workload.content.TokenHash;
import dev.scalingstages.workload.redis.CacheMetrics.Kind;
import dev.scalingstages.workload.redis.CacheMetrics.Outcome;
import dev.scalingstages.workload.redis.RedisCache.Copy;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * Sessions with a cache in front. The store keeps each; the cache saves asking it with each request.
 *
 * <p>A session that ended must not come back. So none is held in this process, where no other server could end it; and
 * the cache keeps a note of the end, over which a reader cannot write what it read before, or what a replica still has.
 * When the cache cannot take the note, it is sent until the last cached session would be gone, as {@link OwnWrites}
 * describes.
 */
public final class CachedSessions implements Sessions {
    /** How long a session is cached: at the longest it outlives its end by that, when server and cache both fail. */
    private static final Duration LIFETIME = Duration.ofMinutes(5);

    /** Far longer than a replica lags and a reader takes to fill in. */
    private static final Duration NOTE_OF_END = Duration.ofMinutes(15);

    private final RedisCache cache;
    private final Sessions store;
    private final InstantSource clock;
    private final OwnWrites ownWrites = new OwnWrites();

    public CachedSessions(RedisCache cache, Sessions store, InstantSource clock) {
        this.cache = cache;
        this.store = store;
        this.clock = clock;
    }

    @Override
    public void start(TokenHash token, Session session) {
        store.start(token, session);
        Duration lifetime = lifetime(session);
        if (lifetime.toMillis() > 0) {
            // Should it come late, a note of the end stays.
            cache.setIfAbsent(Keys.session(token), Encoding.session(session), lifetime)
                    .join();
        }
    }

    private Duration lifetime(Session session) {
        Duration left = Duration.between(clock.instant(), session.expiresAt());
        return left.compareTo(LIFETIME) < 0 ? left : LIFETIME;
    }

    @Override
    public Optional<Session> find(TokenHash token) {
        Reply<Optional<Session>> reply =
                cache.get(Copy.MASTER, Keys.session(token)).join().map(Encoding::session);
        Optional<Optional<Session>> cached = reply.found();
        Outcome outcome = reply.isDown() ? Outcome.DOWN : cached.isPresent() ? Outcome.HIT : Outcome.MISS;
        cache.metrics().asked(Kind.SESSION, outcome);
        return cached.orElseGet(() -> load(token))
                .filter(session -> session.expiresAt().isAfter(clock.instant()));
    }

    private Optional<Session> load(TokenHash token) {
        Optional<Session> stored = store.find(token);
        stored.filter(session -> lifetime(session).toMillis() > 0)
                .ifPresent(session ->
                        cache.setIfAbsent(Keys.session(token), Encoding.session(session), lifetime(session)));
        return stored;
    }

    @Override
    public void end(TokenHash token) {
        store.end(token);
        ownWrites.leave(() -> note(token), LIFETIME);
    }

    @Override
    public List<TokenHash> endBatch(AccountId account, TokenHash except, int most) {
        List<TokenHash> ended = store.endBatch(account, except, most);
        if (!ended.isEmpty()) {
            ownWrites.leave(
                    () -> ended.stream()
                            .map(this::note)
                            .reduce((left, right) ->
                                    left.thenCombine(right, (one, other) -> one.isDown() ? one : other))
                            .orElseThrow(),
                    LIFETIME);
        }
        return ended;
    }

    private CompletableFuture<Reply<Boolean>> note(TokenHash token) {
        return cache.set(Keys.session(token), Encoding.endedSession(), NOTE_OF_END);
    }
}
