package dev.scalingstages.workload.aws;

import dev.scalingstages.workload.aws.AwsClients.Service;
import dev.scalingstages.workload.servers.DynamoServer;
import java.util.Map;

/** A DynamoDB-compatible server with tables as the template makes them. */
public final class TestTables implements AutoCloseable {
    public static final String COUNTERS = "counters";
    public static final String SHARD_MAP = "shard-map";

    private final DynamoServer server;
    private final AwsClients clients;

    public TestTables() throws Exception {
        server = DynamoServer.start();
        clients = TestClients.of(Map.of(Service.DYNAMODB, server.endpoint()));
        make(COUNTERS, "subject", "actor");
        make(SHARD_MAP, "bucket");
    }

    public void make(String table, String... keys) {
        DynamoServer.createTable(clients.dynamoDb(), table, keys);
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
