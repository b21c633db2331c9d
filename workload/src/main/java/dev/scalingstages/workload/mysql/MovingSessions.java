package dev.scalingstages.workload.mysql;

import dev.scalingstages.workload.content.AccountId;
import dev.scalingstages.workload.content.Session;
import dev.scalingstages.workload.content.Sessions;
import dev.scalingstages.workload.content.TokenHash;
import java.util.List;
import java.util.Optional;

/**
 * Sessions while they move to another database, together with accounts; see {@link MovingAccounts}. From the closing of the
 * old table until its rows are deleted, which is a matter of seconds and the mover's grace, a session that is in it cannot
 * be ended: it might be copied just then. Signing out is unavailable, and may be tried again.
 */
public final class MovingSessions implements Sessions {
    private final MySqlSessions old;
    private final Sessions next;

    /**
     * @param old where sessions were
     * @param next where they will be
     */
    public MovingSessions(MySqlSessions old, MySqlSessions next) {
        this.old = old;
        this.next = next;
    }

    @Override
    public void start(TokenHash token, Session session) {
        try {
            old.start(token, session);
        } catch (ClosedException closed) {
            next.start(token, session);
        }
    }

    @Override
    public Optional<Session> find(TokenHash token) {
        return old.find(token).or(() -> next.find(token));
    }

    @Override
    public void end(TokenHash token) {
        try {
            old.end(token);
        } catch (ClosedException closed) {
            if (old.find(token).isPresent()) {
                throw closed;
            }
            next.end(token);
        }
    }

    @Override
    public List<TokenHash> endBatch(AccountId account, TokenHash except, int most) {
        try {
            return old.endBatch(account, except, most);
        } catch (ClosedException closed) {
            if (!old.some(account, except, 1).isEmpty()) {
                throw closed;
            }
            return next.endBatch(account, except, most);
        }
    }
}
