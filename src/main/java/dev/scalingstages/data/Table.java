package dev.scalingstages.data;

import dev.scalingstages.monitoring.Alarms;
import dev.scalingstages.monitoring.Condition;
import dev.scalingstages.monitoring.Metric;
import dev.scalingstages.runtime.ServerSetup;
import dev.scalingstages.security.DataKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;
import software.amazon.awscdk.RemovalPolicy;
import software.amazon.awscdk.services.dynamodb.CfnTable;
import software.amazon.awscdk.services.dynamodb.CfnTable.AttributeDefinitionProperty;
import software.amazon.awscdk.services.dynamodb.CfnTable.KeySchemaProperty;
import software.amazon.awscdk.services.dynamodb.CfnTable.PointInTimeRecoverySpecificationProperty;
import software.amazon.awscdk.services.dynamodb.CfnTable.SSESpecificationProperty;
import software.amazon.awscdk.services.dynamodb.CfnTable.WarmThroughputProperty;
import software.constructs.Construct;

/**
 * A DynamoDB table for very hot data that is read and written by key: counters, and the map from a key's bucket to its
 * shard. Capacity is on demand and any second of the last 35 days can be restored.
 */
public final class Table extends Construct {
    private final String name;
    private final String arn;
    private final DataKey key;

    /**
     * @param partitionKey the name of the partition key, a string; create-only
     * @param sortKey the name of the sort key, a string; create-only
     * @param warmReads the read units a second that it is ready for at once, where that is more than the 12,000 of a
     *     new table; never less than an existing table already has, since DynamoDB refuses that
     */
    public record Props(DataKey key, String partitionKey, Optional<String> sortKey, OptionalInt warmReads) {
        public Props {
            Objects.requireNonNull(key, "key");
            Objects.requireNonNull(partitionKey, "partitionKey");
        }
    }

    public Table(Construct scope, String id, Props props) {
        super(scope, id);
        key = props.key();
        List<String> names = new ArrayList<>(List.of(props.partitionKey()));
        props.sortKey().ifPresent(names::add);
        CfnTable.Builder builder = CfnTable.Builder.create(this, "Resource");
        props.warmReads()
                .ifPresent(units -> builder.warmThroughput(WarmThroughputProperty.builder()
                        .readUnitsPerSecond(units)
                        .build()));
        CfnTable table = builder.billingMode("PAY_PER_REQUEST")
                .attributeDefinitions(names.stream()
                        .map(attribute -> AttributeDefinitionProperty.builder()
                                .attributeName(attribute)
                                .attributeType("S")
                                .build())
                        .toList())
                .keySchema(names.stream()
                        .map(attribute -> KeySchemaProperty.builder()
                                .attributeName(attribute)
                                .keyType(attribute.equals(props.partitionKey()) ? "HASH" : "RANGE")
                                .build())
                        .toList())
                .sseSpecification(SSESpecificationProperty.builder()
                        .sseEnabled(true)
                        .sseType("KMS")
                        .kmsMasterKeyId(key.arn())
                        .build())
                .pointInTimeRecoverySpecification(PointInTimeRecoverySpecificationProperty.builder()
                        .pointInTimeRecoveryEnabled(true)
                        .build())
                .deletionProtectionEnabled(true)
                .build();
        table.applyRemovalPolicy(RemovalPolicy.RETAIN);
        name = table.getRef();
        arn = table.getAttrArn();
    }

    /** Defines the alarm on tables that refuse requests, reads or writes. */
    public static void defineAlarm(Construct scope, List<Table> tables, Alarms alarms) {
        alarms.defineForWorst(
                scope,
                "ThrottledAlarm",
                tables.stream()
                        .flatMap(table -> Stream.of("Read", "Write").map(table::throttled))
                        .toList(),
                "DynamoDB refuses requests on a table: one key is hotter than a partition can serve.");
    }

    private Condition throttled(String direction) {
        return Metric.sum("AWS/DynamoDB", direction + "ThrottleEvents", Map.of("TableName", name))
                .above(0)
                .forMinutes(5)
                .missingIsNotBreaching();
    }

    /** The table's name. */
    public String name() {
        return name;
    }

    /** The ARN, for backups. */
    public String arn() {
        return arn;
    }

    /**
     * Lets a kind of server read and write items, and configures the table's name.
     *
     * @param variable the line in the environment file, such as {@code COUNTERS_TABLE}
     */
    public void allowUseBy(ServerSetup server, String variable) {
        server.configure(variable, name);
        server.allow(
                List.of(
                        "dynamodb:BatchGetItem",
                        "dynamodb:DeleteItem",
                        "dynamodb:GetItem",
                        "dynamodb:PutItem",
                        "dynamodb:UpdateItem"),
                List.of(arn));
        server.allowKey("dynamodb", key, "kms:Decrypt", "kms:GenerateDataKey");
    }

    /** Lets a kind of server read items, and configures the table's name. */
    public void allowReadsFrom(ServerSetup server, String variable) {
        server.configure(variable, name);
        server.allow(List.of("dynamodb:BatchGetItem", "dynamodb:GetItem"), List.of(arn));
        server.allowKey("dynamodb", key, "kms:Decrypt");
    }
}
