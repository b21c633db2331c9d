package dev.scalingstages.workload.content;

import java.util.List;
import java.util.Optional;

/**
 * The sessions of signed-in users. A session is stored under the hash of its token, so that read access to the store
 * does not let anyone sign in.
 */
public interface Sessions {
    /** Stores a session until it expires. */
    void start(TokenHash token, Session session);

    /** The session of a token, when it has not expired. */
    Optional<Session> find(TokenHash token);

    /** Ends a session; one that is not there has ended already. */
    void end(TokenHash token);

    /**
     * Ends some sessions of an account.
     *
     * @param except ends no sooner than all others
     * @param most how many at most
     * @return those that ended; fewer than {@code most} when none is left but the exception
     */
    List<TokenHash> endBatch(AccountId account, TokenHash except, int most);
}
