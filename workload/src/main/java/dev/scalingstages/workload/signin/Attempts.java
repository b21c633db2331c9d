package dev.scalingstages.workload.signin;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.scalingstages.workload.limits.Allowance;
import dev.scalingstages.workload.limits.Client;
import dev.scalingstages.workload.limits.TooManyException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * Slows down anyone who guesses passwords, without locking out users who know theirs.
 *
 * <p>Two limits. <b>One client at one account</b> has ten attempts, then one after a second, two, four, up to a minute,
 * until one succeeds or a quarter of an hour passes without any. <b>All clients together at one account</b> have,
 * beyond a first burst, one attempt a second by clients that have not tried it yet, and one in ten seconds by those
 * that have; so thousands of addresses get no further than one a second. Clients from which the account has signed in
 * within 30 days are exempt from the second limit: whatever strangers do elsewhere, an owner at a usual address signs
 * in, and one at a new address competes with other new addresses only.
 *
 * <p>An attempt counts from its begin, as many may be on their way at once. It is refused before the password is looked
 * at, and whether the account exists plays no part.
 *
 * <p>Counted in this process; a restart forgets. With several servers a guesser has as many times the limits. Tables
 * have a fixed size. An attempt that stays counted costs a hash, and a server makes fewer hashes in a quarter of an
 * hour than a table has entries, so a guesser cannot have the own entries pushed out.
 */
public final class Attempts {
    private static final int FREE = 10;
    private static final Duration LONGEST_WAIT = Duration.ofMinutes(1);
    private static final Duration FORGOTTEN = Duration.ofMinutes(15);

    /** As long as a session lasts: until then, its owner need not sign in again. */
    private static final Duration USUAL = SignIn.SESSION;

    /** 16 cores at four hashes a second make 57,600 in a quarter of an hour. An entry has about 150 bytes. */
    private static final int ENTRIES = 60_000;

    private static final int NEW_AT_ONCE = 30;
    private static final Duration BETWEEN_NEW = Duration.ofSeconds(1);
    private static final int AGAIN_AT_ONCE = 60;
    private static final Duration BETWEEN_AGAIN = Duration.ofSeconds(10);

    private static final int SIGN_UPS_AT_ONCE = 60;
    private static final Duration BETWEEN_SIGN_UPS = Duration.ofSeconds(10);

    private final InstantSource clock;
    private final byte[] salt = new byte[16];
    private final Cache<Key, Tries> tries = table(FORGOTTEN);
    private final Cache<Key, Account> accounts = table(FORGOTTEN);
    private final Cache<Key, Boolean> usual = table(USUAL);
    private final Cache<Client, Allowance> signUps = table(FORGOTTEN);

    /**
     * @param random makes the salt of the keys, so that nobody can choose two that collide
     */
    public Attempts(RandomGenerator random, InstantSource clock) {
        this.clock = clock;
        random.nextBytes(salt);
    }

    private static <K, V> Cache<K, V> table(Duration lifetime) {
        return Caffeine.newBuilder()
                .maximumSize(ENTRIES)
                .expireAfterAccess(lifetime)
                .build();
    }

    /** The first half of a hash: a key of the tables. */
    private record Key(long high, long low) implements Comparable<Key> {
        @Override
        public int compareTo(Key other) {
            return high == other.high ? Long.compare(low, other.low) : Long.compare(high, other.high);
        }
    }

    /** The attempts of one client at one account. */
    private record Tries(int count, Instant next) {
        private static final Tries NONE = new Tries(0, Instant.MIN);

        Tries more(Instant now) {
            int above = count + 1 - FREE;
            Duration wait = above < 0
                    ? Duration.ZERO
                    : Duration.ofSeconds(Math.min(1L << Math.min(above, 10), LONGEST_WAIT.toSeconds()));
            return new Tries(count + 1, now.plus(wait));
        }

        Tries less() {
            return count <= 1 ? null : new Tries(count - 1, Instant.MIN);
        }
    }

    /** The attempts that all clients together have at one account. */
    private record Account(Allowance first, Allowance again) {
        Account(Instant now) {
            this(new Allowance(NEW_AT_ONCE, BETWEEN_NEW, now), new Allowance(AGAIN_AT_ONCE, BETWEEN_AGAIN, now));
        }

        /** The allowance for a client, by how often it has tried before. */
        Allowance of(int before) {
            return before == 0 ? first : again;
        }
    }

    /**
     * Counts an attempt to sign in.
     *
     * @throws TooManyException when it comes too early; then it is not counted
     */
    void begin(String email, Client client) {
        Instant now = clock.instant();
        Key pair = key(email, client.name());
        boolean isUsual = isUsual(pair);
        tries.asMap().compute(pair, (key, before) -> {
            Tries known = before == null ? Tries.NONE : before;
            if (now.isBefore(known.next())) {
                throw tooMany(Duration.between(now, known.next()));
            }
            if (!isUsual) {
                Account account = accounts.get(key(email, ""), any -> new Account(now));
                account.of(known.count()).take(now).ifPresent(wait -> {
                    throw tooMany(wait);
                });
            }
            return known.more(now);
        });
    }

    /** Whether the account has signed in from there before. */
    boolean isUsual(String email, Client client) {
        return isUsual(key(email, client.name()));
    }

    private boolean isUsual(Key pair) {
        return usual.getIfPresent(pair) != null;
    }

    private static TooManyException tooMany(Duration wait) {
        return new TooManyException(wait, "There were too many attempts to sign in to this account. Try again later.");
    }

    /** The attempt had the right password: this client starts over. */
    void succeeded(String email, Client client) {
        Key pair = key(email, client.name());
        tries.invalidate(pair);
        usual.put(pair, true);
    }

    /** The password was not looked at, so nothing was found out, and nothing is taken from anybody. */
    void withdraw(String email, Client client) {
        Key pair = key(email, client.name());
        boolean isUsual = isUsual(pair);
        tries.asMap().computeIfPresent(pair, (key, known) -> {
            Account account = accounts.getIfPresent(key(email, ""));
            if (account != null && !isUsual) {
                account.of(known.count() - 1).giveBack();
            }
            return known.less();
        });
    }

    /**
     * Counts a sign-up, which reveals whether an email has an account: 60 at once, then six a minute from one client.
     *
     * @throws TooManyException when it comes too early
     */
    void signUp(Client client) {
        Instant now = clock.instant();
        Optional<Duration> wait = signUps.get(client, any -> new Allowance(SIGN_UPS_AT_ONCE, BETWEEN_SIGN_UPS, now))
                .take(now);
        if (wait.isPresent()) {
            throw new TooManyException(wait.get(), "There were too many sign-ups from this address. Try again later.");
        }
    }

    private Key key(String email, String client) {
        try {
            MessageDigest sha = MessageDigest.getInstance("SHA-256");
            sha.update(salt);
            sha.update(email.getBytes(StandardCharsets.UTF_8));
            sha.update((byte) 0);
            ByteBuffer hash = ByteBuffer.wrap(sha.digest(client.getBytes(StandardCharsets.UTF_8)));
            return new Key(hash.getLong(), hash.getLong());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    /** How many entries there are, of all tables. */
    long remembered() {
        for (Cache<?, ?> table : new Cache<?, ?>[] {tries, accounts, usual, signUps}) {
            table.cleanUp();
        }
        return tries.estimatedSize() + accounts.estimatedSize() + usual.estimatedSize() + signUps.estimatedSize();
    }
}
