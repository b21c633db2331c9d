package dev.scalingstages.workload.aws;

import dev.scalingstages.workload.content.AccountId;
import dev.scalingstages.workload.content.Likes;
import dev.scalingstages.workload.content.MovedLikes;
import dev.scalingstages.workload.content.PostId;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;

/**
 * Likes in DynamoDB, at stage 6. A like is an item (the post as {@code subject}, the account as {@code actor}), and each
 * post has an item that counts them. One transaction writes both, so a like is counted once, whatever fails.
 *
 * <p>Limits: DynamoDB takes 1,000 write units a second for one key, and a transaction of two small items costs four, so a
 * post takes about 250 likes a second. Transactions that meet on a count cancel each other and are tried again, with pauses,
 * for five seconds. To have them meet less often, those of one server that change the same post go one behind the other.
 * A post that is liked faster than that answers some of its likes with {@code UnavailableException}; none is miscounted.
 */
public final class DynamoLikes implements Likes, MovedLikes {
    private static final String SUBJECT = "subject";
    private static final String ACTOR = "actor";
    private static final String LIKES = "likes";

    /** Stands where an account does in other items of a post; no account's id begins with this. */
    private static final String COUNT = "#count";

    /** The item that says that all likes are here. No post has such a subject. */
    private static final Map<String, AttributeValue> MOVED =
            Map.of(SUBJECT, Items.text("likes"), ACTOR, Items.text("#moved"));

    private static final Duration POPULAR_AGE = Duration.ofSeconds(2);
    private static final int STRIPES = 256;

    private final Items items;
    private final Items impatient;
    private final PopularPosts popular;
    private final Remembered<List<Popular>> shown;
    private final List<ReentrantLock> stripes =
            Stream.generate(ReentrantLock::new).limit(STRIPES).toList();

    /**
     * @param table the table, with the keys {@code subject} and {@code actor}
     */
    public DynamoLikes(AwsClients clients, String table, Clock clock) {
        this.items = new Items(clients.dynamoDb(), table);
        this.impatient = new Items(clients.impatientDynamoDb(), table);
        this.popular = new PopularPosts(items, clock);
        this.shown = new Remembered<>(before -> readPopular(), POPULAR_AGE, clock);
    }

    @Override
    public long like(PostId post, AccountId account) {
        return change(post, newLike(post, account), 1);
    }

    private TransactWriteItem newLike(PostId post, AccountId account) {
        return TransactWriteItem.builder()
                .put(put -> put.tableName(items.table())
                        .item(key(post, account.toString()))
                        .conditionExpression("attribute_not_exists(subject)"))
                .build();
    }

    private TransactWriteItem count(PostId post, long by) {
        return TransactWriteItem.builder()
                .update(update -> update.tableName(items.table())
                        .key(key(post, COUNT))
                        .updateExpression("ADD likes :by")
                        .expressionAttributeValues(Map.of(":by", Items.number(by))))
                .build();
    }

    /**
     * One transaction writes all likes, and the count of each of their posts once. One that finds likes which are there
     * already writes nothing, and is made again without them.
     */
    @Override
    public void add(Collection<Like> likes) {
        List<Like> missing = new ArrayList<>(likes);
        while (!missing.isEmpty()) {
            Map<PostId, Long> byPost =
                    missing.stream().collect(Collectors.groupingBy(Like::post, TreeMap::new, Collectors.counting()));
            List<TransactWriteItem> writes = new ArrayList<>();
            missing.forEach(like -> writes.add(newLike(like.post(), like.account())));
            byPost.forEach((post, more) -> writes.add(count(post, more)));
            List<Integer> there = items.unmet(writes);
            if (there.isEmpty()) {
                counts(byPost.keySet()).forEach(popular::note);
                return;
            }
            there.reversed().forEach(place -> missing.remove((int) place));
        }
    }

    @Override
    public Optional<Like> firstMissing(Collection<Like> likes) {
        Map<Map<String, AttributeValue>, Like> missing = new HashMap<>();
        likes.forEach(like -> missing.put(key(like.post(), like.account().toString()), like));
        items.get(List.copyOf(missing.keySet()), true)
                .forEach(item -> missing.remove(Map.of(SUBJECT, item.get(SUBJECT), ACTOR, item.get(ACTOR))));
        return missing.values().stream().findFirst();
    }

    @Override
    public long unlike(PostId post, AccountId account) {
        TransactWriteItem unlike = TransactWriteItem.builder()
                .delete(delete -> delete.tableName(items.table())
                        .key(key(post, account.toString()))
                        .conditionExpression("attribute_exists(subject)"))
                .build();
        return change(post, unlike, -1);
    }

    /** Whether an account likes a post, as of now. */
    public boolean holds(PostId post, AccountId account) {
        return items.get(key(post, account.toString())).isPresent();
    }

    /** Records that all likes are here, and none is left in the old store: from then on only this table is read. */
    public void takeOver() {
        items.put(MOVED);
    }

    /** Whether all likes are here. */
    public boolean hasTakenOver() {
        return items.get(MOVED).isPresent();
    }

    /**
     * Returns when the table answers.
     *
     * @param writes whether it also has to take likes
     * @throws dev.scalingstages.workload.content.UnavailableException when it does not answer or refuses
     */
    public void ask(boolean writes) {
        items.askToRead(MOVED);
        if (writes) {
            items.askToWrite(Stream.of("#put", "#update", "#delete")
                    .map(actor -> Map.of(SUBJECT, Items.text("asked"), ACTOR, Items.text(actor)))
                    .toList());
        }
    }

    private long change(PostId post, TransactWriteItem like, int by) {
        ReentrantLock stripe = stripes.get(Math.floorMod(post.hashCode(), STRIPES));
        boolean changed;
        stripe.lock();
        try {
            changed = items.transact(List.of(like, count(post, by)));
        } finally {
            stripe.unlock();
        }
        long likes = items.get(key(post, COUNT))
                .map(item -> Items.number(item, LIKES))
                .orElse(0L);
        if (changed) {
            popular.note(post, likes);
        }
        return likes;
    }

    @Override
    public Map<PostId, Long> counts(Collection<PostId> posts) {
        return counts(posts, items.get(countsOf(posts), false));
    }

    @Override
    public Map<PostId, Long> countsAtOnce(Collection<PostId> posts) {
        Items.BatchResult result = impatient.ask(countsOf(posts));
        Map<PostId, Long> counts = counts(posts, result.items());
        result.unprocessed()
                .forEach(key -> counts.remove(PostId.parse(key.get(SUBJECT).s())));
        return counts;
    }

    private static List<Map<String, AttributeValue>> countsOf(Collection<PostId> posts) {
        return posts.stream().distinct().map(post -> key(post, COUNT)).toList();
    }

    private static Map<PostId, Long> counts(Collection<PostId> posts, List<Map<String, AttributeValue>> items) {
        Map<PostId, Long> counts = new HashMap<>();
        posts.forEach(post -> counts.put(post, 0L));
        items.forEach(item -> counts.put(PostId.parse(item.get(SUBJECT).s()), Items.number(item, LIKES)));
        return counts;
    }

    /** The counts are at most two seconds old; for which posts are on the list see {@link PopularPosts}. */
    @Override
    public List<Popular> popular(int limit) {
        return shown.get().stream().limit(limit).toList();
    }

    private List<Popular> readPopular() {
        Collection<PostId> posts = popular.posts();
        return counts(posts).entrySet().stream()
                .filter(entry -> entry.getValue() > 0)
                .map(entry -> new Popular(entry.getKey(), entry.getValue()))
                .sorted(Comparator.comparing(Popular::likes).reversed().thenComparing(Popular::post))
                .toList();
    }

    private static Map<String, AttributeValue> key(PostId post, String actor) {
        return Map.of(SUBJECT, Items.text(post.toString()), ACTOR, Items.text(actor));
    }
}
