package dev.scalingstages.rehearsal.network;

import dev.scalingstages.rehearsal.network.Network.Interface;
import dev.scalingstages.rehearsal.network.Network.Rule;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What the network consists of, as data: subnets and their route tables, security groups, interfaces. Refuses what
 * refers to something that is not there. For one thread at a time.
 */
final class Topology {
    /** A subnet, with the number of the address that is given out next: used ones are not given out again soon. */
    static final class Subnet {
        final String id;
        final Cidr vpc;
        final Cidr cidr;
        final String zone;
        private long next = FIRST_FREE;

        Subnet(String id, Cidr vpc, Cidr cidr, String zone) {
            this.id = id;
            this.vpc = vpc;
            this.cidr = cidr;
            this.zone = zone;
        }

        /** The router's address. */
        String gateway() {
            return cidr.address(1);
        }
    }

    /** An interface with its groups, in order. */
    record Attached(Interface at, List<String> groups) {}

    /** AWS keeps the first four addresses of a subnet, and the last one. */
    private static final int FIRST_FREE = 4;

    private final Map<String, Subnet> subnets = new TreeMap<>();
    private final Map<String, String> tables = new TreeMap<>();
    private final Set<String> openTables = new TreeSet<>();
    private final Map<String, Set<String>> services = new TreeMap<>();
    private final Map<String, Set<Rule>> groups = new TreeMap<>();
    private final Map<String, Attached> interfaces = new LinkedHashMap<>();
    private final Set<String> cutZones = new TreeSet<>();

    void addSubnet(Subnet added) {
        if (!added.vpc.contains(added.cidr)) {
            throw new IllegalArgumentException(added.cidr + " is not within " + added.vpc);
        }
        subnets.put(added.id, added);
    }

    void removeSubnet(String id) {
        for (Attached attached : interfaces.values()) {
            if (attached.at().subnetId().equals(id)) {
                throw new IllegalArgumentException(
                        id + " has an interface: " + attached.at().id());
            }
        }
        subnets.remove(id);
        tables.remove(id);
    }

    Subnet subnet(String id) {
        return known(subnets.get(id), "subnet", id);
    }

    Collection<Subnet> subnets() {
        return subnets.values();
    }

    void associate(String subnetId, String routeTableId) {
        subnet(subnetId);
        tables.put(subnetId, routeTableId);
    }

    void routeToInternet(String routeTableId, boolean open) {
        set(openTables, routeTableId, open);
    }

    void routeToService(String routeTableId, String serviceAddress, boolean open) {
        set(services.computeIfAbsent(routeTableId, ignored -> new TreeSet<>()), serviceAddress, open);
    }

    void cutZone(String zone, boolean cut) {
        set(cutZones, zone, cut);
    }

    private static void set(Set<String> to, String element, boolean present) {
        if (present) {
            to.add(element);
        } else {
            to.remove(element);
        }
    }

    void addGroup(String id) {
        groups.putIfAbsent(id, new LinkedHashSet<>());
    }

    void removeGroup(String id) {
        for (Attached attached : interfaces.values()) {
            if (attached.groups().contains(id)) {
                throw new IllegalArgumentException(
                        id + " is in use by " + attached.at().id());
            }
        }
        groups.remove(id);
    }

    Set<Rule> rules(String groupId) {
        return known(groups.get(groupId), "security group", groupId);
    }

    Set<String> groups() {
        return groups.keySet();
    }

    void requireGroups(Collection<String> ids) {
        ids.forEach(this::rules);
    }

    /** The next free address of a subnet. */
    String freeAddress(String subnetId) {
        Subnet subnet = subnet(subnetId);
        Set<String> taken = new HashSet<>();
        interfaces.values().forEach(attached -> taken.add(attached.at().address()));
        long last = subnet.cidr.size() - 2;
        for (long tried = FIRST_FREE; tried <= last; tried++) {
            String address = subnet.cidr.address(subnet.next);
            subnet.next = subnet.next == last ? FIRST_FREE : subnet.next + 1;
            if (!taken.contains(address)) {
                return address;
            }
        }
        throw new IllegalArgumentException(subnetId + " has no free address");
    }

    void put(Interface at, Collection<String> groupIds) {
        requireGroups(groupIds);
        interfaces.put(at.id(), new Attached(at, List.copyOf(new TreeSet<>(groupIds))));
    }

    void remove(Interface at) {
        interfaces.remove(at.id());
    }

    Attached attached(String interfaceId) {
        return known(interfaces.get(interfaceId), "interface", interfaceId);
    }

    Collection<Attached> interfaces() {
        return interfaces.values();
    }

    Optional<Attached> at(String address) {
        return interfaces.values().stream()
                .filter(attached -> attached.at().address().equals(address))
                .findFirst();
    }

    /** Addresses of a group's interfaces. */
    List<String> members(String groupId) {
        List<String> members = new ArrayList<>();
        for (Attached attached : interfaces.values()) {
            if (attached.groups().contains(groupId)) {
                members.add(attached.at().address());
            }
        }
        return members;
    }

    boolean isCut(Interface at) {
        return cutZones.contains(subnet(at.subnetId()).zone);
    }

    /** Whether packets of an interface find the internet, and are found from there. */
    boolean hasInternet(Interface at) {
        return at.publicAddress().isPresent() && openTables.contains(tables.getOrDefault(at.subnetId(), ""));
    }

    /** Services of AWS that packets of an interface find by a gateway endpoint, by address. */
    Set<String> servicesOf(Interface at) {
        return services.getOrDefault(tables.getOrDefault(at.subnetId(), ""), Set.of());
    }

    private static <T> T known(T found, String kind, String id) {
        if (found == null) {
            throw new IllegalArgumentException("there is no " + kind + " " + id);
        }
        return found;
    }
}
