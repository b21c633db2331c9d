package dev.scalingstages.workload.content;

import java.time.Instant;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/** Accounts and posts for tests. Each test has its own seed, so that tests of one server do not meet. */
public final class Samples {
    /** When the first post is written; each later one is a second later. */
    public static final Instant START = Instant.parse("2026-11-01T12:00:00.123Z");

    private final RandomGenerator random;
    private int posts;

    /** Samples that are the same for the same seed. */
    public Samples(long seed) {
        this.random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
    }

    /** A seed of a test's name. */
    public Samples(String test) {
        this(test.hashCode());
    }

    /** A key of an account. */
    public AccountId accountId() {
        return AccountId.random(random);
    }

    /** An account with an email that no other sample has. */
    public Account account() {
        AccountId id = accountId();
        return new Account(id, id + "@example.com", "Zoë 🦊 " + id, "$hash$" + id, START);
    }

    /** A post without a photo. */
    public Post post(AccountId owner) {
        return post(owner, PhotoState.NONE);
    }

    /** A post, a second later than the one before. */
    public Post post(AccountId owner, PhotoState photo) {
        PostId id = PostId.create(owner, START.plusSeconds(posts++), random);
        return new Post(id, owner, "Zoë 🦊", "Post " + posts + " of " + owner, photo);
    }
}
