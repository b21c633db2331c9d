package dev.scalingstages.rehearsal.types;

import dev.scalingstages.rehearsal.network.Network;
import dev.scalingstages.rehearsal.stack.Created;
import dev.scalingstages.rehearsal.stack.Declaration;
import dev.scalingstages.rehearsal.stack.FailureException;
import dev.scalingstages.rehearsal.stack.ResourceType;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** VPC, subnets and routes. */
public final class NetworkTypes {
    private final Network network;
    private final Ids ids;
    private final Map<String, String> vpcRanges = new ConcurrentHashMap<>();
    private final Map<String, Subnet> subnets = new ConcurrentHashMap<>();

    public NetworkTypes(Network network, Ids ids) {
        this.network = network;
        this.ids = ids;
    }

    /**
     * A subnet.
     *
     * @param zone such as {@code us-east-1a}
     * @param isPublic whether interfaces of servers get a public address
     */
    public record Subnet(String id, String zone, boolean isPublic) {}

    /** The types by name. */
    public Map<String, ResourceType> types() {
        return Map.of(
                "AWS::EC2::VPC", new Vpc(),
                "AWS::EC2::Subnet", new SubnetType(),
                "AWS::EC2::RouteTable", new Named("rtb"),
                "AWS::EC2::SubnetRouteTableAssociation", new Association(),
                "AWS::EC2::InternetGateway", new Named("igw"),
                "AWS::EC2::VPCGatewayAttachment", new Named("igw-attach"),
                "AWS::EC2::Route", new Route());
    }

    /**
     * A subnet by its id.
     *
     * @throws FailureException when there is none
     */
    public Subnet subnet(String id) throws FailureException {
        Subnet subnet = subnets.get(id);
        if (subnet == null) {
            throw new FailureException("The subnet ID '" + id + "' does not exist");
        }
        return subnet;
    }

    private final class Vpc extends PlayedType {
        @Override
        Created make(Declaration declaration) {
            String id = ids.next("vpc");
            vpcRanges.put(id, declaration.text("CidrBlock"));
            return new Created(id, Map.of("VpcId", id, "CidrBlock", declaration.text("CidrBlock")));
        }
    }

    private final class SubnetType extends PlayedType {
        @Override
        Created make(Declaration declaration) throws IOException, InterruptedException {
            String id = ids.next("subnet");
            String zone = declaration.text("AvailabilityZone");
            String range = vpcRanges.get(declaration.text("VpcId"));
            network.addSubnet(id, range, declaration.text("CidrBlock"), zone);
            subnets.put(
                    id,
                    new Subnet(
                            id,
                            zone,
                            declaration.property("MapPublicIpOnLaunch").asBoolean()));
            return new Created(id, Map.of("SubnetId", id, "AvailabilityZone", zone));
        }

        @Override
        void remove(Declaration declaration, Created created) throws IOException, InterruptedException {
            network.removeSubnet(created.physicalId());
            subnets.remove(created.physicalId());
        }
    }

    private final class Association extends PlayedType {
        @Override
        Created make(Declaration declaration) throws IOException, InterruptedException {
            network.associate(declaration.text("SubnetId"), declaration.text("RouteTableId"));
            return Created.named(ids.next("rtbassoc"));
        }
    }

    private final class Route extends PlayedType {
        @Override
        Created make(Declaration declaration) throws FailureException, IOException, InterruptedException {
            if (!declaration.text("DestinationCidrBlock").equals("0.0.0.0/0")
                    || declaration.text("GatewayId").isEmpty()) {
                throw new FailureException("the rehearsal plays routes of 0.0.0.0/0 to an internet gateway only");
            }
            network.routeToInternet(declaration.text("RouteTableId"), true);
            return Created.named(declaration.text("RouteTableId") + "|0.0.0.0/0");
        }

        @Override
        void remove(Declaration declaration, Created created) throws IOException, InterruptedException {
            network.routeToInternet(declaration.text("RouteTableId"), false);
        }
    }

    private final class Named extends PlayedType {
        private final String prefix;

        private Named(String prefix) {
            this.prefix = prefix;
        }

        @Override
        Created make(Declaration declaration) {
            String id = ids.next(prefix);
            return new Created(id, Map.of("InternetGatewayId", id, "RouteTableId", id));
        }
    }
}
