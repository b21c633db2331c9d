package dev.scalingstages.rehearsal.api.services;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.scalingstages.rehearsal.api.Endpoints.ApiException;
import dev.scalingstages.rehearsal.api.Endpoints.Caller;
import dev.scalingstages.rehearsal.api.Endpoints.Need;
import dev.scalingstages.rehearsal.api.Endpoints.Service;
import dev.scalingstages.rehearsal.api.Endpoints.Target;
import dev.scalingstages.rehearsal.api.NotPlayedException;
import dev.scalingstages.rehearsal.api.Place;
import java.net.URI;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** DynamoDB in front of dynalite, which lacks transactions, and of what adds them. */
public final class DynamoDb implements Service, AutoCloseable {
    private static final String TABLE = "TableName";
    private static final Set<String> OF_ONE_TABLE =
            Set.of("DeleteItem", "DescribeTable", "GetItem", "PutItem", "Query", "Scan", "UpdateItem");
    private static final Set<String> OF_TABLES = Set.of("BatchGetItem", "BatchWriteItem");
    private static final String TRANSACTION = "TransactWriteItems";
    private static final List<String> PASSED_ON =
            List.of(TABLE, "AttributeDefinitions", "KeySchema", "BillingMode", "GlobalSecondaryIndexes");

    private final Place place;
    private final JsonBackend backend;
    private final Map<String, String> keys = new ConcurrentHashMap<>();

    /** DynamoDB without tables. */
    public DynamoDb(Place place, URI server) {
        this.place = place;
        this.backend = new JsonBackend(server, "DynamoDB_20120810.", "1.0");
    }

    /**
     * Makes a table.
     *
     * @param properties of {@code AWS::DynamoDB::Table}
     */
    public void createTable(String name, JsonNode properties) throws ApiException, InterruptedException {
        ObjectNode request = JsonBackend.JSON.createObjectNode();
        PASSED_ON.stream().filter(properties::has).forEach(field -> request.set(field, properties.get(field)));
        request.put(TABLE, name);
        backend.call("CreateTable", request);
        while (!backend.call(
                        "DescribeTable", JsonBackend.JSON.createObjectNode().put(TABLE, name))
                .at("/Table/TableStatus")
                .asText()
                .equals("ACTIVE")) {
            Thread.sleep(20);
        }
        keys.put(name, properties.at("/SSESpecification/KMSMasterKeyId").asText(""));
    }

    /** Removes a table with its items. */
    public void deleteTable(String name) throws ApiException, InterruptedException {
        if (keys.remove(name) != null) {
            backend.call("DeleteTable", JsonBackend.JSON.createObjectNode().put(TABLE, name));
        }
    }

    /** The ARN of a table. */
    public String arn(String name) {
        return place.arn("dynamodb", "table/" + name);
    }

    @Override
    public JsonNode perform(String action, JsonNode request, Caller caller) throws ApiException, InterruptedException {
        return backend.call(action, request);
    }

    @Override
    public Target target(String action, JsonNode request) {
        return new Target(arn(name(request.path(TABLE).asText())), Map.of());
    }

    /** A table may be named by its ARN. */
    private static String name(String nameOrArn) {
        return nameOrArn.replaceFirst(".*:table/", "");
    }

    @Override
    public List<Need> needs(String prefix, String action, JsonNode request) {
        Set<Need> needs = new LinkedHashSet<>();
        if (OF_ONE_TABLE.contains(action)) {
            add(needs, action, request.path(TABLE).asText());
        } else if (OF_TABLES.contains(action)) {
            request.path("RequestItems").propertyStream().forEach(table -> add(needs, action, table.getKey()));
        } else if (action.equals(TRANSACTION)) {
            // Each needs what it would need alone (DynamoDB developer guide, "IAM with transactions").
            for (JsonNode item : request.path("TransactItems")) {
                item.propertyStream()
                        .forEach(one -> add(
                                needs,
                                one.getKey() + "Item",
                                one.getValue().path(TABLE).asText()));
            }
        } else {
            throw new NotPlayedException(action);
        }
        return List.copyOf(needs);
    }

    private void add(Set<Need> needs, String action, String table) {
        String name = name(table);
        needs.add(Need.direct("dynamodb:" + action, arn(name), Map.of()));
        String key = keys.getOrDefault(name, "");
        if (!key.isEmpty()) {
            needs.add(Need.ofKey("kms:Decrypt", key, place.via("dynamodb")));
        }
    }

    @Override
    public void close() {
        backend.close();
    }
}
