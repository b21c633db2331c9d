package dev.scalingstages.network;

import dev.scalingstages.monitoring.LogGroups;
import dev.scalingstages.security.OperationsKey;
import dev.scalingstages.security.ServiceRole;
import dev.scalingstages.security.Statement;
import dev.scalingstages.security.Suppressions;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import software.amazon.awscdk.services.ec2.CfnFlowLog;
import software.amazon.awscdk.services.ec2.CfnInternetGateway;
import software.amazon.awscdk.services.ec2.CfnRoute;
import software.amazon.awscdk.services.ec2.CfnRouteTable;
import software.amazon.awscdk.services.ec2.CfnSubnet;
import software.amazon.awscdk.services.ec2.CfnSubnetRouteTableAssociation;
import software.amazon.awscdk.services.ec2.CfnVPC;
import software.amazon.awscdk.services.ec2.CfnVPCGatewayAttachment;
import software.amazon.awscdk.services.logs.CfnLogGroup;
import software.constructs.Construct;

/**
 * One VPC over three availability zones with three tiers of subnets: {@code public} has a route to the internet, {@code
 * app} and {@code data} have none, and there is no NAT gateway. It is the same in every stage, because renumbering a
 * subnet replaces everything in it; a tier that a stage does not use yet costs nothing.
 */
public final class Network extends Construct {
    /** The number of availability zones, in every stage. */
    public static final int ZONES = 3;

    private static final int SUBNET_BITS = 4;

    private final String vpcId;
    private final String cidr;
    private final List<String> zones;
    private final List<CfnSubnetRouteTableAssociation> routes = new ArrayList<>();
    private final Tier publicTier;
    private final Tier appTier;
    private final Tier dataTier;
    private final CfnRoute internetRoute;

    /**
     * @param cidr the VPC's range, /16 to /20; each subnet gets a sixteenth of it, and seven sixteenths stay free
     * @param zones the names of exactly three availability zones, in an order that never changes
     * @param logsKey the key that encrypts the flow log
     */
    public record Props(String cidr, List<String> zones, OperationsKey logsKey) {
        public Props {
            Objects.requireNonNull(logsKey, "logsKey");
            zones = List.copyOf(zones);
            if (zones.size() != ZONES) {
                throw new IllegalArgumentException("the network needs exactly three availability zones, not " + zones);
            }
        }
    }

    private record Tier(List<String> subnetIds, String routeTableId) {}

    public Network(Construct scope, String id, Props props) {
        super(scope, id);
        zones = props.zones();
        cidr = props.cidr();
        CfnVPC vpc = CfnVPC.Builder.create(this, "Vpc")
                .cidrBlock(props.cidr())
                .enableDnsHostnames(true)
                .enableDnsSupport(true)
                .instanceTenancy("default")
                .build();
        vpcId = vpc.getRef();
        Suppressions.accept(
                vpc,
                "NIST.800.53.R5-VPCDefaultSecurityGroupClosed",
                "CloudFormation cannot change the default security group. Nothing is in it: each network interface of"
                        + " this system has a security group of its own, which the tests prove.");
        publicTier = tier("Public", 0, props.cidr());
        appTier = tier("App", ZONES, props.cidr());
        dataTier = tier("Data", 2 * ZONES, props.cidr());
        internetRoute = openPublicTier();
        recordFlows(props.logsKey());
    }

    /** The identifier of the VPC. */
    public String vpcId() {
        return vpcId;
    }

    /** The VPC's range. */
    public String cidr() {
        return cidr;
    }

    /** The names of the three availability zones. */
    public List<String> zones() {
        return zones;
    }

    /** The subnets with a route to the internet, one a zone: for load balancers, and the single server. */
    public List<String> publicSubnetIds() {
        return publicTier.subnetIds;
    }

    /** The subnets of servers and endpoints, one a zone. */
    public List<String> appSubnetIds() {
        return appTier.subnetIds;
    }

    /** The subnets of databases, cache and warehouse, one a zone. */
    public List<String> dataSubnetIds() {
        return dataTier.subnetIds;
    }

    /**
     * The public tier's route to the internet, which is complete only once the gateway is attached. EC2 refuses a
     * public address or an internet-facing load balancer in a VPC without it, so these wait for it.
     */
    public CfnRoute internetRoute() {
        return internetRoute;
    }

    /** The associations of subnets with their route tables, and so with gateway endpoints. */
    List<CfnSubnetRouteTableAssociation> routes() {
        return List.copyOf(routes);
    }

    /** The route tables of all tiers, for gateway endpoints. */
    public List<String> routeTableIds() {
        return List.of(publicTier.routeTableId, appTier.routeTableId, dataTier.routeTableId);
    }

    private Tier tier(String name, int firstBlock, String cidr) {
        Construct tier = new Construct(this, name);
        String routeTableId = CfnRouteTable.Builder.create(tier, "RouteTable")
                .vpcId(vpcId)
                .build()
                .getRef();
        List<String> subnetIds = IntStream.range(0, ZONES)
                .mapToObj(zone -> {
                    String subnetId = CfnSubnet.Builder.create(tier, "Subnet" + (zone + 1))
                            .vpcId(vpcId)
                            .availabilityZone(zones.get(zone))
                            .cidrBlock(Cidr.block(cidr, SUBNET_BITS, firstBlock + zone))
                            .mapPublicIpOnLaunch(false)
                            .build()
                            .getRef();
                    routes.add(CfnSubnetRouteTableAssociation.Builder.create(tier, "Association" + (zone + 1))
                            .subnetId(subnetId)
                            .routeTableId(routeTableId)
                            .build());
                    return subnetId;
                })
                .toList();
        return new Tier(subnetIds, routeTableId);
    }

    private CfnRoute openPublicTier() {
        CfnInternetGateway gateway =
                CfnInternetGateway.Builder.create(this, "InternetGateway").build();
        CfnVPCGatewayAttachment attachment = CfnVPCGatewayAttachment.Builder.create(this, "InternetGatewayAttachment")
                .vpcId(vpcId)
                .internetGatewayId(gateway.getRef())
                .build();
        CfnRoute route = CfnRoute.Builder.create(this, "InternetRoute")
                .routeTableId(publicTier.routeTableId)
                .destinationCidrBlock("0.0.0.0/0")
                .gatewayId(gateway.getRef())
                .build();
        route.addResourceDependency(attachment);
        Suppressions.accept(
                route,
                "NIST.800.53.R5-VPCNoUnrestrictedRouteToIGW",
                "The public tier holds what the internet must reach (the single server or the load balancer) and"
                        + " answers it by this route. The app and data tiers have no route to the internet.");
        return route;
    }

    private void recordFlows(OperationsKey logsKey) {
        CfnLogGroup group = LogGroups.create(this, "FlowLogGroup", logsKey);
        ServiceRole role = new ServiceRole(
                this,
                "FlowLogRole",
                new ServiceRole.Props("vpc-flow-logs.amazonaws.com", "Records the flows of the network"),
                List.of(Statement.allow(
                        List.of("logs:CreateLogStream", "logs:DescribeLogStreams", "logs:PutLogEvents"),
                        List.of(group.getAttrArn()))));
        CfnFlowLog.Builder.create(this, "FlowLog")
                .resourceId(vpcId)
                .resourceType("VPC")
                .trafficType("ALL")
                .logDestinationType("cloud-watch-logs")
                .logGroupName(group.getRef())
                .deliverLogsPermissionArn(role.arn())
                .build();
    }
}
