package dev.scalingstages.workload.signin;

import dev.scalingstages.workload.content.Account;
import dev.scalingstages.workload.content.AccountId;
import dev.scalingstages.workload.content.Accounts;
import dev.scalingstages.workload.content.Session;
import dev.scalingstages.workload.content.Sessions;
import dev.scalingstages.workload.content.TokenHash;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Pattern;

/** Signing up, in and out. A session lasts 30 days. */
public final class SignIn {
    /** How long a session lasts, from its start. */
    public static final Duration SESSION = Duration.ofDays(30);

    private static final int TOKEN_BYTES = 32;
    private static final Pattern TOKEN = Pattern.compile("[A-Za-z0-9_-]{43}");

    private final Accounts accounts;
    private final Sessions sessions;
    private final Passwords passwords;
    private final SecureRandom random;
    private final InstantSource clock;

    public SignIn(Accounts accounts, Sessions sessions, Passwords passwords, SecureRandom random, InstantSource clock) {
        this.accounts = accounts;
        this.sessions = sessions;
        this.passwords = passwords;
        this.random = random;
        this.clock = clock;
    }

    /**
     * A session that has just begun.
     *
     * @param token what its bearer shows; it is stored nowhere
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
     * @return its id, or nothing when the email is taken
     */
    public Optional<AccountId> register(String email, String displayName, String password) {
        String hash = passwords.hash(password);
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

    /** Begins a session, when the password is right. */
    public Optional<Started> start(String email, String password) {
        Optional<Account> account = accounts.findByEmail(email);
        boolean right =
                passwords.matches(password, account.map(Account::passwordHash).orElse(passwords.decoy()));
        return account.filter(found -> right).map(this::start);
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

    /** Whose token it is. */
    public Optional<Session> find(String token) {
        if (!TOKEN.matcher(token).matches()) {
            return Optional.empty();
        }
        return sessions.find(TokenHash.of(token))
                .filter(session -> session.expiresAt().isAfter(clock.instant()));
    }

    /** Ends a session. */
    public void end(String token) {
        sessions.end(TokenHash.of(token));
    }
}
