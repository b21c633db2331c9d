package dev.scalingstages.workload.content;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Sessions in memory, for what is not about where they are kept. */
public final class MemorySessions implements Sessions {
    private final Map<TokenHash, Session> sessions = new ConcurrentHashMap<>();

    @Override
    public void start(TokenHash token, Session session) {
        sessions.put(token, session);
    }

    @Override
    public Optional<Session> find(TokenHash token) {
        return Optional.ofNullable(sessions.get(token));
    }

    @Override
    public void end(TokenHash token) {
        sessions.remove(token);
    }

    @Override
    public List<TokenHash> endBatch(AccountId account, TokenHash except, int most) {
        List<TokenHash> some = sessions.entrySet().stream()
                .filter(entry -> entry.getValue().account().equals(account))
                .map(Map.Entry::getKey)
                .filter(token -> !token.equals(except))
                .limit(most)
                .toList();
        some.forEach(sessions::remove);
        return some;
    }

    /** All that is kept. */
    public Map<TokenHash, Session> all() {
        return Map.copyOf(sessions);
    }
}
