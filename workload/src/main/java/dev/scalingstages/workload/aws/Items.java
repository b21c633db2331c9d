package dev.scalingstages.workload.aws;

import dev.scalingstages.workload.content.Pause;
import dev.scalingstages.workload.content.UnavailableException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.IntStream;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BatchGetItemResponse;
import software.amazon.awssdk.services.dynamodb.model.KeysAndAttributes;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;
import software.amazon.awssdk.services.dynamodb.model.TransactionCanceledException;

/** The calls to one DynamoDB table. They throw {@link UnavailableException} when it does not answer or refuses. */
final class Items {
    /** The most keys that DynamoDB takes in one request. */
    private static final int BATCH = 100;

    /** How long a call is tried again, when other transactions or a hot partition are in its way. */
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private static final long FIRST_PAUSE_MILLIS = 10;
    private static final long LONGEST_PAUSE_MILLIS = 320;

    /** Reasons that go away by themselves. */
    private static final List<String> PASSING =
            List.of("TransactionConflict", "ThrottlingError", "ProvisionedThroughputExceeded");

    private final DynamoDbClient client;
    private final String table;

    Items(DynamoDbClient client, String table) {
        this.client = client;
        this.table = table;
    }

    static AttributeValue text(String value) {
        return AttributeValue.fromS(value);
    }

    static AttributeValue number(long value) {
        return AttributeValue.fromN(Long.toString(value));
    }

    static long number(Map<String, AttributeValue> item, String attribute) {
        return Long.parseLong(item.get(attribute).n());
    }

    String table() {
        return table;
    }

    DynamoDbClient client() {
        return client;
    }

    /** Reads an item consistently, as of now; empty when there is none. */
    Optional<Map<String, AttributeValue>> get(Map<String, AttributeValue> key) {
        return Calls.of("DynamoDB", () -> {
            var response =
                    client.getItem(request -> request.tableName(table).key(key).consistentRead(true));
            return response.hasItem() ? Optional.of(response.item()) : Optional.empty();
        });
    }

    /** Reads those of some items that exist, in no order. */
    List<Map<String, AttributeValue>> get(List<Map<String, AttributeValue>> keys, boolean consistent) {
        List<Map<String, AttributeValue>> items = new ArrayList<>();
        for (int from = 0; from < keys.size(); from += BATCH) {
            KeysAndAttributes asked = KeysAndAttributes.builder()
                    .keys(keys.subList(from, Math.min(from + BATCH, keys.size())))
                    .consistentRead(consistent)
                    .build();
            Map<String, KeysAndAttributes> left = Map.of(table, asked);
            for (Pauses pauses = new Pauses(); !left.isEmpty(); ) {
                Map<String, KeysAndAttributes> now = left;
                BatchGetItemResponse response =
                        Calls.of("DynamoDB", () -> client.batchGetItem(request -> request.requestItems(now)));
                items.addAll(response.responses().getOrDefault(table, List.of()));
                left = response.unprocessedKeys();
                if (!left.isEmpty()) {
                    pauses.pause();
                }
            }
        }
        return items;
    }

    /**
     * The result of asking a busy table once.
     *
     * @param items those that exist, in no order
     * @param unprocessed the keys that the table did not answer for
     */
    record BatchResult(List<Map<String, AttributeValue>> items, List<Map<String, AttributeValue>> unprocessed) {}

    /** Reads those of some items that exist, as far as the table answers at once. */
    BatchResult ask(List<Map<String, AttributeValue>> keys) {
        List<Map<String, AttributeValue>> items = new ArrayList<>();
        List<Map<String, AttributeValue>> unprocessed = new ArrayList<>();
        for (int from = 0; from < keys.size(); from += BATCH) {
            Map<String, KeysAndAttributes> asked = Map.of(
                    table,
                    KeysAndAttributes.builder()
                            .keys(keys.subList(from, Math.min(from + BATCH, keys.size())))
                            .build());
            BatchGetItemResponse response =
                    Calls.of("DynamoDB", () -> client.batchGetItem(request -> request.requestItems(asked)));
            items.addAll(response.responses().getOrDefault(table, List.of()));
            Optional.ofNullable(response.unprocessedKeys().get(table))
                    .ifPresent(left -> unprocessed.addAll(left.keys()));
        }
        return new BatchResult(items, unprocessed);
    }

    /** Writes an item, whatever was there. */
    void put(Map<String, AttributeValue> item) {
        Calls.of(
                "DynamoDB",
                () -> client.putItem(request -> request.tableName(table).item(item)));
    }

    /**
     * Returns when items with a key may be read.
     *
     * @param key of an item that need not be there
     */
    void askToRead(Map<String, AttributeValue> key) {
        get(key);
        get(List.of(key), true);
    }

    /**
     * Returns when items may be put, updated and deleted. Nothing is written: each write requires an item that does not
     * exist.
     *
     * @param keys of three items that are never there
     */
    void askToWrite(List<Map<String, AttributeValue>> keys) {
        // By a name that stands for it: an attribute may be called what is a word of the language.
        Map<String, String> names =
                Map.of("#key", keys.getFirst().keySet().iterator().next());
        String exists = "attribute_exists(#key)";
        transact(List.of(
                TransactWriteItem.builder()
                        .put(put -> put.tableName(table)
                                .item(keys.get(0))
                                .conditionExpression(exists)
                                .expressionAttributeNames(names))
                        .build(),
                TransactWriteItem.builder()
                        .update(update -> update.tableName(table)
                                .key(keys.get(1))
                                .updateExpression("ADD asked :one")
                                .expressionAttributeValues(Map.of(":one", number(1)))
                                .conditionExpression(exists)
                                .expressionAttributeNames(names))
                        .build(),
                TransactWriteItem.builder()
                        .delete(delete -> delete.tableName(table)
                                .key(keys.get(2))
                                .conditionExpression(exists)
                                .expressionAttributeNames(names))
                        .build()));
    }

    /**
     * Writes all or nothing.
     *
     * @return whether it is written; if not, a condition was not met
     */
    boolean transact(List<TransactWriteItem> writes) {
        return unmet(writes).isEmpty();
    }

    /**
     * Writes all or nothing.
     *
     * @return the places of the writes whose condition was not met; none when all is written
     */
    List<Integer> unmet(List<TransactWriteItem> writes) {
        for (Pauses pauses = new Pauses(); ; pauses.pause()) {
            List<String> reasons = tryToTransact(writes);
            List<Integer> unmet = IntStream.range(0, reasons.size())
                    .filter(place -> reasons.get(place).equals("ConditionalCheckFailed"))
                    .boxed()
                    .toList();
            if (reasons.isEmpty() || !unmet.isEmpty()) {
                return unmet;
            }
        }
    }

    /** Returns the reasons why it was not written; empty when it was. */
    private List<String> tryToTransact(List<TransactWriteItem> writes) {
        return Calls.of("DynamoDB", () -> {
            try {
                client.transactWriteItems(request -> request.transactItems(writes));
                return List.of();
            } catch (TransactionCanceledException e) {
                List<String> reasons = e.cancellationReasons().stream()
                        .map(reason -> reason.code())
                        .toList();
                if (!reasons.contains("ConditionalCheckFailed")
                        && reasons.stream().noneMatch(PASSING::contains)) {
                    throw e;
                }
                return reasons;
            }
        });
    }

    /** Pauses that get longer, each by chance shorter than that, so that those who met do not meet again. */
    private static final class Pauses {
        private final long end = System.nanoTime() + PATIENCE.toNanos();
        private long longest = FIRST_PAUSE_MILLIS;

        void pause() {
            long millis = ThreadLocalRandom.current().nextLong(1, longest + 1);
            longest = Math.min(2 * longest, LONGEST_PAUSE_MILLIS);
            if (System.nanoTime() + Duration.ofMillis(millis).toNanos() > end) {
                throw new UnavailableException("DynamoDB is too busy with these items");
            }
            Pause.of(Duration.ofMillis(millis));
        }
    }
}
