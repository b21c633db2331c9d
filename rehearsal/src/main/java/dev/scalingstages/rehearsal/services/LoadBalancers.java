package dev.scalingstages.rehearsal.services;

import com.fasterxml.jackson.databind.JsonNode;
import dev.scalingstages.rehearsal.network.Network;
import dev.scalingstages.rehearsal.network.Network.Interface;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;

/** Application and network load balancers with their listeners and target groups: HAProxy, one for each. */
public final class LoadBalancers implements Targets, AutoCloseable {
    private final Path folder;
    private final Network network;
    private final Certificates certificates;
    private final UnaryOperator<Duration> scaled;
    private final Map<String, TargetGroup> groups = new ConcurrentHashMap<>();
    private final Map<String, Balancer> balancers = new ConcurrentHashMap<>();

    /** Gives the certificate and key, in one PEM file, that an ARN names. */
    public interface Certificates {
        Path pem(String arn) throws IOException, InterruptedException;
    }

    /**
     * @param scaled gives for a duration of AWS that of the play
     */
    public LoadBalancers(Path folder, Network network, Certificates certificates, UnaryOperator<Duration> scaled) {
        this.folder = folder;
        this.network = network;
        this.certificates = certificates;
        this.scaled = scaled;
    }

    /** Creates a load balancer in subnets, and its name. */
    public void createBalancer(
            String arn, String host, Collection<String> subnetIds, Collection<String> groupIds, boolean isPublic)
            throws IOException, InterruptedException {
        List<Interface> at = new ArrayList<>();
        Set<String> addresses = new LinkedHashSet<>();
        for (String subnet : subnetIds) {
            Interface each = network.attach(host, subnet, groupIds, isPublic);
            at.add(each);
            addresses.add(each.publicAddress().orElse(each.address()));
        }
        balancers.put(
                arn, new Balancer(host, at, new HaProxy(folder.resolve(arn.substring(arn.lastIndexOf('/') + 1)))));
        network.name(host, addresses);
    }

    public void setGroups(String arn, Collection<String> groupIds) throws IOException, InterruptedException {
        for (Interface at : balancer(arn).at()) {
            network.setGroups(at, groupIds);
        }
    }

    public void deleteBalancer(String arn) throws IOException, InterruptedException {
        Balancer gone = balancers.remove(arn);
        if (gone != null) {
            network.name(gone.host(), Set.of());
            gone.proxy().close();
            for (Interface at : gone.at()) {
                network.detach(at);
            }
        }
    }

    /** Sets what a listener does; the properties are CloudFormation's. */
    public void setListener(String balancerArn, String listenerArn, JsonNode properties)
            throws IOException, InterruptedException {
        set(balancerArn, balancer(balancerArn).listeners(), listenerArn, properties);
    }

    public void removeListener(String balancerArn, String listenerArn) throws IOException, InterruptedException {
        Balancer balancer = balancers.get(balancerArn);
        if (balancer != null) {
            balancer.listeners().remove(listenerArn);
            configure(balancerArn);
        }
    }

    /** Sets a rule of a listener; the properties are CloudFormation's. */
    public void setRule(String listenerArn, String ruleArn, JsonNode properties)
            throws IOException, InterruptedException {
        String owner = owner(listenerArn);
        set(owner, balancer(owner).rules(), ruleArn, properties);
    }

    /** Of what is refused nothing stays, lest what comes after be refused too. */
    private void set(String owner, Map<String, JsonNode> in, String arn, JsonNode properties)
            throws IOException, InterruptedException {
        JsonNode before = in.put(arn, properties);
        try {
            configure(owner);
        } catch (IOException | InterruptedException e) {
            if (before == null) {
                in.remove(arn);
            } else {
                in.put(arn, before);
            }
            throw e;
        }
    }

    public void removeRule(String listenerArn, String ruleArn) throws IOException, InterruptedException {
        for (Map.Entry<String, Balancer> each : balancers.entrySet()) {
            if (each.getValue().rules().remove(ruleArn) != null) {
                configure(each.getKey());
            }
        }
    }

    private String owner(String listenerArn) throws IOException {
        return balancers.entrySet().stream()
                .filter(each -> each.getValue().listeners().containsKey(listenerArn))
                .map(Map.Entry::getKey)
                .findFirst()
                .orElseThrow(() -> new IOException("Listener '" + listenerArn + "' not found"));
    }

    public void createGroup(String arn, JsonNode properties) {
        groups.put(arn, new TargetGroup(arn, properties, scaled));
    }

    public void setGroup(String arn, JsonNode properties) throws IOException {
        group(arn).setProperties(properties);
    }

    public void deleteGroup(String arn) {
        TargetGroup gone = groups.remove(arn);
        if (gone != null) {
            gone.close();
        }
    }

    @Override
    public void register(String targetGroupArn, Target target) throws IOException {
        group(targetGroupArn).register(target);
    }

    @Override
    public void deregister(String targetGroupArn, String targetId) throws InterruptedException {
        TargetGroup group = groups.get(targetGroupArn);
        if (group != null) {
            group.deregister(targetId);
        }
    }

    @Override
    public Map<String, String> health(String targetGroupArn) {
        TargetGroup group = groups.get(targetGroupArn);
        return group == null ? Map.of() : group.health();
    }

    /** The targets of a group with the state of each, as {@link #health} has it. */
    public Map<Target, String> targets(String targetGroupArn) {
        TargetGroup group = groups.get(targetGroupArn);
        return group == null ? Map.of() : group.targets();
    }

    /** What the health checks of all groups complain of, for reports. */
    public List<String> complaints() {
        return groups.values().stream()
                .flatMap(group -> group.complaints().stream())
                .toList();
    }

    private TargetGroup group(String arn) throws IOException {
        TargetGroup group = groups.get(arn);
        if (group == null) {
            throw new IOException("Target group '" + arn + "' not found");
        }
        return group;
    }

    private Balancer balancer(String arn) throws IOException {
        Balancer balancer = balancers.get(arn);
        if (balancer == null) {
            throw new IOException("Load balancer '" + arn + "' not found");
        }
        return balancer;
    }

    /** Writes and loads the configuration of a load balancer by what it has now, and lets its groups be checked. */
    private void configure(String arn) throws IOException, InterruptedException {
        Balancer balancer = balancer(arn);
        synchronized (balancer) {
            for (String used : balancer.groups()) {
                group(used).use(balancer.source(), () -> reconfigure(arn));
            }
            balancer.proxy().configure(new BalancerConfiguration(balancer, groups, certificates).text());
        }
    }

    private void reconfigure(String arn) {
        try {
            if (balancers.containsKey(arn)) {
                configure(arn);
            }
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        groups.values().forEach(TargetGroup::close);
        balancers.values().forEach(balancer -> balancer.proxy().close());
    }
}
