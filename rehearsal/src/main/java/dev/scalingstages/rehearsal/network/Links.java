package dev.scalingstages.rehearsal.network;

import dev.scalingstages.rehearsal.network.Network.Interface;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Addresses, devices and namespaces, by {@code ip}. */
final class Links {
    /** Where this process and its children ask for names. */
    static final String RESOLVER = "127.0.0.53";

    private static final String ROUTER_MAC = "02:00:00:00:00:01";
    private static final Path NAMESPACES = Path.of("/run/netns");

    private final String nobody;
    private final Set<Interface> servers = ConcurrentHashMap.newKeySet();

    private Links(String nobody) {
        this.nobody = nobody;
    }

    /**
     * Prepares the namespace.
     *
     * @param nobody the address from which a program calls that is bound to none
     * @param publicAddresses what is translated to private addresses before it gets anywhere
     */
    static Links inOwnNamespace(String nobody, String publicAddresses) throws IOException, InterruptedException {
        requireOwnNamespace();
        Command.feed(
                """
                link set lo up
                addr add %1$s/32 dev lo
                addr add %2$s/32 dev lo
                addr add %3$s/32 dev lo
                route add %4$s dev lo src %1$s
                """.formatted(nobody, FilterTable.METADATA, FilterTable.RESOLVER, publicAddresses),
                "ip",
                "-batch",
                "-");
        set("ip_forward", "1");
        set("conf/all/rp_filter", "0");
        set("conf/default/rp_filter", "0");
        Path six = Path.of("/proc/sys/net/ipv6/conf/all/disable_ipv6");
        if (Files.exists(six)) {
            // The filter is for IPv4.
            Files.writeString(six, "1");
            Files.writeString(Path.of("/proc/sys/net/ipv6/conf/default/disable_ipv6"), "1");
        }
        Files.createDirectories(NAMESPACES);
        Command.run("mount", "-t", "tmpfs", "tmpfs", NAMESPACES.toString());
        resolveHere();
        return new Links(nobody);
    }

    /** The machine's own namespace has more devices than the loopback one. */
    private static void requireOwnNamespace() throws IOException, InterruptedException {
        for (String line : Command.run("ip", "-oneline", "link").split("\n")) {
            String device = line.split(": ")[1];
            // What the kernel puts into every namespace, where its modules are loaded.
            if (!device.equals("lo") && !line.contains("NOARP") && !line.contains("sit0")) {
                throw new IOException("the network needs a namespace of its own (rehearsal/bin/isolated-java);"
                        + " this one has the device " + device);
            }
        }
    }

    private static void set(String parameter, String value) throws IOException {
        Files.writeString(Path.of("/proc/sys/net/ipv4", parameter), value);
    }

    private static void resolveHere() throws IOException, InterruptedException {
        Path file = NAMESPACES.resolve("resolv.conf");
        Files.writeString(file, "nameserver " + RESOLVER + "\noptions timeout:1 attempts:2\n");
        Command.run("mount", "--bind", file.toString(), "/etc/resolv.conf");
    }

    void addAddress(String address) throws IOException, InterruptedException {
        Command.run("ip", "addr", "add", address + "/32", "dev", "lo");
    }

    void removeAddress(String address) throws IOException, InterruptedException {
        Command.run("ip", "addr", "del", address + "/32", "dev", "lo");
    }

    /** A server's namespace, with a device for its address alone and a route to everything by the router. */
    void addServer(Interface server, String gateway) throws IOException, InterruptedException {
        String namespace = server.namespace().orElseThrow();
        String device = server.id();
        servers.add(server);
        Command.feed(
                """
                netns add %2$s
                link add %1$s address %5$s type veth peer name eth0 address %4$s netns %2$s
                link set %1$s up
                route add %3$s/32 dev %1$s src %6$s
                neigh add %3$s lladdr %4$s dev %1$s nud permanent
                """.formatted(device, namespace, server.address(), mac(server.address()), ROUTER_MAC, nobody),
                "ip",
                "-batch",
                "-");
        Command.feed("""
                link set lo up
                link set eth0 up
                addr add %1$s/32 dev eth0
                route add %2$s dev eth0 scope link
                route add default via %2$s src %1$s
                neigh add %2$s lladdr %3$s dev eth0 nud permanent
                """.formatted(server.address(), gateway, ROUTER_MAC), "ip", "-netns", namespace, "-batch", "-");
        awaitUp("ip", "-oneline", "link", "show", "dev", device);
        awaitUp("ip", "-netns", namespace, "-oneline", "link", "show", "dev", "eth0");
    }

    /** A device that has just been switched on loses what is sent until the system has noticed. */
    private static void awaitUp(String... show) throws IOException, InterruptedException {
        for (int attempt = 0; attempt < 200; attempt++) {
            if (Command.run(show).contains(" state UP ")) {
                return;
            }
            Thread.sleep(5);
        }
        throw new IOException("a device stays down: " + String.join(" ", show));
    }

    /** The hardware address of a server, which follows from its address. */
    static String mac(String address) {
        String[] octets = address.split("\\.");
        StringBuilder mac = new StringBuilder("02:00");
        for (String octet : octets) {
            mac.append(":%02x".formatted(Integer.parseInt(octet)));
        }
        return mac.toString();
    }

    void removeServer(Interface server) throws IOException, InterruptedException {
        if (servers.remove(server) || servers.removeIf(known -> known.id().equals(server.id()))) {
            Command.feed(
                    "link del %s\nnetns del %s\n"
                            .formatted(server.id(), server.namespace().orElseThrow()),
                    "ip",
                    "-batch",
                    "-");
        }
    }

    void removeAll() {
        try {
            for (Interface server : servers) {
                removeServer(server);
            }
            Command.run("umount", "--lazy", "/etc/resolv.conf");
            Command.run("umount", "--lazy", NAMESPACES.toString());
            Command.run("ip", "route", "flush", "dev", "lo");
            Command.run("ip", "addr", "flush", "dev", "lo", "scope", "global");
        } catch (IOException e) {
            // The namespaces end with this process, and all of it with them.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
