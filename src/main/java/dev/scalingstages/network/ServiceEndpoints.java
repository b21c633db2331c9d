package dev.scalingstages.network;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import software.amazon.awscdk.Aws;
import software.amazon.awscdk.services.ec2.CfnVPCEndpoint;
import software.amazon.awscdk.services.ec2.PrefixList;
import software.amazon.awscdk.services.ec2.PrefixListLookupOptions;
import software.constructs.Construct;
import software.constructs.IDependable;

/**
 * The VPC's private endpoints for AWS services, in place of a route to the internet. Gateway endpoints (S3 and
 * DynamoDB) cost nothing and are there from the first stage; an interface endpoint costs about 7 USD a month in each
 * zone, so it comes with the first stage that needs it, in as many zones as have servers.
 */
public final class ServiceEndpoints extends Construct implements Connectable {
    private final ComponentSecurityGroup securityGroup;
    private final String s3PrefixListId;
    private final String dynamoDbPrefixListId;
    private final List<IDependable> endpoints = new ArrayList<>();

    /** A service that is reached by an interface endpoint. */
    public enum Service {
        /** Session Manager and patching. */
        SSM("ssm"),
        /**
         * The channel of Session Manager's sessions and of commands. Agents before 3.3.40, of 2023, took commands over
         * another, {@code ec2messages}, which the newest regions do not have. Source: AWS Systems Manager User Guide,
         * Reference: ec2messages, ssmmessages, and other API operations.
         */
        SSM_MESSAGES("ssmmessages"),
        /** Logs that servers ship. */
        LOGS("logs"),
        /** Metrics that servers send. */
        MONITORING("monitoring"),
        /** Database credentials. */
        SECRETS_MANAGER("secretsmanager"),
        /** Signals of servers that finished booting. */
        CLOUDFORMATION("cloudformation"),
        /** Jobs and asynchronous writes. */
        SQS("sqs"),
        /** Loading and counting in the warehouse. */
        REDSHIFT_DATA("redshift-data");

        private final String endpoint;

        Service(String endpoint) {
            this.endpoint = endpoint;
        }
    }

    /** What servers use AWS-owned buckets for, besides the packages of Amazon Linux. */
    public enum Use {
        /** Signalling a wait condition by its presigned URL. */
        WAIT_CONDITIONS,
        /** Loading the modules and baselines of Patch Manager's scan. */
        PATCH_BASELINES
    }

    /**
     * @param network the network that the endpoints are in
     * @param region the stack's region, by which AWS names its prefix lists and buckets
     * @param services the services that this stage's servers call
     * @param use what this stage's servers use AWS-owned buckets for
     * @param zones in how many zones, from the first: 1 for a stage with one server, else 3
     */
    public record Props(Network network, String region, List<Service> services, Set<Use> use, int zones) {
        public Props {
            services = List.copyOf(services);
            use = Set.copyOf(use);
        }
    }

    public ServiceEndpoints(Construct scope, String id, Props props) {
        super(scope, id);
        Network network = props.network();
        securityGroup = new ComponentSecurityGroup(this, "SecurityGroup", "service endpoints", network);
        s3PrefixListId = prefixList("S3PrefixList", props.region(), "s3");
        dynamoDbPrefixListId = prefixList("DynamoDbPrefixList", props.region(), "dynamodb");
        gateway("S3", "s3", network, s3Policy(props));
        gateway("DynamoDb", "dynamodb", network, sameAccountOnly());
        for (Service service : props.services()) {
            endpoints.add(CfnVPCEndpoint.Builder.create(this, service.name())
                    .serviceName(serviceName(service.endpoint))
                    .vpcEndpointType("Interface")
                    .vpcId(network.vpcId())
                    .subnetIds(network.appSubnetIds().subList(0, props.zones()))
                    .securityGroupIds(List.of(securityGroup.groupId()))
                    .privateDnsEnabled(true)
                    .policyDocument(sameAccountOnly())
                    .build());
        }
    }

    @Override
    public ComponentSecurityGroup securityGroup() {
        return securityGroup;
    }

    /** All endpoints: a server that boots before they are complete can't even report it. */
    public List<IDependable> endpoints() {
        return List.copyOf(endpoints);
    }

    /**
     * Lets a kind of server call the interface endpoints and S3: everything that a server needs to boot and be
     * monitored.
     */
    public void allowConnectionsFrom(Connectable server) {
        allowCallsFrom(server);
        allowS3From(server);
    }

    /** Lets a component that doesn't need S3, such as a function, call the interface endpoints. */
    public void allowCallsFrom(Connectable component) {
        securityGroup.allowConnectionsFrom(component, Ports.HTTPS);
    }

    /** Lets a component other than a server, such as the warehouse, reach S3. */
    public void allowS3From(Connectable component) {
        component.securityGroup().allowToPrefixList("S3", s3PrefixListId);
    }

    /** Lets a kind of server call DynamoDB. */
    public void allowDynamoDbFrom(Connectable server) {
        server.securityGroup().allowToPrefixList("DynamoDB", dynamoDbPrefixListId);
    }

    private void gateway(String id, String service, Network network, Map<String, Object> policy) {
        CfnVPCEndpoint endpoint = CfnVPCEndpoint.Builder.create(this, id)
                .serviceName(serviceName(service))
                .vpcEndpointType("Gateway")
                .vpcId(network.vpcId())
                .routeTableIds(network.routeTableIds())
                .policyDocument(policy)
                .build();
        endpoint.getNode().addDependency(network.routes().toArray(IDependable[]::new));
        endpoints.add(endpoint);
    }

    private String prefixList(String id, String region, String service) {
        return PrefixList.fromLookup(
                        this,
                        id,
                        PrefixListLookupOptions.builder()
                                .prefixListName("com.amazonaws." + region + "." + service)
                                .build())
                .getPrefixListId();
    }

    private static String serviceName(String service) {
        return "com.amazonaws." + Aws.REGION + "." + service;
    }

    private static Map<String, Object> sameAccountOnly() {
        return policy(List.of(allow("OwnPrincipals", "*", List.of("*"), "aws:PrincipalAccount")));
    }

    private static Map<String, Object> s3Policy(Props props) {
        List<Map<String, Object>> statements = new ArrayList<>();
        statements.add(allow("OwnBuckets", "s3:*", List.of("*"), "aws:ResourceAccount"));
        List<String> downloads = new ArrayList<>(PublicBuckets.packages());
        if (props.use().contains(Use.PATCH_BASELINES)) {
            downloads.addAll(PublicBuckets.patchBaselines(props.region()));
        }
        statements.add(allow("PackagesAndPatches", "s3:GetObject", downloads));
        if (props.use().contains(Use.WAIT_CONDITIONS)) {
            statements.add(allow("Signals", "s3:PutObject", PublicBuckets.waitConditions()));
        }
        return policy(statements);
    }

    private static Map<String, Object> allow(String sid, String action, List<String> resources, String conditionKey) {
        Map<String, Object> statement = allow(sid, action, resources);
        statement.put("Condition", Map.of("StringEquals", Map.of(conditionKey, Aws.ACCOUNT_ID)));
        return statement;
    }

    private static Map<String, Object> allow(String sid, String action, List<String> resources) {
        return new TreeMap<>(
                Map.of("Sid", sid, "Effect", "Allow", "Principal", "*", "Action", action, "Resource", resources));
    }

    private static Map<String, Object> policy(List<Map<String, Object>> statements) {
        return new TreeMap<>(Map.of("Version", "2012-10-17", "Statement", statements));
    }
}
