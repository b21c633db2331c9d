package dev.scalingstages.runtime;

import dev.scalingstages.monitoring.LogGroups;
import dev.scalingstages.network.ComponentSecurityGroup;
import dev.scalingstages.network.Connectable;
import dev.scalingstages.network.ServiceEndpoints;
import dev.scalingstages.security.ServiceRole;
import dev.scalingstages.security.Statement;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import software.amazon.awscdk.Aws;
import software.amazon.awscdk.services.iam.CfnInstanceProfile;
import software.amazon.awscdk.services.logs.CfnLogGroup;
import software.constructs.Construct;
import software.constructs.IDependable;

/**
 * The identity of a kind of server: its role, security group, log group and environment file. The role has the
 * permissions that any server needs (Session Manager, its own log streams and metrics, the boot archive) and those for
 * the parts that this kind may use.
 */
public final class ServerIdentity extends Construct implements Connectable {
    /**
     * The actions that Systems Manager's agent calls, as AWS's own policy for servers lists them, less parameters,
     * lists of documents and the channel by which old agents took commands.
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

    private final ServerSetup setup;
    private final ServiceRole role;
    private final ComponentSecurityGroup securityGroup;
    private final ServiceEndpoints endpoints;
    private final String logGroupName;
    private final String instanceProfileArn;
    private final String instanceProfileName;

    /**
     * @param access what the servers may use
     */
    public ServerIdentity(
            Construct scope, String id, ServerContext context, ServerKind kind, List<ServerAccess> access) {
        super(scope, id);
        securityGroup = new ComponentSecurityGroup(this, "SecurityGroup", kind.component(), context.network());
        setup = new ServerSetup(securityGroup);
        endpoints = context.endpoints();
        endpoints.allowConnectionsFrom(setup);
        CfnLogGroup logGroup = LogGroups.create(this, "LogGroup", context.part().operationsKey());
        logGroupName = logGroup.getRef();
        role = new ServiceRole(
                this, "Role", new ServiceRole.Props("ec2.amazonaws.com", "Servers of the " + kind.component()));
        CfnInstanceProfile profile = CfnInstanceProfile.Builder.create(this, "InstanceProfile")
                .roles(List.of(role.name()))
                .build();
        instanceProfileArn = profile.getAttrArn();
        instanceProfileName = profile.getRef();

        allowCommonActions(context, logGroup);
        setup.configure("SYSTEM_NAME", context.system());
        setup.configure("STAGE", String.valueOf(context.stage()));
        setup.configure("SERVER_ROLE", kind.role());
        setup.configure("AWS_REGION", Aws.REGION);
        setup.configure("STACK_NAME", Aws.STACK_NAME);
        setup.configure("LOG_GROUP", logGroupName);
        setup.configure("METRIC_NAMESPACE", Aws.STACK_NAME);
        setup.configure("VPC_CIDR", context.network().cidr());
        access.forEach(each -> each.grantTo(setup));
        setup.grantTo(role, kind.policies());
    }

    @Override
    public ComponentSecurityGroup securityGroup() {
        return securityGroup;
    }

    /**
     * What must be complete before a server of this kind starts (X10): its permissions, the endpoints of AWS's
     * services, the rules of all its connections at both ends, and the resources that parts have passed to {@link
     * ServerSetup#startAfter}. Role, security group, log group and the resources that the environment file names are
     * complete by reference.
     */
    public IDependable[] needs() {
        return Stream.of(role.policies(), securityGroup.rules(), endpoints.endpoints(), setup.needs())
                .flatMap(List::stream)
                .toArray(IDependable[]::new);
    }

    /** The name of the log group that the servers write to. */
    public String logGroupName() {
        return logGroupName;
    }

    /** The lines of the environment file, in the order they were written. */
    public Map<String, String> environment() {
        return Collections.unmodifiableMap(setup.environment());
    }

    /** The instance profile's ARN, for a launch template. */
    public String instanceProfileArn() {
        return instanceProfileArn;
    }

    /** The instance profile's name, for an instance. */
    public String instanceProfileName() {
        return instanceProfileName;
    }

    private void allowCommonActions(ServerContext context, CfnLogGroup logGroup) {
        setup.allowWide(
                SYSTEMS_MANAGER,
                ALL,
                EVERYTHING,
                "Systems Manager's agent needs the list that AWS gives; its channels"
                        + " know no narrower resource, and each acts on the calling server itself.");
        setup.allowWide(
                Statement.allow(
                        List.of("cloudwatch:PutMetricData"),
                        ALL,
                        Map.of("StringEquals", Map.of("cloudwatch:namespace", Aws.STACK_NAME))),
                EVERYTHING,
                "PutMetricData knows no narrower resource; a condition holds it to the system's own namespace.");
        setup.allow(List.of("s3:GetObject"), List.of(context.bootScripts().archiveArn()));
        setup.allow(
                List.of("logs:CreateLogStream", "logs:DescribeLogStreams", "logs:PutLogEvents"),
                List.of(logGroup.getAttrArn()));
    }
}
