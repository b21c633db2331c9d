package dev.scalingstages.workload.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.scalingstages.workload.content.AccountId;
import dev.scalingstages.workload.content.Likes.Popular;
import dev.scalingstages.workload.content.PhotoState;
import dev.scalingstages.workload.content.Post;
import dev.scalingstages.workload.content.PostId;
import dev.scalingstages.workload.content.Samples;
import dev.scalingstages.workload.content.Session;
import dev.scalingstages.workload.content.TimelineEntry;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class EncodingTest {
    private final Samples samples = new Samples(1);
    private final AccountId owner = samples.accountId();

    @Test
    void aPostComesBackAsItWas() {
        for (String body :
                List.of("", "x".repeat(1024), "🦊".repeat(256), " a\u0000b\n", "half \ud83e of a character")) {
            for (PhotoState state : PhotoState.values()) {
                Post post = new Post(samples.post(owner).id(), owner, "Zoë 🦊", body, state);
                assertThat(Encoding.post(post.id(), Encoding.post(post))).contains(post);
            }
        }
    }

    @Test
    void aTimelineComesBackAsItWas() {
        List<TimelineEntry> entries = List.of(
                samples.post(owner).entry(),
                samples.post(owner, PhotoState.READY).entry(),
                new Post(samples.post(owner).id(), owner, "", "y".repeat(300), PhotoState.NONE).entry());
        assertThat(Encoding.entries(owner, Encoding.entries(entries))).contains(entries);
        assertThat(Encoding.entries(owner, Encoding.entries(List.of()))).contains(List.of());
    }

    @Test
    void aPageComesBackAsItWasAndKeepsItsPlacesForTheScript() {
        List<TimelineEntry> entries = List.of(
                samples.post(owner).entry(),
                samples.post(owner, PhotoState.READY).entry());
        byte[] page = Encoding.page(-7, entries);
        assertThat(Encoding.pageEntries(owner, page)).contains(entries);
        byte[] version = ByteBuffer.allocate(28).putLong(-7).array();
        assertThat(Encoding.isOf(version, Arrays.copyOf(page, 9))).isTrue();
        assertThat(Encoding.isOf(version, Arrays.copyOf(page, 8))).isFalse();
        assertThat(Encoding.isOf(new byte[28], page)).isFalse();
        assertThat(page[9]).isEqualTo((byte) 2);
        byte[] second = Arrays.copyOfRange(page, 10 + 49, 10 + 2 * 49);
        assertThat(new String(second, 0, 32, StandardCharsets.US_ASCII))
                .isEqualTo(entries.get(1).id().toString());
        byte[] recent = Encoding.entries(List.of(entries.get(1)));
        assertThat(Arrays.copyOfRange(second, 32, 49)).isEqualTo(Arrays.copyOfRange(recent, 3, 20));
        for (int length = 0; length < page.length; length++) {
            assertThat(Encoding.pageEntries(owner, Arrays.copyOf(page, length))).isEmpty();
        }
        assertThat(Encoding.pageEntries(owner, Encoding.page(0, List.of()))).contains(List.of());
    }

    @Test
    void popularPostsComeBackAsTheyWere() {
        List<Popular> posts = List.of(new Popular(samples.post(owner).id(), Long.MAX_VALUE));
        assertThat(Encoding.popular(Encoding.popular(posts))).contains(posts);
    }

    @Test
    void aSessionComesBackAsItWasOrEnded() {
        Session session = new Session(owner, "Zoë 🦊", Instant.parse("2026-11-01T12:00:00.123Z"));
        assertThat(Encoding.session(Encoding.session(session))).contains(Optional.of(session));
        assertThat(Encoding.session(Encoding.endedSession())).contains(Optional.empty());
    }

    @Test
    void anotherFormatIsNoValue() {
        Post post = samples.post(owner);
        byte[] value = Encoding.post(post);
        value[0]++;
        assertThat(Encoding.post(post.id(), value)).isEmpty();
    }

    @Test
    void whatIsCutOrBrokenIsNoValue() {
        Post post = samples.post(owner);
        byte[] value = Encoding.post(post);
        for (int length = 0; length < value.length; length++) {
            assertThat(Encoding.post(post.id(), Arrays.copyOf(value, length))).isEmpty();
        }
        value[1] = 99;
        assertThat(Encoding.post(post.id(), value)).isEmpty();
        assertThat(Encoding.post(PostId.firstOf(0), Encoding.post(new Samples(2).post(AccountId.firstOf(9)))))
                .isEmpty();
    }

    @Test
    void aPostTakesLittleMoreThanItsText() {
        Post post = new Post(samples.post(owner).id(), owner, "Zoë", "x".repeat(1000), PhotoState.NONE);
        assertThat(Encoding.post(post)).hasSizeLessThan(1020);
    }
}
