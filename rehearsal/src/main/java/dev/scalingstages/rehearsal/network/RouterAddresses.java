package dev.scalingstages.rehearsal.network;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Addresses in the router's namespace, each there once; and which service, user or server has which public one. */
final class RouterAddresses {
    private static final Cidr SERVICES = Cidr.parse("198.51.100.0/24");
    private static final Cidr USERS = Cidr.parse("192.0.2.0/24");
    private static final Cidr PUBLIC = Cidr.parse(FilterTable.PUBLIC_ADDRESSES);
    private static final int MOST_USERS = 253;
    /** Where a program that binds to no address connects from: a user without any rights. */
    static final String NOBODY = USERS.address(MOST_USERS + 1);

    private final Links links;
    private final Set<String> present = new TreeSet<>();
    private final Map<String, String> services = new HashMap<>();
    private int publicAddresses;

    RouterAddresses(Links links) {
        this.links = links;
    }

    synchronized void add(String address) throws IOException, InterruptedException {
        if (!present.contains(address)) {
            links.addAddress(address);
            present.add(address);
        }
    }

    synchronized void remove(String address) throws IOException, InterruptedException {
        if (present.remove(address)) {
            links.removeAddress(address);
        }
    }

    synchronized String newPublicAddress() {
        publicAddresses++;
        return PUBLIC.address(publicAddresses);
    }

    synchronized String ofService(String service) throws IOException, InterruptedException {
        String address = services.computeIfAbsent(service, ignored -> SERVICES.address(1L + services.size()));
        add(address);
        return address;
    }

    synchronized Optional<String> knownService(String service) {
        return Optional.ofNullable(services.get(service));
    }

    String ofUser(int number) throws IOException, InterruptedException {
        String address = USERS.address(1 + Math.floorMod(number, MOST_USERS));
        add(address);
        return address;
    }
}
