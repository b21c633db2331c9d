package dev.scalingstages.rehearsal.network;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Names and their addresses, as the internet sees them and as a VPC does. A name that begins with {@code *.} holds for
 * all names below it that have no addresses themselves. For several threads.
 */
final class Names {
    private final ConcurrentMap<String, List<String>> everywhere = new ConcurrentHashMap<>();
    private final ConcurrentMap<String, List<String>> inVpc = new ConcurrentHashMap<>();
    private final AtomicInteger turn = new AtomicInteger();

    void name(String name, Set<String> addresses) {
        put(everywhere, name, addresses);
    }

    void privateName(String name, Set<String> addresses) {
        put(inVpc, name, addresses);
    }

    private static void put(Map<String, List<String>> into, String name, Set<String> addresses) {
        addresses.forEach(Cidr::parse);
        if (addresses.isEmpty()) {
            into.remove(key(name));
        } else {
            into.put(key(name), addresses.stream().sorted().toList());
        }
    }

    private static String key(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        return lower.endsWith(".") ? lower.substring(0, lower.length() - 1) : lower;
    }

    /**
     * Addresses of a name, each time beginning with another one; empty if it has none.
     *
     * @param vpc whether a VPC asks
     */
    List<String> resolve(String name, boolean vpc) {
        List<String> found = vpc ? find(inVpc, key(name)) : List.of();
        if (found.isEmpty()) {
            found = find(everywhere, key(name));
        }
        List<String> turned = new ArrayList<>(found);
        Collections.rotate(turned, turn.getAndIncrement());
        return turned;
    }

    private static List<String> find(Map<String, List<String>> in, String name) {
        List<String> found = in.get(name);
        String below = name;
        while (found == null && below.indexOf('.') >= 0) {
            below = below.substring(below.indexOf('.') + 1);
            found = in.get("*." + below);
        }
        return found == null ? List.of() : found;
    }
}
