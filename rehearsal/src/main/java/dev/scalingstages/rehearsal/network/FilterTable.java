package dev.scalingstages.rehearsal.network;

import dev.scalingstages.rehearsal.network.Network.Interface;
import dev.scalingstages.rehearsal.network.Network.Rule;
import dev.scalingstages.rehearsal.network.Topology.Attached;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The nftables table, as text for {@code nft -f}, which puts it into force as a whole or not at all.
 *
 * <p>A packet of a new connection passes the chain {@code check}: the sender's route and egress rules, then the
 * receiver's ingress rules. A rule that matches sets the packet's mark, and the interface's chain goes on to the next
 * group until then. Rules for addresses look at the address that the sender called; those for groups at members'
 * private addresses, so that, as on AWS, a group is not recognized behind its public address.
 */
final class FilterTable {
    static final String NAME = "rehearsal";
    /** Sets of refused connections, by what refused them. */
    static final List<String> REFUSED = List.of("egress", "ingress", "route");

    static final String METADATA = "169.254.169.254";
    /** The resolver, at the address that is the same in each VPC. */
    static final String RESOLVER = "169.254.169.253";

    static final String PUBLIC_ADDRESSES = "203.0.113.0/24";

    private final Topology topology;
    private final Services services;
    private final Map<String, List<String>> chains = new LinkedHashMap<>();

    /** Finds the address of a service by the id of its prefix list. */
    interface Services {
        Optional<String> addressOf(String prefixListId);
    }

    FilterTable(Topology topology, Services services) {
        this.topology = topology;
        this.services = services;
        base("spoofing", "filter hook prerouting priority -310; policy accept");
        base("public_in", "nat hook prerouting priority -100; policy accept");
        base("public_out", "nat hook output priority -100; policy accept");
        base("forward", "filter hook forward priority 0; policy drop");
        base("input", "filter hook input priority 0; policy accept");
        base("output", "filter hook output priority 0; policy accept");
        addresses();
        hooks();
        List.of("egress", "ingress", "abroad").forEach(this::direction);
        topology.groups().forEach(this::group);
    }

    Set<String> chains() {
        return chains.keySet();
    }

    /** The text that puts this table in the place of another one, whose chains are given. */
    String replacing(Collection<String> before) {
        StringBuilder text = new StringBuilder("add table ip " + NAME + "\n");
        for (String refused : REFUSED) {
            text.append("add set ip %s refused_%s { type ipv4_addr . ipv4_addr . inet_proto . inet_service; "
                    .formatted(NAME, refused));
            text.append("flags dynamic,timeout; timeout 1h; size 65535; }\n");
        }
        text.append("flush table ip ").append(NAME).append('\n');
        Set<String> gone = new LinkedHashSet<>(before);
        gone.removeAll(chains.keySet());
        gone.forEach(chain -> text.append("delete chain ip %s %s\n".formatted(NAME, chain)));
        text.append("table ip ").append(NAME).append(" {\n");
        chains.forEach((name, lines) -> {
            text.append("chain ").append(name).append(" {\n");
            lines.forEach(line -> text.append(line).append('\n'));
            text.append("}\n");
        });
        return text.append("}\n").toString();
    }

    private void base(String name, String hook) {
        chains.put(name, new ArrayList<>(List.of("type " + hook + ";")));
    }

    private List<String> chain(String name) {
        return chains.computeIfAbsent(name, ignored -> new ArrayList<>());
    }

    private void addresses() {
        List<String> veths = new ArrayList<>();
        List<String> publics = new ArrayList<>();
        for (Attached attached : topology.interfaces()) {
            Interface at = attached.at();
            at.namespace().ifPresent(ignored -> veths.add("\"" + at.id() + "\" . " + at.address()));
            at.publicAddress().ifPresent(address -> publics.add(address + " : " + at.address()));
        }
        chain("spoofing").add("iifname \"lo\" accept");
        chain("spoofing").add(veths.isEmpty() ? "drop" : "iifname . ip saddr != " + set(veths) + " drop");
        if (!publics.isEmpty()) {
            chain("public_in").add("dnat to ip daddr map " + set(publics));
            chain("public_out").add("dnat to ip daddr map " + set(publics));
        }
    }

    private void hooks() {
        chain("forward").addAll(List.of("jump check", "accept"));
        // What comes by lo was checked when it went out.
        chain("input").addAll(List.of("iifname \"lo\" accept", "jump check"));
        chain("output").add("jump check");

        Set<String> vpcs = new LinkedHashSet<>();
        Set<String> resolvers = new LinkedHashSet<>(List.of(METADATA, RESOLVER));
        topology.subnets().forEach(subnet -> {
            vpcs.add(subnet.vpc.toString());
            resolvers.add(subnet.vpc.address(2));
        });
        List<String> check = chain("check");
        // A host that calls itself asks no network.
        match(check, "ip saddr . ip daddr", addresses(this::ownPair), "accept");
        for (String side : List.of("saddr", "daddr")) {
            match(check, "ip " + side, addresses(at -> topology.isCut(at) ? List.of(at.address()) : List.of()), "drop");
        }
        check.add("ct state established,related accept");
        check.add("ip saddr 127.0.0.0/8 accept");
        check.add("ip daddr " + PUBLIC_ADDRESSES + " drop");
        if (!vpcs.isEmpty()) {
            check.add("ip saddr " + set(vpcs) + " ip daddr " + set(resolvers) + " accept");
            check.add("ip saddr " + set(vpcs) + " jump sender");
            check.add("ip daddr " + set(vpcs) + " jump receiver");
            sender(vpcs);
            receiver(vpcs);
        }
        for (String refused : REFUSED) {
            chain("no_" + refused)
                    .addAll(List.of(
                            "meta l4proto { tcp, udp } update @refused_" + refused
                                    + " { ip saddr . ip daddr . meta l4proto . th dport }",
                            "drop"));
        }
    }

    private void sender(Collection<String> vpcs) {
        List<String> sender = chain("sender");
        sender.add("ct original ip daddr " + set(vpcs) + " goto egress");
        match(sender, "ip saddr . ct original ip daddr", addresses(this::gatewayPairs), "goto egress");
        match(sender, "ip saddr", addresses(this::onTheInternet), "goto egress");
        sender.add("goto no_route");
    }

    private void receiver(Collection<String> vpcs) {
        List<String> receiver = chain("receiver");
        receiver.add("ct status & dnat == 0 ip saddr " + set(vpcs) + " goto ingress");
        receiver.add("ct status & dnat == 0 goto no_route");
        receiver.add("ip saddr " + set(vpcs) + " goto abroad");
        match(receiver, "ip daddr", addresses(this::onTheInternet), "goto ingress");
        receiver.add("goto no_route");
    }

    private List<String> ownPair(Interface at) {
        return List.of(at.address() + " . " + at.address());
    }

    private List<String> gatewayPairs(Interface at) {
        return topology.servicesOf(at).stream()
                .map(service -> at.address() + " . " + service)
                .toList();
    }

    private List<String> onTheInternet(Interface at) {
        return topology.hasInternet(at) ? List.of(at.address()) : List.of();
    }

    private List<String> addresses(java.util.function.Function<Interface, List<String>> of) {
        return topology.interfaces().stream()
                .flatMap(attached -> of.apply(attached.at()).stream())
                .toList();
    }

    /**
     * A chain that finds the groups of the packet's sender or receiver; interfaces with the same groups share a chain.
     */
    private void direction(String direction) {
        String side = direction.equals("egress") ? "saddr" : "daddr";
        String refusal = direction.equals("egress") ? "no_egress" : "no_ingress";
        List<String> verdicts = new ArrayList<>();
        for (Attached attached : topology.interfaces()) {
            String name = direction + "_" + String.join("_", attached.groups());
            verdicts.add(attached.at().address() + " : goto " + name);
            if (chains.containsKey(name)) {
                continue;
            }
            List<String> lines = chain(name);
            lines.add("meta mark set 0");
            for (String group : attached.groups()) {
                lines.add("jump " + direction + "/" + group);
                lines.add("meta mark 1 return");
            }
            lines.add("goto " + refusal);
        }
        List<String> chain = chain(direction);
        if (!verdicts.isEmpty()) {
            chain.add("ip " + side + " vmap " + set(verdicts));
        }
        chain.add("goto " + refusal);
    }

    private void group(String id) {
        List.of("egress", "ingress", "abroad").forEach(direction -> chain(direction + "/" + id));
        for (Rule rule : topology.rules(id)) {
            if (rule.ingress()) {
                rule(chain("ingress/" + id), rule, peer(rule, "ip saddr"));
                rule(chain("abroad/" + id), rule, abroad(rule));
            } else {
                rule(chain("egress/" + id), rule, peer(rule, "ct original ip daddr"));
            }
        }
    }

    private static void rule(List<String> to, Rule rule, Optional<String> peer) {
        peer.ifPresent(match -> to.add((Protocols.match(rule) + " " + match + " meta mark set 1 return").strip()));
    }

    /** What matches the other side; empty if nothing can. */
    private Optional<String> peer(Rule rule, String address) {
        String peer = rule.peer();
        if (peer.startsWith("sg-")) {
            List<String> members = topology.members(peer);
            return members.isEmpty() ? Optional.empty() : Optional.of(address + " " + set(members));
        }
        if (peer.startsWith("pl-")) {
            return services.addressOf(peer).map(found -> address + " " + found);
        }
        // IPv6, which nobody has here.
        return peer.contains(":") ? Optional.empty() : Optional.of(address + " " + peer);
    }

    /** Members of the VPC that call a public address are seen with their own public address. */
    private Optional<String> abroad(Rule rule) {
        if (rule.peer().startsWith("sg-")
                || rule.peer().startsWith("pl-")
                || rule.peer().contains(":")) {
            return Optional.empty();
        }
        Cidr range = Cidr.parse(rule.peer());
        List<String> senders = addresses(
                at -> at.publicAddress().filter(range::contains).isPresent() ? List.of(at.address()) : List.of());
        return senders.isEmpty() ? Optional.empty() : Optional.of("ip saddr " + set(senders));
    }

    private static void match(List<String> to, String what, Collection<String> elements, String verdict) {
        if (!elements.isEmpty()) {
            to.add(what + " " + set(elements) + " " + verdict);
        }
    }

    private static String set(Collection<String> elements) {
        return elements.stream().distinct().collect(Collectors.joining(", ", "{ ", " }"));
    }
}
