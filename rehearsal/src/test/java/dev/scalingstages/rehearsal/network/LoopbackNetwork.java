package dev.scalingstages.rehearsal.network;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A network that only notes what it is told, and gives addresses of the loopback range: services bind to them without
 * root, and nothing is filtered. Two networks give different addresses.
 */
public final class LoopbackNetwork implements Network {
    private static final int HOSTS = 250;

    private final String prefix = "127.%d.%d."
            .formatted(
                    ThreadLocalRandom.current().nextInt(100, HOSTS),
                    ThreadLocalRandom.current().nextInt(1, HOSTS));
    private final AtomicInteger last = new AtomicInteger();
    private final Map<String, Interface> attached = new ConcurrentHashMap<>();
    private final Map<String, Collection<String>> groups = new ConcurrentHashMap<>();
    private final Map<String, List<Rule>> rules = new ConcurrentHashMap<>();
    private final Map<String, Set<String>> names = new ConcurrentHashMap<>();
    private final Map<String, String> fixed = new ConcurrentHashMap<>();

    private String next() {
        return prefix + last.incrementAndGet();
    }

    /** What is attached now. */
    public Collection<Interface> attached() {
        return List.copyOf(attached.values());
    }

    /** The security groups of an interface. */
    public Collection<String> groups(Interface of) {
        return groups.get(of.id());
    }

    /** The rules of each security group. */
    public Map<String, List<Rule>> rules() {
        return Map.copyOf(rules);
    }

    @Override
    public void addSubnet(String subnetId, String vpcCidr, String cidr, String zone) {}

    @Override
    public void removeSubnet(String subnetId) {}

    @Override
    public void associate(String subnetId, String routeTableId) {}

    @Override
    public void routeToInternet(String routeTableId, boolean open) {}

    @Override
    public void routeToService(String routeTableId, String service, boolean open) {}

    @Override
    public void addSecurityGroup(String groupId) {
        rules.put(groupId, new CopyOnWriteArrayList<>());
    }

    @Override
    public void removeSecurityGroup(String groupId) {
        rules.remove(groupId);
    }

    @Override
    public void allow(String groupId, Rule rule) {
        rules.get(groupId).add(rule);
    }

    @Override
    public void revoke(String groupId, Rule rule) {
        rules.get(groupId).remove(rule);
    }

    @Override
    public Interface attach(String name, String subnetId, Collection<String> groupIds, boolean isPublic) {
        String address = next();
        Interface at = new Interface(
                "eni-" + address,
                subnetId,
                address,
                isPublic ? Optional.of(address) : Optional.empty(),
                Optional.empty());
        attached.put(at.id(), at);
        groups.put(at.id(), List.copyOf(groupIds));
        return at;
    }

    @Override
    public Interface attachServer(String name, String subnetId, Collection<String> groupIds, boolean isPublic) {
        return attach(name, subnetId, groupIds, isPublic);
    }

    @Override
    public void setGroups(Interface to, Collection<String> groupIds) {
        groups.put(to.id(), List.copyOf(groupIds));
    }

    @Override
    public Interface setPublicAddress(Interface of, Optional<String> address) {
        return new Interface(of.id(), of.subnetId(), of.address(), address, of.namespace());
    }

    @Override
    public void detach(Interface gone) {
        attached.remove(gone.id());
        groups.remove(gone.id());
    }

    @Override
    public String allocatePublicAddress() {
        return next();
    }

    @Override
    public String serviceAddress(String service) {
        return fixed.computeIfAbsent("service " + service, key -> next());
    }

    @Override
    public String userAddress(int number) {
        return fixed.computeIfAbsent("user " + number, key -> next());
    }

    @Override
    public void name(String name, Set<String> addresses) {
        if (addresses.isEmpty()) {
            names.remove(name);
        } else {
            names.put(name, Set.copyOf(addresses));
        }
    }

    @Override
    public void privateName(String name, Set<String> addresses) {}

    @Override
    public List<String> resolve(String name) {
        return names.getOrDefault(name, Set.of()).stream().sorted().toList();
    }

    @Override
    public void cutZone(String zone, boolean cut) {}

    @Override
    public List<String> refusals() {
        return List.of();
    }

    @Override
    public void close() {}
}
