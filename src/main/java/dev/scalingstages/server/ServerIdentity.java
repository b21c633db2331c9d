package dev.scalingstages.server;

import dev.scalingstages.iam.ServiceRole;
import dev.scalingstages.iam.Statement;
import dev.scalingstages.monitoring.LogGroups;
import dev.scalingstages.monitoring.Suppressions;
import dev.scalingstages.network.ComponentSecurityGroup;
import dev.scalingstages.network.Connectable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import software.amazon.awscdk.Aws;
import software.amazon.awscdk.services.iam.CfnInstanceProfile;
import software.amazon.awscdk.services.iam.CfnManagedPolicy;
import software.amazon.awscdk.services.logs.CfnLogGroup;
import software.constructs.Construct;

/**
 * What makes a kind of server: its role, security group, log group and environment file. The role starts with what any
 * server needs (Session Manager, its own log streams and metrics, the boot archive) and grows by {@link #allow}.
 */
public final class ServerIdentity extends Construct implements Connectable {
    /** Actions that Systems Manager offers for no narrower resource than all; each acts on the caller itself. */
    private static final List<String> SYSTEMS_MANAGER = List.of(
            "ec2messages:AcknowledgeMessage",
            "ec2messages:DeleteMessage",
            "ec2messages:FailMessage",
            "ec2messages:GetEndpoint",
            "ec2messages:GetMessages",
            "ec2messages:SendReply",
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

    private final ServiceRole role;
    private final List<Statement> statements = new ArrayList<>();
    private final Map<String, String> acceptedFindings = new LinkedHashMap<>();
    private final ComponentSecurityGroup securityGroup;
    private final Map<String, String> environment = new LinkedHashMap<>();
    private final String logGroupName;
    private final String logGroupArn;
    private final String instanceProfileArn;
    private final String instanceProfileName;

    /**
     * @param component the component's name, such as {@code read API}
     * @param serverRole the role in the boot scripts, such as {@code read-api}
     */
    public ServerIdentity(Construct scope, String id, ServerContext context, String component, String serverRole) {
        super(scope, id);
        securityGroup = new ComponentSecurityGroup(this, "SecurityGroup", component, context.network());
        context.endpoints().allowConnectionsFrom(this);
        CfnLogGroup logGroup = LogGroups.create(this, "LogGroup", context.keys().operationsArn());

        logGroupName = logGroup.getRef();
        logGroupArn = logGroup.getAttrArn();
        role = new ServiceRole(this, "Role", new ServiceRole.Props("ec2.amazonaws.com", "Servers of the " + component));
        allow(SYSTEMS_MANAGER, List.of("*"));
        allow(List.of("s3:GetObject"), List.of(context.bootScripts().archiveArn()));
        allow(List.of("logs:CreateLogStream", "logs:DescribeLogStreams", "logs:PutLogEvents"), List.of(logGroupArn));
        statements.add(Statement.allow(
                List.of("cloudwatch:PutMetricData"),
                List.of("*"),
                Map.of("StringEquals", Map.of("cloudwatch:namespace", Aws.STACK_NAME))));
        accept(
                "Resource::*",
                "Systems Manager and PutMetricData know no narrower resource. The Systems Manager actions act on the"
                        + " calling server itself; metrics are held to the system's own namespace by a condition.");
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
     * Accepts that a permission is wider than one resource.
     *
     * @param finding what the policy pack says is wide, such as {@code Resource::*}
     * @param reason why it cannot be narrower
     */
    public void accept(String finding, String reason) {
        acceptedFindings.put("AwsSolutions-IAM5[" + finding + "]", reason);
    }

    /**
     * Writes the permissions; to be called once, when all parts have granted theirs. The servers must wait for what it
     * returns.
     */
    public List<CfnManagedPolicy> seal() {
        role.grant(statements);
        acceptedFindings.forEach(
                (rule, reason) -> role.policies().forEach(policy -> Suppressions.accept(policy, rule, reason)));
        return role.policies();
    }

    /** Writes a line into the servers' environment file. */
    public void configure(String name, String value) {
        environment.put(name, value);
    }

    /** The name of the log group that the servers write to. */
    public String logGroupName() {
        return logGroupName;
    }

    /** The ARN of that log group. */
    public String logGroupArn() {
        return logGroupArn;
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
