package dev.scalingstages.runtime;

import dev.scalingstages.monitoring.LogGroups;
import dev.scalingstages.network.ComponentSecurityGroup;
import dev.scalingstages.network.Connectable;
import dev.scalingstages.network.ServiceEndpoints;
import dev.scalingstages.security.ServiceRole;
import dev.scalingstages.security.Statement;
import dev.scalingstages.security.Suppressions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import software.amazon.awscdk.Aws;
import software.amazon.awscdk.services.iam.CfnInstanceProfile;
import software.amazon.awscdk.services.iam.CfnManagedPolicy;
import software.amazon.awscdk.services.logs.CfnLogGroup;
import software.constructs.Construct;
import software.constructs.IDependable;

/**
 * What makes a kind of server: its role, security group, log group and environment file. The role starts with what any
 * server needs (Session Manager, its own log streams and metrics, the boot archive) and grows by {@link #allow}.
 */
public final class ServerIdentity extends Construct implements Connectable {
    /**
     * What Systems Manager's agent calls, as AWS's own policy for servers lists it, less parameters, documents' lists
     * and the channel that old agents took commands by.
     */
    private static final List<String> SYSTEMS_MANAGER = List.of(
            "ssm:DescribeAssociation",
            "ssm:DescribeDocument",
            "ssm:GetDeployablePatchSnapshotForInstance",
            "ssm:GetDocument",
            "ssm:ListAssociations",
            "ssm:ListInstanceAssociations",
            "ssm:PutComplianceItems",
            "ssm:PutInventory",
            "ssm:UpdateAssociationStatus",
            "ssm:UpdateInstanceAssociationStatus",
            "ssm:UpdateInstanceInformation",
            "ssmmessages:CreateControlChannel",
            "ssmmessages:CreateDataChannel",
            "ssmmessages:OpenControlChannel",
            "ssmmessages:OpenDataChannel");

    private static final List<String> ALL = List.of("*");
    private static final String EVERYTHING = "Resource::*";

    private record Wide(String rule, String reason) {}

    private final ServiceEndpoints endpoints;
    private final List<IDependable> needs = new ArrayList<>();
    private final ServiceRole role;
    private final List<Statement> statements = new ArrayList<>();
    private final Map<Statement, Wide> wide = new LinkedHashMap<>();
    private final Map<List<String>, Set<String>> keys = new LinkedHashMap<>();
    private final ComponentSecurityGroup securityGroup;
    private final Map<String, String> environment = new LinkedHashMap<>();
    private final String logGroupName;
    private final String instanceProfileArn;
    private final String instanceProfileName;
    private String policyName = "Policy";

    /**
     * @param component the component's name, such as {@code read API}
     * @param serverRole the role in the boot scripts, such as {@code read-api}
     */
    public ServerIdentity(Construct scope, String id, ServerContext context, String component, String serverRole) {
        super(scope, id);
        securityGroup = new ComponentSecurityGroup(this, "SecurityGroup", component, context.network());
        endpoints = context.endpoints();
        endpoints.allowConnectionsFrom(this);
        CfnLogGroup logGroup = LogGroups.create(this, "LogGroup", context.keys().operationsArn());

        logGroupName = logGroup.getRef();
        role = new ServiceRole(this, "Role", new ServiceRole.Props("ec2.amazonaws.com", "Servers of the " + component));
        allowWide(
                SYSTEMS_MANAGER,
                ALL,
                EVERYTHING,
                "Systems Manager's agent needs the list that AWS gives; its channels"
                        + " know no narrower resource, and each acts on the calling server itself.");
        allowWide(
                Statement.allow(
                        List.of("cloudwatch:PutMetricData"),
                        ALL,
                        Map.of("StringEquals", Map.of("cloudwatch:namespace", Aws.STACK_NAME))),
                EVERYTHING,
                "PutMetricData knows no narrower resource; a condition holds it to the system's own namespace.");
        allow(List.of("s3:GetObject"), List.of(context.bootScripts().archiveArn()));
        allow(
                List.of("logs:CreateLogStream", "logs:DescribeLogStreams", "logs:PutLogEvents"),
                List.of(logGroup.getAttrArn()));
        CfnInstanceProfile profile = CfnInstanceProfile.Builder.create(this, "InstanceProfile")
                .roles(List.of(role.name()))
                .build();
        instanceProfileArn = profile.getAttrArn();
        instanceProfileName = profile.getRef();

        configure("SYSTEM_NAME", context.system());
        configure("STAGE", String.valueOf(context.stage()));
        configure("SERVER_ROLE", serverRole);
        configure("AWS_REGION", Aws.REGION);
        configure("STACK_NAME", Aws.STACK_NAME);
        configure("LOG_GROUP", logGroupName);
        configure("METRIC_NAMESPACE", Aws.STACK_NAME);
        configure("VPC_CIDR", context.network().cidr());
    }

    @Override
    public ComponentSecurityGroup securityGroup() {
        return securityGroup;
    }

    /** Allows the servers some actions on some resources. */
    public void allow(List<String> actions, List<String> resources) {
        statements.add(Statement.allow(actions, resources));
    }

    /**
     * Allows the servers some actions on more than one resource.
     *
     * @param finding what the policy pack says is wide, such as {@code Resource::*}
     * @param reason why it cannot be narrower
     */
    public void allowWide(List<String> actions, List<String> resources, String finding, String reason) {
        allowWide(Statement.allow(actions, resources), finding, reason);
    }

    /**
     * Allows a service to use a key for the servers, to read what is encrypted or to write it.
     *
     * @param service such as {@code s3}
     * @param actions such as {@code kms:Decrypt}
     */
    public void allowKey(String service, String keyArn, String... actions) {
        for (String action : actions) {
            keys.computeIfAbsent(List.of(keyArn, action), each -> new TreeSet<>())
                    .add(service);
        }
    }

    private void allowWide(Statement statement, String finding, String reason) {
        statements.add(statement);
        wide.put(statement, new Wide("AwsSolutions-IAM5[" + finding + "]", reason));
    }

    /**
     * Makes the servers start only when these are complete too: what their readiness needs beyond what the environment
     * file refers to, such as the replicas behind a load balancer whose name it has.
     */
    public void startAfter(IDependable... more) {
        needs.addAll(Arrays.asList(more));
    }

    /**
     * What must be complete before a server of this kind starts (X10): its permissions, the endpoints of AWS's services,
     * the rules of all its connections at both ends, and what parts have named by {@link #startAfter}. Role, security
     * group, log group and the resources that the environment file names are complete by reference. To be called when
     * the identity is sealed.
     */
    public IDependable[] needs() {
        return Stream.of(role.policies(), securityGroup.rules(), endpoints.endpoints(), needs)
                .flatMap(List::stream)
                .toArray(IDependable[]::new);
    }

    /**
     * Makes the policies under another name than {@code Policy}: old servers keep what they had until they are gone.
     *
     * @param name how their ids begin; it stays for good
     */
    public void namePolicies(String name) {
        policyName = name;
    }

    /** Writes the permissions; to be called once, when all parts have granted theirs. */
    public void seal() {
        keys.forEach((key, services) -> statements.add(Statement.allowKey(List.of(key.get(1)), key.get(0), services)));
        role.grant(policyName, merged());
        Set<List<Object>> accepted = new HashSet<>();
        wide.forEach((statement, width) -> {
            CfnManagedPolicy policy = role.policyOf(statement);
            if (accepted.add(List.of(policy, width.rule))) {
                Suppressions.accept(policy, width.rule, width.reason);
            }
        });
    }

    /** One statement for all resources on which the same is allowed; wide ones stay apart, each with its finding. */
    private List<Statement> merged() {
        Map<List<Object>, Statement> merged = new LinkedHashMap<>();
        for (Statement statement : statements) {
            Object apart = wide.containsKey(statement) ? statement : "";
            merged.merge(
                    List.of(statement.actions(), statement.conditions(), apart),
                    statement,
                    Statement::onResourcesOfBoth);
        }
        return List.copyOf(merged.values());
    }

    /** Writes a line into the servers' environment file. */
    public void configure(String name, String value) {
        environment.put(name, value);
    }

    /** The name of the log group that the servers write to. */
    public String logGroupName() {
        return logGroupName;
    }

    /** The lines of the environment file, in the order they were written. */
    public Map<String, String> environment() {
        return environment;
    }

    /** The instance profile's ARN, for a launch template. */
    public String instanceProfileArn() {
        return instanceProfileArn;
    }

    /** The instance profile's name, for an instance. */
    public String instanceProfileName() {
        return instanceProfileName;
    }
}
