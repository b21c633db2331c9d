package dev.scalingstages.workload.aws;

import dev.scalingstages.workload.aws.AwsClients.Service;
import dev.scalingstages.workload.servers.DynamoServer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;

/** A DynamoDB-compatible server with tables as the template makes them. */
public final class TestTables implements AutoCloseable {
    public static final String COUNTERS = "counters";
    public static final String SHARD_MAP = "shard-map";

    private static final Duration START_LIMIT = Duration.ofSeconds(20);

    private final DynamoServer server;
    private final AwsClients clients;

    public TestTables() throws Exception {
        server = DynamoServer.start();
        clients = TestClients.of(Map.of(Service.DYNAMODB, server.endpoint()));
        make(COUNTERS, List.of("subject", "actor"));
        make(SHARD_MAP, List.of("bucket"));
    }

    public void make(String table, List<String> keys) {
        clients.dynamoDb()
                .createTable(request -> request.tableName(table)
                        // The first request of all is slow on a busy machine, and sent twice it would fail.
                        .overrideConfiguration(configuration ->
                                configuration.apiCallAttemptTimeout(START_LIMIT).apiCallTimeout(START_LIMIT))
                        .billingMode(BillingMode.PAY_PER_REQUEST)
                        .attributeDefinitions(keys.stream()
                                .map(key -> AttributeDefinition.builder()
                                        .attributeName(key)
                                        .attributeType(ScalarAttributeType.S)
                                        .build())
                                .toList())
                        .keySchema(keys.stream()
                                .map(key -> KeySchemaElement.builder()
                                        .attributeName(key)
                                        .keyType(key.equals(keys.getFirst()) ? KeyType.HASH : KeyType.RANGE)
                                        .build())
                                .toList()));
        clients.dynamoDb().waiter().waitUntilTableExists(request -> request.tableName(table));
    }

    public DynamoServer server() {
        return server;
    }

    public AwsClients clients() {
        return clients;
    }

    @Override
    public void close() {
        clients.close();
        server.close();
    }
}
