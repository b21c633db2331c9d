package dev.scalingstages.workload.signin;

import dev.scalingstages.workload.content.Account;
import dev.scalingstages.workload.content.AccountId;
import dev.scalingstages.workload.content.Accounts;
import dev.scalingstages.workload.content.Session;
import dev.scalingstages.workload.content.Sessions;
import dev.scalingstages.workload.content.TokenHash;
import dev.scalingstages.workload.content.UnavailableException;
import dev.scalingstages.workload.limits.Client;
import dev.scalingstages.workload.limits.Places;
import dev.scalingstages.workload.limits.TooManyException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Pattern;

/** Signing up, signing in and signing out. A session lasts 30 days. */
public final class SignIn {
    /** How long a session lasts, from its start. */
    public static final Duration SESSION = Duration.ofDays(30);

    /** How many sessions are ended in one transaction, and in how many of them for one request. */
    private static final int SLICE = 100;

    private static final int SLICES = 20;
    /**
     * How many passwords are checked at once for one account, by clients from which it has not signed in before: a crowd
     * that guesses at one account is not to fill the places where the passwords of others wait.
     */
    private static final int CHECKS_OF_AN_ACCOUNT = 4;

    /** As many requests as a server works on at once, and more. */
    private static final int CHECKS = 1_000;

    private static final Duration AGAIN = Duration.ofSeconds(1);
    private static final int TOKEN_BYTES = 32;
    private static final Pattern TOKEN = Pattern.compile("[A-Za-z0-9_-]{43}");

    private final Accounts accounts;
    private final Sessions sessions;
    private final Passwords passwords;
    private final Attempts attempts;
    private final Places<String> checks = new Places<>(CHECKS, CHECKS_OF_AN_ACCOUNT);
    private final SecureRandom random;
    private final InstantSource clock;

    public SignIn(Accounts accounts, Sessions sessions, Passwords passwords, SecureRandom random, InstantSource clock) {
        this.accounts = accounts;
        this.sessions = sessions;
        this.passwords = passwords;
        this.attempts = new Attempts(random, clock);
        this.random = random;
        this.clock = clock;
    }

    /**
     * A session that has just begun.
     *
     * @param token the secret that its bearer sends; it is stored nowhere
     */
    public record Started(String token, Session session) {
        /** Without the token, which has no place in a log. */
        @Override
        public String toString() {
            return "Started[" + session.account() + "]";
        }
    }

    /**
     * Makes an account.
     *
     * @param email as {@link Rules#email} returns it
     * @param client the sender of the request
     * @return its id, or nothing when the email is taken
     * @throws TooManyException when this client asks too often
     */
    public Optional<AccountId> register(String email, String displayName, String password, Client client) {
        attempts.signUp(client);
        String hash = passwords.hash(password, client);
        while (true) {
            Account account = new Account(
                    AccountId.random(random),
                    email,
                    displayName,
                    hash,
                    clock.instant().truncatedTo(ChronoUnit.MILLIS));
            switch (accounts.add(account)) {
                case YES -> {
                    return Optional.of(account.id());
                }
                case EMAIL_TAKEN -> {
                    return Optional.empty();
                }
                case ID_TAKEN -> {}
            }
        }
    }

    /**
     * Begins a session, when the password is right.
     *
     * @param client the sender of the request
     * @throws TooManyException when there were too many attempts, by this client or at this account
     */
    public Optional<Started> start(String email, String password, Client client) {
        attempts.begin(email, client);
        Optional<Account> account = checked(email, password, client);
        account.ifPresent(found -> attempts.succeeded(email, client));
        return account.map(this::start);
    }

    /** The account, when the password is right. */
    private Optional<Account> checked(String email, String password, Client client) {
        boolean isUsual = attempts.isUsual(email, client);
        if (!isUsual && !checks.tryAcquire(email)) {
            attempts.withdraw(email, client);
            throw new TooManyException(AGAIN, "There are too many attempts to sign in to this account. Try again.");
        }
        try {
            Optional<Account> account = accounts.findByEmail(email);
            String hash = account.map(Account::passwordHash).orElse(passwords.decoy());
            boolean right = passwords.matches(password, hash, client);
            return account.filter(found -> right);
        } catch (TooManyException | UnavailableException e) {
            attempts.withdraw(email, client);
            throw e;
        } finally {
            if (!isUsual) {
                checks.release(email);
            }
        }
    }

    private Started start(Account account) {
        byte[] bytes = new byte[TOKEN_BYTES];
        random.nextBytes(bytes);
        String token = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
        Session session = new Session(
                account.id(),
                account.displayName(),
                clock.instant().plus(SESSION).truncatedTo(ChronoUnit.MILLIS));
        sessions.start(TokenHash.of(token), session);
        return new Started(token, session);
    }

    /** The session of a token, while it lasts. */
    public Optional<Session> find(String token) {
        if (!TOKEN.matcher(token).matches()) {
            return Optional.empty();
        }
        return sessions.find(TokenHash.of(token))
                .filter(session -> session.expiresAt().isAfter(clock.instant()));
    }

    /**
     * Ends all sessions of an account, the one that asks last, so that it can ask again.
     *
     * @param token of the session that asks
     * @return false when there are more than 2,000: those are ended, and the rest is to be asked for again
     */
    public boolean endAll(Session session, String token) {
        TokenHash own = TokenHash.of(token);
        for (int slice = 0; slice < SLICES; slice++) {
            if (sessions.endBatch(session.account(), own, SLICE).size() < SLICE) {
                sessions.end(own);
                return true;
            }
        }
        return false;
    }

    /** Ends the session of a token. */
    public void end(String token) {
        sessions.end(TokenHash.of(token));
    }
}
