package dev.scalingstages.network;

import dev.scalingstages.security.Suppressions;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import software.amazon.awscdk.RemovalPolicy;
import software.amazon.awscdk.services.ec2.CfnSecurityGroup;
import software.amazon.awscdk.services.ec2.CfnSecurityGroup.EgressProperty;
import software.amazon.awscdk.services.ec2.CfnSecurityGroupEgress;
import software.amazon.awscdk.services.ec2.CfnSecurityGroupIngress;
import software.constructs.Construct;
import software.constructs.IDependable;

/**
 * The security group of one component. It starts closed in both directions; each connection opens the two ends that it
 * needs and nothing else. Rules are separate resources, so that a stage that adds a component changes no existing
 * group: a group's description and VPC can be set only at creation.
 */
public final class ComponentSecurityGroup extends Construct {
    private static final String TCP = "tcp";

    private final String component;
    private final CfnSecurityGroup group;
    private final String groupId;
    private final List<IDependable> rules = new ArrayList<>();

    /**
     * @param component the component's name in rule descriptions, such as {@code read API}
     * @param network the network that the component lives in
     */
    public ComponentSecurityGroup(Construct scope, String id, String component, Network network) {
        super(scope, id);
        this.component = Objects.requireNonNull(component, "component");
        // EC2 gives a group without egress rules one that allows everything; a rule that can match nothing prevents it.
        group = CfnSecurityGroup.Builder.create(this, "Resource")
                .groupDescription("Traffic of the " + component)
                .vpcId(network.vpcId())
                .securityGroupEgress(List.of(EgressProperty.builder()
                        .cidrIp("255.255.255.255/32")
                        .ipProtocol("icmp")
                        .fromPort(252)
                        .toPort(86)
                        .description("No egress but what other rules name")
                        .build()))
                .build();
        groupId = group.getAttrGroupId();
    }

    /** The identifier that other resources refer to. */
    public String groupId() {
        return groupId;
    }

    /** The resource, for a suppression or a dependency. */
    public CfnSecurityGroup resource() {
        return group;
    }

    /**
     * Lets another component connect to this one: opens the ingress here and the egress there.
     *
     * @param client the component that connects
     * @param port the TCP port that this component listens on
     */
    public void allowConnectionsFrom(Connectable client, int port) {
        allowConnectionsFrom(client, port, port);
    }

    /**
     * Lets another component connect to a range of ports of this one.
     *
     * @param client the component that connects
     * @param firstPort the lowest TCP port
     * @param lastPort the highest TCP port
     */
    public void allowConnectionsFrom(Connectable client, int firstPort, int lastPort) {
        ComponentSecurityGroup source = client.securityGroup();
        String name = source.component + " to " + component;
        IDependable in = CfnSecurityGroupIngress.Builder.create(this, "From " + source.component + " " + firstPort)
                .groupId(groupId)
                .ipProtocol(TCP)
                .fromPort(firstPort)
                .toPort(lastPort)
                .sourceSecurityGroupId(source.groupId)
                .description(name)
                .build();
        IDependable out = CfnSecurityGroupEgress.Builder.create(source, "To " + component + " " + firstPort)
                .groupId(source.groupId)
                .ipProtocol(TCP)
                .fromPort(firstPort)
                .toPort(lastPort)
                .destinationSecurityGroupId(groupId)
                .description(name)
                .build();
        for (ComponentSecurityGroup end : List.of(this, source)) {
            end.rules.add(in);
            end.rules.add(out);
        }
    }

    /**
     * The rules of all connections from and to this component so far, at both ends: a server that starts before they
     * are complete finds a port closed.
     */
    public List<IDependable> rules() {
        return List.copyOf(rules);
    }

    /**
     * Opens a port to the whole internet; for the system's public entry point only.
     *
     * @param reason why the world may come in there
     */
    public void allowFromAnywhere(int port, String reason) {
        CfnSecurityGroupIngress rule =
                ingress("From anywhere IPv4 " + port, port).cidrIp("0.0.0.0/0").build();
        rules.add(rule);
        Suppressions.accept(rule, "AwsSolutions-EC23", reason);
    }

    /** Keeps the group when it leaves the template, because a kept resource uses it. */
    public ComponentSecurityGroup keep() {
        group.applyRemovalPolicy(RemovalPolicy.RETAIN);
        return this;
    }

    /** Opens a port to one network, such as an office's. */
    public void allowFromNetwork(String cidr, int port) {
        CfnSecurityGroupIngress.Builder rule = ingress("From " + cidr + " " + port, port);
        rules.add((cidr.contains(":") ? rule.cidrIpv6(cidr) : rule.cidrIp(cidr)).build());
    }

    /** Opens a port to the addresses of a managed prefix list, such as CloudFront's. */
    public void allowFromPrefixList(String name, String prefixListId, int port) {
        rules.add(ingress("From " + name + " " + port, port)
                .sourcePrefixListId(prefixListId)
                .build());
    }

    /** Lets this component connect to the addresses of a managed prefix list, such as those of S3. */
    public void allowToPrefixList(String name, String prefixListId) {
        rules.add(CfnSecurityGroupEgress.Builder.create(this, "To " + name)
                .groupId(groupId)
                .ipProtocol(TCP)
                .fromPort(Ports.HTTPS)
                .toPort(Ports.HTTPS)
                .destinationPrefixListId(prefixListId)
                .description(component + " to " + name)
                .build());
    }

    private CfnSecurityGroupIngress.Builder ingress(String id, int port) {
        return CfnSecurityGroupIngress.Builder.create(this, id)
                .groupId(groupId)
                .ipProtocol(TCP)
                .fromPort(port)
                .toPort(port)
                .description(id.replaceAll(" \\d+$", "") + " to " + component);
    }
}
