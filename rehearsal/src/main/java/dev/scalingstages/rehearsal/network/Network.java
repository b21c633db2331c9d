package dev.scalingstages.rehearsal.network;

import java.io.IOException;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The network of the play. Whatever is changed here is in force when the call returns.
 *
 * <p>Managed services (databases, caches, load balancers, endpoints) live in the router's namespace and listen on their
 * private address, which {@link #attach} adds there: processes of this program simply bind to it. Packets they send
 * from that address obey their groups. Servers have a namespace each ({@link #attachServer}).
 */
public interface Network extends AutoCloseable {
    /**
     * A private address with its security groups: a network interface.
     *
     * @param id such as {@code eni-0001}
     * @param subnetId where it is
     * @param address IPv4
     * @param publicAddress where the internet reaches it
     * @param namespace the network namespace of a server, empty for a managed service
     */
    record Interface(
            String id, String subnetId, String address, Optional<String> publicAddress, Optional<String> namespace) {}

    /**
     * A rule of a security group.
     *
     * @param protocol {@code tcp}, {@code udp}, {@code icmp} or {@code -1} for all
     * @param fromPort the lowest port, or -1
     * @param toPort the highest port, or -1
     * @param peers addresses in CIDR notation; or the id of a security group ({@code sg-…}) or prefix list
     *     ({@code pl-…})
     */
    record Rule(boolean ingress, String protocol, int fromPort, int toPort, String peer) {}

    /** Adds a subnet; the router has its first address, DNS the second one of the VPC. */
    void addSubnet(String subnetId, String vpcCidr, String cidr, String zone) throws IOException, InterruptedException;

    void removeSubnet(String subnetId) throws IOException, InterruptedException;

    /** Which route table a subnet has. */
    void associate(String subnetId, String routeTableId) throws IOException, InterruptedException;

    /**
     * Lets subnets with a route table reach the internet, if their interfaces have public addresses.
     *
     * @param open whether there is a route to an internet gateway
     */
    void routeToInternet(String routeTableId, boolean open) throws IOException, InterruptedException;

    /** Lets subnets with a route table reach a service of AWS ({@code s3}, {@code dynamodb}) by a gateway endpoint. */
    void routeToService(String routeTableId, String service, boolean open) throws IOException, InterruptedException;

    /** Adds a security group without rules. */
    void addSecurityGroup(String groupId) throws IOException, InterruptedException;

    void removeSecurityGroup(String groupId) throws IOException, InterruptedException;

    void allow(String groupId, Rule rule) throws IOException, InterruptedException;

    void revoke(String groupId, Rule rule) throws IOException, InterruptedException;

    /** Gives a managed service a free address of a subnet, in the router's namespace. */
    Interface attach(String name, String subnetId, Collection<String> groupIds, boolean isPublic)
            throws IOException, InterruptedException;

    /** Gives a server a namespace with one interface, a default route and DNS. */
    Interface attachServer(String name, String subnetId, Collection<String> groupIds, boolean isPublic)
            throws IOException, InterruptedException;

    /** Replaces an interface's groups. */
    void setGroups(Interface to, Collection<String> groupIds) throws IOException, InterruptedException;

    /** Gives an interface a public address, or takes it away. */
    Interface setPublicAddress(Interface of, Optional<String> address) throws IOException, InterruptedException;

    void detach(Interface gone) throws IOException, InterruptedException;

    /** A public address that nobody has: 203.0.113.0/24 (RFC 5737). */
    String allocatePublicAddress();

    /** Address in the router's namespace of a public service of AWS, such as {@code s3}: 198.51.100.0/24 (RFC 5737). */
    String serviceAddress(String service) throws IOException, InterruptedException;

    /** An address of a user on the internet, from which this program's clients can connect: 192.0.2.0/24 (RFC 5737). */
    String userAddress(int number) throws IOException, InterruptedException;

    /** What a name resolves to, for servers and users alike; no addresses remove the name. */
    void name(String name, Set<String> addresses) throws IOException, InterruptedException;

    /**
     * What a name resolves to in a VPC only, as with the private DNS name of an interface endpoint.
     */
    void privateName(String name, Set<String> addresses) throws IOException, InterruptedException;

    /** The addresses of a name as the internet sees it, empty if it has none. */
    List<String> resolve(String name);

    /** Cuts all interfaces of a zone off, or lets them take part again. */
    void cutZone(String zone, boolean cut) throws IOException, InterruptedException;

    /**
     * Packets that were refused since the last call, for reports: sender, receiver, port and which side refused
     * ("10.0.3.10 to 10.0.7.9:13306: no egress rule of sg-…").
     */
    List<String> refusals() throws IOException, InterruptedException;

    /** Takes everything away. */
    @Override
    void close();
}
