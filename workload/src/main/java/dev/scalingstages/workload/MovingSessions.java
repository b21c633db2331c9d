package dev.scalingstages.workload;

import dev.scalingstages.workload.content.Session;
import dev.scalingstages.workload.content.Sessions;
import dev.scalingstages.workload.content.TokenHash;
import java.util.Optional;

/**
 * Sessions while accounts move to a database of their own. Who was signed in stays so: sessions that began before are
 * found where they are, until they have expired.
 *
 * @param old where sessions were
 * @param next where they begin from now on
 */
record MovingSessions(Sessions old, Sessions next) implements Sessions {
    @Override
    public void start(TokenHash token, Session session) {
        next.start(token, session);
    }

    @Override
    public Optional<Session> find(TokenHash token) {
        return next.find(token).or(() -> old.find(token));
    }

    @Override
    public void end(TokenHash token) {
        next.end(token);
        old.end(token);
    }
}
