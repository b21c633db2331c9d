package dev.scalingstages.workload.aws;

import dev.scalingstages.workload.content.PostId;
import dev.scalingstages.workload.content.UnavailableException;
import java.time.Clock;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;

/**
 * The 50 posts that are liked most: one item of DynamoDB, which every change of a count keeps up to date.
 *
 * <p>It is not exact, so that the hottest posts do not all fight for one item. Counts in it move in steps of 2 %, so a
 * post comes on the list up to 2 % later than it should. A post that loses likes stays on it until others pass it with
 * a new like. A change that lost against others three times in a row is left to the next like. A list that is wrong for
 * longer does no harm to the counts themselves.
 */
final class PopularPosts {
    private static final int LENGTH = 50;
    private static final int TRIES = 3;
    private static final Duration AGE = Duration.ofSeconds(2);
    private static final Map<String, AttributeValue> KEY =
            Map.of("subject", Items.text("popular"), "actor", Items.text("#list"));
    private static final Logger LOG = LoggerFactory.getLogger(PopularPosts.class);

    private final Items items;
    private final Remembered<Listing> known;

    PopularPosts(Items items, Clock clock) {
        this.items = items;
        this.known = new Remembered<>(before -> read(), AGE, clock);
    }

    /** The posts on the list and how many likes they had when that was last noted. */
    private record Listing(Map<PostId, Long> likes, long version) {
        boolean isBehind(PostId post, long now) {
            if (likes.containsKey(post)) {
                long noted = likes.get(post);
                return Math.abs(now - noted) >= step(noted);
            }
            return now > 0 && (likes.size() < LENGTH || now >= lowest() + step(lowest()));
        }

        private static long step(long noted) {
            return Math.max(1, noted / 50);
        }

        private long lowest() {
            return likes.values().stream().min(Comparator.naturalOrder()).orElse(0L);
        }

        Listing with(PostId post, long now) {
            Map<PostId, Long> changed = new HashMap<>(likes);
            changed.put(post, now);
            return new Listing(
                    changed.entrySet().stream()
                            .filter(entry -> entry.getValue() > 0)
                            .sorted(Map.Entry.<PostId, Long>comparingByValue().reversed())
                            .limit(LENGTH)
                            .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue)),
                    version + 1);
        }
    }

    /** The posts, in no order, as of some seconds ago. */
    Set<PostId> posts() {
        return known.refresh().likes().keySet();
    }

    /** Notes a post's new count where that changes the list. The like itself is stored already, so nothing may fail it. */
    void note(PostId post, long likes) {
        try {
            for (int tries = 0; tries < TRIES && known.get().isBehind(post, likes); tries++) {
                Listing now = known.refresh();
                if (!now.isBehind(post, likes) || replace(now, now.with(post, likes))) {
                    return;
                }
            }
        } catch (UnavailableException e) {
            LOG.warn("the list of popular posts misses a change", e);
        }
    }

    private boolean replace(Listing before, Listing after) {
        Map<String, AttributeValue> item = new HashMap<>(KEY);
        item.put("version", Items.number(after.version()));
        item.put(
                "posts",
                AttributeValue.fromM(after.likes().entrySet().stream()
                        .collect(Collectors.toMap(
                                entry -> entry.getKey().toString(), entry -> Items.number(entry.getValue())))));
        return Calls.of("DynamoDB", () -> {
            try {
                items.client()
                        .putItem(request -> request.tableName(items.table())
                                .item(item)
                                .conditionExpression("attribute_not_exists(subject) OR version = :before")
                                .expressionAttributeValues(Map.of(":before", Items.number(before.version()))));
                known.set(after);
                return true;
            } catch (ConditionalCheckFailedException e) {
                return false;
            }
        });
    }

    private Listing read() {
        return items.get(KEY)
                .map(item -> new Listing(
                        item.get("posts").m().entrySet().stream()
                                .collect(Collectors.toMap(
                                        entry -> PostId.parse(entry.getKey()),
                                        entry -> Long.parseLong(entry.getValue().n()))),
                        Items.number(item, "version")))
                .orElse(new Listing(Map.of(), 0));
    }
}
