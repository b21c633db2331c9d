package dev.scalingstages.rehearsal.network;

import dev.scalingstages.rehearsal.network.Refusals.Refusal;
import dev.scalingstages.rehearsal.network.Topology.Attached;
import dev.scalingstages.rehearsal.network.Topology.Subnet;
import java.io.IOException;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The network of the play in the network and mount namespaces that this process has for itself. Managed services' and
 * public addresses are on the loopback device; each server is behind a pair of virtual Ethernet devices.
 *
 * <p>Calls that change the filter at the same time are put into force together.
 */
public final class LinuxNetwork implements Network {
    private final Topology topology = new Topology();
    private final Names names = new Names();
    private final Map<Cidr, DnsServer> resolvers = new HashMap<>();
    private final Filter filter;
    private final Links links;
    private final RouterAddresses addresses;
    private final List<DnsServer> commonResolvers;
    private int interfaces;

    /**
     * Sets up the namespace: routing, the resolver for this process and its children, and a filter that lets nothing
     * pass.
     *
     * @throws IOException when the system refuses, or when this is the namespace that the machine itself uses
     */
    public LinuxNetwork() throws IOException, InterruptedException {
        links = Links.inOwnNamespace(RouterAddresses.NOBODY, FilterTable.PUBLIC_ADDRESSES);
        addresses = new RouterAddresses(links);
        filter = new Filter(this::table);
        filter.apply(filter.change());
        commonResolvers = List.of(
                DnsServer.start(Links.RESOLVER, name -> names.resolve(name, false)),
                DnsServer.start(FilterTable.RESOLVER, name -> names.resolve(name, true)));
    }

    private FilterTable table() {
        synchronized (topology) {
            return new FilterTable(topology, list -> addresses.knownService(service(list)));
        }
    }

    private static String service(String prefixListId) {
        return prefixListId.substring("pl-".length());
    }

    /** A change of the topology. */
    private interface Change {
        void run() throws IOException;
    }

    private void change(Change change) throws IOException, InterruptedException {
        long number;
        synchronized (topology) {
            try {
                change.run();
            } catch (IllegalArgumentException e) {
                throw new IOException(e.getMessage(), e);
            }
            number = filter.change();
        }
        filter.apply(number);
    }

    @Override
    public void addSubnet(String subnetId, String vpcCidr, String cidr, String zone)
            throws IOException, InterruptedException {
        Subnet subnet = new Subnet(subnetId, Cidr.parse(vpcCidr), Cidr.parse(cidr), zone);
        change(() -> topology.addSubnet(subnet));
        addresses.add(subnet.gateway());
        synchronized (resolvers) {
            if (!resolvers.containsKey(subnet.vpc)) {
                String address = subnet.vpc.address(2);
                addresses.add(address);
                resolvers.put(subnet.vpc, DnsServer.start(address, name -> names.resolve(name, true)));
            }
        }
    }

    @Override
    public void removeSubnet(String subnetId) throws IOException, InterruptedException {
        Subnet subnet;
        synchronized (topology) {
            subnet = topology.subnet(subnetId);
        }
        change(() -> topology.removeSubnet(subnetId));
        addresses.remove(subnet.gateway());
    }

    @Override
    public void associate(String subnetId, String routeTableId) throws IOException, InterruptedException {
        change(() -> topology.associate(subnetId, routeTableId));
    }

    @Override
    public void routeToInternet(String routeTableId, boolean open) throws IOException, InterruptedException {
        change(() -> topology.routeToInternet(routeTableId, open));
    }

    @Override
    public void routeToService(String routeTableId, String service, boolean open)
            throws IOException, InterruptedException {
        String address = serviceAddress(service);
        change(() -> topology.routeToService(routeTableId, address, open));
    }

    @Override
    public void addSecurityGroup(String groupId) throws IOException, InterruptedException {
        change(() -> topology.addGroup(groupId));
    }

    @Override
    public void removeSecurityGroup(String groupId) throws IOException, InterruptedException {
        change(() -> topology.removeGroup(groupId));
    }

    @Override
    public void allow(String groupId, Rule rule) throws IOException, InterruptedException {
        if (rule.peer().startsWith("pl-")) {
            serviceAddress(service(rule.peer()));
        }
        change(() -> {
            Protocols.match(rule);
            if (rule.peer().startsWith("sg-")) {
                topology.rules(rule.peer());
            } else if (!rule.peer().startsWith("pl-") && !rule.peer().contains(":")) {
                Cidr.parse(rule.peer());
            }
            topology.rules(groupId).add(rule);
        });
    }

    @Override
    public void revoke(String groupId, Rule rule) throws IOException, InterruptedException {
        change(() -> topology.rules(groupId).remove(rule));
    }

    @Override
    public Interface attach(String name, String subnetId, Collection<String> groupIds, boolean isPublic)
            throws IOException, InterruptedException {
        Interface made = make(subnetId, groupIds, isPublic, false);
        addresses.add(made.address());
        return made;
    }

    @Override
    public Interface attachServer(String name, String subnetId, Collection<String> groupIds, boolean isPublic)
            throws IOException, InterruptedException {
        Interface made = make(subnetId, groupIds, isPublic, true);
        String gateway;
        synchronized (topology) {
            gateway = topology.subnet(subnetId).gateway();
        }
        links.addServer(made, gateway);
        return made;
    }

    private Interface make(String subnetId, Collection<String> groupIds, boolean isPublic, boolean isServer)
            throws IOException, InterruptedException {
        Interface[] made = new Interface[1];
        change(() -> {
            String id = "eni-%04d".formatted(++interfaces);
            made[0] = new Interface(
                    id,
                    subnetId,
                    topology.freeAddress(subnetId),
                    isPublic ? Optional.of(allocatePublicAddress()) : Optional.empty(),
                    isServer ? Optional.of("server-%04d".formatted(interfaces)) : Optional.empty());
            topology.put(made[0], groupIds);
        });
        return made[0];
    }

    @Override
    public void setGroups(Interface to, Collection<String> groupIds) throws IOException, InterruptedException {
        change(() -> topology.put(topology.attached(to.id()).at(), groupIds));
    }

    @Override
    public Interface setPublicAddress(Interface of, Optional<String> address) throws IOException, InterruptedException {
        Interface changed = new Interface(of.id(), of.subnetId(), of.address(), address, of.namespace());
        change(() -> topology.put(changed, topology.attached(of.id()).groups()));
        return changed;
    }

    @Override
    public void detach(Interface gone) throws IOException, InterruptedException {
        change(() -> topology.remove(gone));
        if (gone.namespace().isPresent()) {
            links.removeServer(gone);
        } else {
            addresses.remove(gone.address());
        }
    }

    @Override
    public String allocatePublicAddress() {
        return addresses.newPublicAddress();
    }

    @Override
    public String serviceAddress(String service) throws IOException, InterruptedException {
        return addresses.ofService(service);
    }

    @Override
    public String userAddress(int number) throws IOException, InterruptedException {
        return addresses.ofUser(number);
    }

    @Override
    public void name(String name, Set<String> to) {
        names.name(name, to);
    }

    @Override
    public void privateName(String name, Set<String> to) {
        names.privateName(name, to);
    }

    @Override
    public List<String> resolve(String name) {
        return names.resolve(name, false);
    }

    @Override
    public void cutZone(String zone, boolean cut) throws IOException, InterruptedException {
        change(() -> topology.cutZone(zone, cut));
    }

    @Override
    public List<String> refusals() throws IOException, InterruptedException {
        Set<String> told = new LinkedHashSet<>();
        for (Refusal refusal : filter.takeRefusals()) {
            told.add("%s to %s:%d: %s".formatted(refusal.from(), refusal.to(), refusal.port(), reason(refusal)));
        }
        return List.copyOf(told);
    }

    private String reason(Refusal refusal) {
        if (refusal.by().equals("route")) {
            return "no route";
        }
        String side = refusal.by().equals("egress") ? refusal.from() : refusal.to();
        synchronized (topology) {
            return "no %s rule of %s"
                    .formatted(
                            refusal.by(),
                            topology.at(side)
                                    .map(Attached::groups)
                                    .map(groups -> String.join(", ", groups))
                                    .orElse("an interface, for there is none"));
        }
    }

    @Override
    public void close() {
        commonResolvers.forEach(DnsServer::close);
        synchronized (resolvers) {
            resolvers.values().forEach(DnsServer::close);
        }
        synchronized (topology) {
            List.copyOf(topology.interfaces()).forEach(attached -> topology.remove(attached.at()));
        }
        filter.remove();
        links.removeAll();
    }
}
