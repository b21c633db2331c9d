package dev.scalingstages.workload.moves;

import dev.scalingstages.workload.content.AccountId;
import dev.scalingstages.workload.content.Session;
import dev.scalingstages.workload.content.Sessions;
import dev.scalingstages.workload.content.TokenHash;
import java.util.List;
import java.util.Optional;

/** Sessions in both databases while they move, and in the new one alone from when the move is done. */
public record SessionsUntilMoved(UntilMoved<Sessions> sessions) implements Sessions {
    @Override
    public void start(TokenHash token, Session session) {
        sessions.current().start(token, session);
    }

    @Override
    public Optional<Session> find(TokenHash token) {
        return sessions.current().find(token);
    }

    @Override
    public void end(TokenHash token) {
        sessions.current().end(token);
    }

    @Override
    public List<TokenHash> endBatch(AccountId account, TokenHash except, int most) {
        return sessions.current().endBatch(account, except, most);
    }
}
