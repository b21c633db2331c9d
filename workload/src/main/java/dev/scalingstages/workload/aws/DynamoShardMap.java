package dev.scalingstages.workload.aws;

import dev.scalingstages.workload.content.Buckets;
import dev.scalingstages.workload.content.UnavailableException;
import dev.scalingstages.workload.shards.ShardMap;
import dev.scalingstages.workload.shards.ShardMapWriter;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.Put;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;

/**
 * The map of shards in DynamoDB, at stage 6. A bucket has an item as soon as it has been moved once; one without is on
 * shard 1, where all were before there was a map.
 *
 * <p>Every server knows the whole map and is at most two seconds behind. It reads one item, which holds the map's
 * version, and reads the map itself (eleven calls of {@code BatchGetItem}) only when that has changed: read every two
 * seconds by fifty servers, the map would cost about 4,000 USD a month. When DynamoDB does not answer, the map that is
 * known goes on serving; it may be out of date without harm, see {@link ShardMap}.
 */
public final class DynamoShardMap implements ShardMap, ShardMapWriter {
    /** The state of a bucket that is not being moved. */
    public static final String SETTLED = "settled";

    private static final int FIRST_SHARD = 1;
    private static final Duration AGE = Duration.ofSeconds(2);
    private static final String BUCKET = "bucket";
    private static final String SHARD = "shard";
    private static final String TARGET = "target";
    private static final String STATE = "state";
    private static final String VERSION = "version";

    /** The key of the item that holds the map's version. */
    private static final String MAP = "map";

    private final Items items;
    private final Remembered<Shards> known;

    private record Shards(Map<Integer, Integer> moved, long version) {}

    /**
     * A bucket's entry in the map.
     *
     * @param shard where it is
     * @param target where it goes; where it is, when it is not being moved
     * @param state {@link #SETTLED}, or how far its move has come, as the mover names it
     * @param version grows with each change; 0 when there is no item yet
     */
    public record Entry(int bucket, int shard, int target, String state, long version) {}

    /**
     * @param table the table, with the key {@code bucket}
     */
    public DynamoShardMap(AwsClients clients, String table, Clock clock) {
        this.items = new Items(clients.dynamoDb(), table);
        this.known = new Remembered<>(this::read, AGE, clock);
    }

    @Override
    public int shardOf(int bucket) {
        return known.get().moved().getOrDefault(Buckets.check(bucket), FIRST_SHARD);
    }

    @Override
    public void refresh() {
        known.refresh();
    }

    /**
     * Returns when the table answers.
     *
     * @param writes whether it also has to take changes
     * @throws UnavailableException when it does not answer or refuses
     */
    public void ask(boolean writes) {
        items.askToRead(key(MAP));
        if (writes) {
            items.askToWrite(Stream.of("asked-put", "asked-update", "asked-delete")
                    .map(DynamoShardMap::key)
                    .toList());
        }
    }

    /** All buckets as of now, for the mover. */
    public List<Entry> entries() {
        Map<Integer, Entry> entries = new HashMap<>();
        List<Map<String, AttributeValue>> keys = IntStream.range(0, Buckets.COUNT)
                .mapToObj(bucket -> key(Integer.toString(bucket)))
                .toList();
        for (Map<String, AttributeValue> item : items.get(keys, true)) {
            Entry entry = entry(item);
            entries.put(entry.bucket(), entry);
        }
        return IntStream.range(0, Buckets.COUNT)
                .mapToObj(bucket -> entries.getOrDefault(bucket, unmoved(bucket)))
                .toList();
    }

    @Override
    public List<Integer> current() {
        return entries().stream().map(Entry::shard).toList();
    }

    @Override
    public void assign(int bucket, int from, int to) {
        Entry before = entry(bucket);
        if (before.shard() == to) {
            return;
        }
        if (before.shard() != from) {
            throw new IllegalStateException("bucket " + bucket + " is on shard " + before.shard() + ", not on " + from);
        }
        if (change(before, to, to, SETTLED).isEmpty() && entry(bucket).shard() != to) {
            throw new UnavailableException("another process changes the map at bucket " + bucket);
        }
    }

    /** A bucket's entry as of now, for the mover. */
    public Entry entry(int bucket) {
        return items.get(key(Integer.toString(Buckets.check(bucket))))
                .map(DynamoShardMap::entry)
                .orElse(unmoved(bucket));
    }

    /**
     * Changes a bucket, when nobody else has since it was read. Servers see the change within two seconds.
     *
     * @return the new entry; empty when somebody else has changed it
     * @throws UnavailableException when it is not known whether it is changed; then read it again
     */
    public Optional<Entry> change(Entry before, int shard, int target, String state) {
        Entry after = new Entry(before.bucket(), shard, target, state, before.version() + 1);
        Put.Builder put = Put.builder()
                .tableName(items.table())
                .item(Map.of(
                        BUCKET, Items.text(Integer.toString(after.bucket())),
                        SHARD, Items.number(shard),
                        TARGET, Items.number(target),
                        STATE, Items.text(state),
                        VERSION, Items.number(after.version())));
        if (before.version() == 0) {
            put.conditionExpression("attribute_not_exists(version)");
        } else {
            put.conditionExpression("version = :before")
                    .expressionAttributeValues(Map.of(":before", Items.number(before.version())));
        }
        TransactWriteItem entry = TransactWriteItem.builder().put(put.build()).build();
        TransactWriteItem map = TransactWriteItem.builder()
                .update(update -> update.tableName(items.table())
                        .key(key(MAP))
                        .updateExpression("ADD version :one")
                        .expressionAttributeValues(Map.of(":one", Items.number(1))))
                .build();
        return items.transact(List.of(entry, map)) ? Optional.of(after) : Optional.empty();
    }

    /** The version is read first: a change while the map is being read causes another read. */
    private Shards read(Optional<Shards> before) {
        long version =
                items.get(key(MAP)).map(item -> Items.number(item, VERSION)).orElse(0L);
        return before.filter(shards -> shards.version() == version).orElseGet(() -> {
            Map<Integer, Integer> moved = new HashMap<>();
            if (version > 0) {
                entries().forEach(entry -> moved.put(entry.bucket(), entry.shard()));
            }
            return new Shards(moved, version);
        });
    }

    private static Map<String, AttributeValue> key(String bucket) {
        return Map.of(BUCKET, Items.text(bucket));
    }

    private static Entry unmoved(int bucket) {
        return new Entry(bucket, FIRST_SHARD, FIRST_SHARD, SETTLED, 0);
    }

    private static Entry entry(Map<String, AttributeValue> item) {
        return new Entry(
                Integer.parseInt(item.get(BUCKET).s()),
                Math.toIntExact(Items.number(item, SHARD)),
                Math.toIntExact(Items.number(item, TARGET)),
                item.get(STATE).s(),
                Items.number(item, VERSION));
    }
}
