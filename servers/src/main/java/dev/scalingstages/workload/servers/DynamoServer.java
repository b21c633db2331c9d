package dev.scalingstages.workload.servers;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;

/**
 * A dynalite server in memory behind a {@link DynamoFront}, which speak the protocol of DynamoDB. They take any
 * credentials. Amazon's own DynamoDB Local is not used: its licence is not an open one.
 *
 * <p>dynalite is a server in its own right for single items and batches. Transactions are the front's and no more than
 * an imitation: whole or not at all for the front's clients, cancelled where two meet, but never throttled.
 */
public final class DynamoServer implements AutoCloseable {
    private static final Duration TABLE_LIMIT = Duration.ofSeconds(20);

    private final ServerDirectory directory;
    private final ServerProcess process;
    private final DynamoFront front;

    private DynamoServer(ServerDirectory directory, ServerProcess process, DynamoFront front) {
        this.directory = directory;
        this.process = process;
        this.front = front;
    }

    public static DynamoServer start() throws IOException, InterruptedException {
        ServerDirectory directory = ServerDirectory.create("dynamo", OsUser.current());
        try {
            int port = FreePort.next();
            URI dynalite = URI.create("http://" + FreePort.HOST + ":" + port);
            ServerProcess process = ServerProcess.launch("dynalite", directory, command(port), Map.of());
            process.await(() -> HttpProbe.check(dynalite));
            return new DynamoServer(directory, process, new DynamoFront(dynalite));
        } catch (IOException | InterruptedException | RuntimeException e) {
            directory.close();
            throw e;
        }
    }

    private static List<String> command(int port) throws IOException, InterruptedException {
        return List.of(
                "node",
                Distribution.npm("dynalite")
                        .resolve("node_modules/dynalite/cli.js")
                        .toString(),
                "--host=" + FreePort.HOST,
                "--port=" + port,
                "--createTableMs=0",
                "--updateTableMs=0",
                "--deleteTableMs=0");
    }

    public URI endpoint() {
        return front.endpoint();
    }

    /**
     * From now on a {@code BatchGetItem} leaves keys beyond this number unprocessed, as DynamoDB does when it is busy.
     */
    public void answerAtMost(int keys) {
        front.answerAtMost(keys);
    }

    /** Stops answering, with all connections left open, or goes on. */
    public void hang(boolean hangs) throws IOException, InterruptedException {
        process.signal(hangs ? "STOP" : "CONT");
    }

    /**
     * Makes a table as the template makes them, and waits for it.
     *
     * @param keys the partition key, and a sort key where there is one; both are text
     */
    public static void createTable(DynamoDbClient client, String name, String... keys) {
        client.createTable(table -> table.tableName(name)
                // The first request of all is slow on a busy machine, and sent twice it would fail.
                .overrideConfiguration(configuration ->
                        configuration.apiCallAttemptTimeout(TABLE_LIMIT).apiCallTimeout(TABLE_LIMIT))
                .billingMode(BillingMode.PAY_PER_REQUEST)
                .attributeDefinitions(Stream.of(keys)
                        .map(key -> AttributeDefinition.builder()
                                .attributeName(key)
                                .attributeType(ScalarAttributeType.S)
                                .build())
                        .toList())
                .keySchema(Stream.of(keys)
                        .map(key -> KeySchemaElement.builder()
                                .attributeName(key)
                                .keyType(key.equals(keys[0]) ? KeyType.HASH : KeyType.RANGE)
                                .build())
                        .toList()));
        client.waiter().waitUntilTableExists(table -> table.tableName(name));
    }

    long pid() {
        return process.pid();
    }

    @Override
    public void close() {
        front.close();
        process.close();
        directory.close();
    }
}
