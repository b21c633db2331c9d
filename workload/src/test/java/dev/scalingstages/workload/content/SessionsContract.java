package dev.scalingstages.workload.content;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;

/** What every adapter of {@link Sessions} does, whatever is behind it. */
public abstract class SessionsContract {
    private Samples samples;
    private TokenHash token;

    /** The adapter, with the system's clock. */
    protected abstract Sessions sessions();

    @BeforeEach
    void samples(TestInfo test) {
        String name = getClass().getName() + test.getDisplayName();
        samples = new Samples(name);
        token = TokenHash.of(name);
    }

    @Test
    void aSessionIsFoundByItsToken() {
        Session session = session(Duration.ofHours(1));
        sessions().start(token, session);
        assertThat(sessions().find(token)).contains(session);
        assertThat(sessions().find(TokenHash.of("another"))).isEmpty();
    }

    @Test
    void aSessionThatEndedIsNotFound() {
        sessions().start(token, session(Duration.ofHours(1)));
        sessions().end(token);
        assertThat(sessions().find(token)).isEmpty();
    }

    @Test
    void endingASessionThatIsNotThereChangesNothing() {
        assertThatCode(() -> sessions().end(token)).doesNotThrowAnyException();
    }

    @Test
    void sessionsOfAnAccountEndTogetherButForOne() {
        Session own = session(Duration.ofHours(1));
        Session other = session(Duration.ofHours(1));
        List<TokenHash> tokens =
                Stream.of("a", "b", "c").map(name -> TokenHash.of(token + name)).toList();
        tokens.forEach(each -> sessions().start(each, own));
        sessions().start(token, other);
        TokenHash last = tokens.getLast();
        assertThat(sessions().endBatch(own.account(), last, 1)).hasSize(1);
        assertThat(sessions().endBatch(own.account(), last, 2)).hasSize(1);
        assertThat(sessions().endBatch(own.account(), last, 2)).isEmpty();
        assertThat(sessions().find(tokens.get(0))).isEmpty();
        assertThat(sessions().find(tokens.get(1))).isEmpty();
        assertThat(sessions().find(last)).contains(own);
        assertThat(sessions().find(token)).as("somebody else's").contains(other);
    }

    @Test
    void aSessionThatExpiredIsNotFound() throws InterruptedException {
        sessions().start(token, session(Duration.ofMillis(300)));
        Instant limit = Instant.now().plusSeconds(5);
        while (sessions().find(token).isPresent() && Instant.now().isBefore(limit)) {
            Thread.sleep(20);
        }
        assertThat(sessions().find(token)).isEmpty();
    }

    @Test
    void aSessionThatExpiredBeforeItStartedIsNotFound() {
        sessions().start(token, session(Duration.ofSeconds(-1)));
        assertThat(sessions().find(token)).isEmpty();
    }

    @Test
    void aSessionMayBeStartedTwice() {
        Session session = session(Duration.ofHours(1));
        sessions().start(token, session);
        sessions().start(token, session);
        assertThat(sessions().find(token)).contains(session);
    }

    /** To the millisecond, as stores keep it. */
    private Session session(Duration life) {
        Instant expiry = Instant.now().plus(life).truncatedTo(ChronoUnit.MILLIS);
        return new Session(samples.accountId(), "Zoë 🦊", expiry);
    }
}
