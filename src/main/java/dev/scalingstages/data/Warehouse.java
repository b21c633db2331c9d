package dev.scalingstages.data;

import dev.scalingstages.monitoring.LogGroups;
import dev.scalingstages.monitoring.Metric;
import dev.scalingstages.network.ComponentSecurityGroup;
import dev.scalingstages.network.Connectable;
import dev.scalingstages.network.Ports;
import dev.scalingstages.runtime.PartContext;
import dev.scalingstages.runtime.ServerSetup;
import dev.scalingstages.security.DataKey;
import dev.scalingstages.security.ServiceRole;
import dev.scalingstages.security.Statement;
import dev.scalingstages.security.Suppressions;
import dev.scalingstages.storage.ArchiveStore;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import software.amazon.awscdk.Aws;
import software.amazon.awscdk.RemovalPolicy;
import software.amazon.awscdk.services.redshiftserverless.CfnNamespace;
import software.amazon.awscdk.services.redshiftserverless.CfnWorkgroup;
import software.amazon.awscdk.services.redshiftserverless.CfnWorkgroup.ConfigParameterProperty;
import software.constructs.Construct;

/**
 * Redshift Serverless: capacity changes in place, where nodes of a provisioned cluster would be out of service for
 * hours, and a warehouse that is queried a few times a day costs nothing in between. AWS generates and rotates its
 * administrator's password; servers reach it through the Data API, without a password and without a port.
 */
public final class Warehouse extends Construct implements Connectable {
    /** The database in the warehouse; create-only. */
    public static final String DATABASE = "history";

    private static final List<String> LOGS = List.of("connectionlog", "useractivitylog", "userlog");

    private final ComponentSecurityGroup securityGroup;
    private final CfnNamespace namespace;
    private final CfnWorkgroup workgroup;
    private final String loadRoleArn;

    /**
     * @param archive the bucket that rows are loaded from
     * @param capacityUnits base capacity in Redshift processing units, a multiple of 8
     */
    public record Props(PartContext context, ArchiveStore archive, int capacityUnits) {
        public Props {
            Objects.requireNonNull(context, "context");
            Objects.requireNonNull(archive, "archive");
        }
    }

    public Warehouse(Construct scope, String id, Props props) {
        super(scope, id);
        PartContext context = props.context();
        securityGroup = new ComponentSecurityGroup(this, "SecurityGroup", "warehouse", context.network());
        ServiceRole loadRole = loadRole(props.archive(), context.dataKey());
        loadRoleArn = loadRole.arn();
        String name = Aws.STACK_NAME + "-warehouse";
        namespace = CfnNamespace.Builder.create(this, "Namespace")
                .namespaceName(name)
                .dbName(DATABASE)
                .adminUsername("administrator")
                .manageAdminPassword(true)
                .adminPasswordSecretKmsKeyId(context.dataKey().arn())
                .kmsKeyId(context.dataKey().arn())
                .iamRoles(List.of(loadRoleArn))
                .defaultIamRoleArn(loadRoleArn)
                .logExports(LOGS)
                .build();
        namespace.applyRemovalPolicy(RemovalPolicy.RETAIN);
        for (String log : LOGS) {
            namespace.addResourceDependency(LogGroups.createForRetainedResource(
                    this, "LogGroup-" + log, context.operationsKey(), "/aws/redshift/" + name + "/" + log));
        }
        workgroup = CfnWorkgroup.Builder.create(this, "Workgroup")
                .workgroupName(name)
                .namespaceName(namespace.getRef())
                .baseCapacity(props.capacityUnits())
                .maxCapacity(4 * props.capacityUnits())
                .port(Ports.WAREHOUSE)
                .publiclyAccessible(false)
                .enhancedVpcRouting(true)
                .subnetIds(context.network().dataSubnetIds())
                .securityGroupIds(List.of(securityGroup.groupId()))
                .configParameters(List.of(
                        parameter("require_ssl", "true"),
                        parameter("use_fips_ssl", "false"),
                        parameter("enable_user_activity_logging", "true"),
                        parameter("max_query_execution_time", "14400")))
                .build();
        // Loads from the archive run under this role.
        loadRole.policies().forEach(workgroup::addResourceDependency);
        context.alarms()
                .define(
                        this,
                        "FailedQueriesAlarm",
                        Metric.sum("AWS/Redshift-Serverless", "QueriesFailed", Map.of("Workgroup", name))
                                .above(0)
                                .forMinutes(15)
                                .missingIsNotBreaching(),
                        "Queries fail in the warehouse: the archive waits, and deletes nothing until they work.");
    }

    @Override
    public ComponentSecurityGroup securityGroup() {
        return securityGroup;
    }

    /** The name of the workgroup, for the operator. */
    public String workgroupName() {
        return workgroup.getRef();
    }

    /** Lets a kind of server load and count rows through the Data API, and configures the workgroup. */
    public void allowLoadsBy(ServerSetup server) {
        server.configure("WAREHOUSE_WORKGROUP", workgroup.getRef());
        server.configure("WAREHOUSE_DATABASE", DATABASE);
        server.configure("WAREHOUSE_ROLE_ARN", loadRoleArn);
        server.allow(
                List.of(
                        "redshift-data:BatchExecuteStatement",
                        "redshift-data:ExecuteStatement",
                        "redshift-serverless:GetCredentials"),
                List.of(workgroup.getAttrWorkgroupWorkgroupArn()));
        server.allowWide(
                List.of("redshift-data:DescribeStatement", "redshift-data:GetStatementResult"),
                List.of("*"),
                "Resource::*",
                "A statement has an identifier and no ARN; the Data API shows it to the role that started it only.");
    }

    private ServiceRole loadRole(ArchiveStore archive, DataKey key) {
        ServiceRole role = new ServiceRole(
                this,
                "LoadRole",
                new ServiceRole.Props(
                        // AWS asks for both of Redshift Serverless's names.
                        List.of("redshift-serverless.amazonaws.com", "redshift.amazonaws.com"),
                        "Loads archived rows into the warehouse"),
                List.of(
                        Statement.allow(List.of("s3:ListBucket"), List.of(archive.bucketArn())),
                        Statement.allow(List.of("s3:GetObject"), List.of(archive.bucketArn() + "/*")),
                        Statement.allowKey(List.of("kms:Decrypt"), key, List.of("s3"))));
        role.policies()
                .forEach(policy -> Suppressions.accept(
                        policy,
                        "AwsSolutions-IAM5[" + archive.allObjectsFinding() + "]",
                        "The warehouse loads any object of this one bucket; rows are filed by date and shard."));
        return role;
    }

    private static ConfigParameterProperty parameter(String key, String value) {
        return ConfigParameterProperty.builder()
                .parameterKey(key)
                .parameterValue(value)
                .build();
    }
}
