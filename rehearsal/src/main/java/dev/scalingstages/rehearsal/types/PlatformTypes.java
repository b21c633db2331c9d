package dev.scalingstages.rehearsal.types;

import com.fasterxml.jackson.databind.JsonNode;
import dev.scalingstages.rehearsal.api.Access;
import dev.scalingstages.rehearsal.api.Endpoints.ApiException;
import dev.scalingstages.rehearsal.api.services.DynamoDb;
import dev.scalingstages.rehearsal.api.services.RedshiftData;
import dev.scalingstages.rehearsal.api.services.Sqs;
import dev.scalingstages.rehearsal.stack.Created;
import dev.scalingstages.rehearsal.stack.Declaration;
import dev.scalingstages.rehearsal.stack.FailureException;
import dev.scalingstages.rehearsal.stack.ResourceType;
import java.net.URI;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** Queues, tables and the warehouse. */
public final class PlatformTypes {
    private final Sqs sqs;
    private final DynamoDb dynamo;
    private final RedshiftData warehouse;
    private final Supplier<URI> warehouseServer;
    private final Access access;
    private final Account account;
    private final Ids ids;

    /**
     * @param warehouseServer starts the server that answers for Redshift's Data API, and gives its address
     */
    public PlatformTypes(
            Sqs sqs,
            DynamoDb dynamo,
            RedshiftData warehouse,
            Supplier<URI> warehouseServer,
            Access access,
            Account account,
            Ids ids) {
        this.sqs = sqs;
        this.dynamo = dynamo;
        this.warehouse = warehouse;
        this.warehouseServer = warehouseServer;
        this.access = access;
        this.account = account;
        this.ids = ids;
    }

    /** The types by name. */
    public Map<String, ResourceType> types() {
        return Map.of(
                "AWS::SQS::Queue", new Queue(),
                "AWS::SQS::QueuePolicy", new QueuePolicy(),
                "AWS::DynamoDB::Table", new Table(),
                "AWS::RedshiftServerless::Namespace", new Namespace(),
                "AWS::RedshiftServerless::Workgroup", new Workgroup());
    }

    private String name(Declaration declaration, String property) {
        return declaration.properties().has(property)
                ? declaration.text(property)
                : declaration.logicalId() + "-" + ids.suffix();
    }

    private static String last(String url) {
        return url.substring(url.lastIndexOf('/') + 1);
    }

    private final class Queue extends PlayedType {
        @Override
        Created make(Declaration declaration) throws FailureException, InterruptedException {
            String name = name(declaration, "QueueName");
            try {
                String url = sqs.createQueue(name, declaration.properties());
                return new Created(url, Map.of("Arn", sqs.arn(name), "QueueName", name, "QueueUrl", url));
            } catch (ApiException e) {
                throw Refusals.of(e);
            }
        }

        @Override
        void remove(Declaration declaration, Created created) throws FailureException, InterruptedException {
            try {
                sqs.deleteQueue(last(created.physicalId()));
            } catch (ApiException e) {
                throw Refusals.of(e);
            }
        }
    }

    private final class QueuePolicy extends PlayedType {
        @Override
        Created make(Declaration declaration) {
            set(declaration, Optional.of(declaration.property("PolicyDocument")));
            return Created.named(ids.next("queue-policy"));
        }

        private void set(Declaration declaration, Optional<JsonNode> policy) {
            declaration
                    .property("Queues")
                    .forEach(url -> access.setResourcePolicy(sqs.arn(last(url.asText())), policy));
        }

        @Override
        Created change(Declaration before, Declaration after, Created created) {
            set(before, Optional.empty());
            set(after, Optional.of(after.property("PolicyDocument")));
            return created;
        }

        @Override
        void remove(Declaration declaration, Created created) {
            set(declaration, Optional.empty());
        }
    }

    private final class Table extends PlayedType {
        @Override
        Created make(Declaration declaration) throws FailureException, InterruptedException {
            String name = name(declaration, "TableName");
            try {
                dynamo.createTable(name, declaration.properties());
            } catch (ApiException e) {
                throw Refusals.of(e);
            }
            return new Created(name, Map.of("Arn", dynamo.arn(name)));
        }

        @Override
        Created change(Declaration before, Declaration after, Created created) throws FailureException {
            Properties.playedChanges(
                    before,
                    after,
                    "WarmThroughput",
                    "DeletionProtectionEnabled",
                    "PointInTimeRecoverySpecification",
                    "BillingMode");
            return created;
        }

        @Override
        void remove(Declaration declaration, Created created) throws FailureException, InterruptedException {
            if (declaration.property("DeletionProtectionEnabled").asBoolean()) {
                throw new FailureException("Resource cannot be deleted as it is currently protected against deletion."
                        + " Disable deletion protection first.");
            }
            try {
                dynamo.deleteTable(created.physicalId());
            } catch (ApiException e) {
                throw Refusals.of(e);
            }
        }
    }

    private final class Namespace extends PlayedType {
        @Override
        Created make(Declaration declaration) {
            String name = declaration.text("NamespaceName");
            return new Created(
                    name,
                    Map.of(
                            "Namespace.NamespaceArn", account.regional("redshift-serverless", "namespace/" + name),
                            "Namespace.AdminPasswordSecretArn",
                                    account.regional("secretsmanager", "secret:redshift!" + name)));
        }
    }

    private final class Workgroup extends PlayedType {
        @Override
        Created make(Declaration declaration) {
            String name = declaration.text("WorkgroupName");
            String arn = account.regional("redshift-serverless", "workgroup/" + name);
            warehouse.add(name, arn, warehouseServer.get());
            return new Created(
                    name,
                    Map.of(
                            "Workgroup.WorkgroupArn", arn,
                            "Workgroup.WorkgroupId", name,
                            "Workgroup.Endpoint.Address", name + ".redshift-serverless.amazonaws.com"));
        }

        @Override
        Created change(Declaration before, Declaration after, Created created) throws FailureException {
            Properties.playedChanges(before, after, "BaseCapacity", "MaxCapacity", "ConfigParameters");
            return created;
        }

        @Override
        void remove(Declaration declaration, Created created) {
            warehouse.remove(created.physicalId());
        }
    }
}
