package dev.scalingstages.workload.signin;

import dev.scalingstages.workload.content.UnavailableException;
import dev.scalingstages.workload.limits.Client;
import dev.scalingstages.workload.limits.FairThreads;
import dev.scalingstages.workload.limits.TooManyException;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.text.Normalizer;
import java.util.Base64;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;

/**
 * Hashes of passwords: PBKDF2 with HMAC-SHA-256, a salt of 128 bits and 600,000 rounds, as OWASP's Password Storage
 * Cheat Sheet asks for. In text: {@code pbkdf2-sha256$600000$<salt>$<hash>}, so that the cost can rise without touching
 * what is stored.
 *
 * <p>A hash takes a core about a quarter of a second. At most as many are made at once as there are cores, on separate
 * threads. 16 may wait for each core (about four seconds), two of them of one client; clients take turns, as {@link
 * FairThreads} describes, so a guesser waits for its own guesses and others pass.
 */
public final class Passwords implements AutoCloseable {
    private static final String NAME = "pbkdf2-sha256";
    private static final int ROUNDS = 600_000;
    private static final int SALT_BYTES = 16;
    private static final int HASH_BITS = 256;
    private static final int WAITING_FOR_EACH_CORE = 16;
    private static final int SHARE_FOR_EACH_CORE = 2;

    private final SecureRandom random;
    private final int rounds;
    private final FairThreads threads;
    private final String decoy;

    /** Hashes with the cost of production. */
    public Passwords(SecureRandom random) {
        this(random, ROUNDS);
    }

    /** With another cost, for tests. */
    Passwords(SecureRandom random, int rounds) {
        this.random = random;
        this.rounds = rounds;
        int cores = Runtime.getRuntime().availableProcessors();
        this.threads = new FairThreads("password-", cores, cores * WAITING_FOR_EACH_CORE, cores * SHARE_FOR_EACH_CORE);
        this.decoy = encode(rounds, new byte[SALT_BYTES], new byte[HASH_BITS / Byte.SIZE]);
    }

    /**
     * The hash of a new password.
     *
     * @throws TooManyException when this client waits for too many
     * @throws UnavailableException when all together do
     */
    public String hash(String password, Client client) {
        byte[] salt = new byte[SALT_BYTES];
        random.nextBytes(salt);
        return encode(rounds, salt, derive(password, salt, rounds, client));
    }

    /**
     * Whether it is the password.
     *
     * @throws TooManyException when this client waits for too many
     * @throws UnavailableException when all together do
     */
    public boolean matches(String password, String hash, Client client) {
        String[] parts = hash.split("\\$");
        if (parts.length != 4 || !parts[0].equals(NAME)) {
            throw new IllegalArgumentException("not a hash of this class");
        }
        byte[] expected = Base64.getDecoder().decode(parts[3]);
        byte[] salt = Base64.getDecoder().decode(parts[2]);
        return MessageDigest.isEqual(expected, derive(password, salt, Integer.parseInt(parts[1]), client));
    }

    /** A hash that no password has, for an email that has no account. Checking it takes as long as any other. */
    String decoy() {
        return decoy;
    }

    private byte[] derive(String password, byte[] salt, int count, Client client) {
        return threads.run(client, () -> pbkdf2(password, salt, count));
    }

    /** Normalized, since a keyboard may send the same letter in two ways. */
    private static byte[] pbkdf2(String password, byte[] salt, int count) throws GeneralSecurityException {
        char[] characters = Normalizer.normalize(password, Normalizer.Form.NFC).toCharArray();
        PBEKeySpec key = new PBEKeySpec(characters, salt, count, HASH_BITS);
        try {
            return SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256")
                    .generateSecret(key)
                    .getEncoded();
        } finally {
            key.clearPassword();
        }
    }

    private static String encode(int rounds, byte[] salt, byte[] hash) {
        Base64.Encoder base64 = Base64.getEncoder().withoutPadding();
        return String.join("$", NAME, String.valueOf(rounds), base64.encodeToString(salt), base64.encodeToString(hash));
    }

    @Override
    public void close() {
        threads.close();
    }
}
