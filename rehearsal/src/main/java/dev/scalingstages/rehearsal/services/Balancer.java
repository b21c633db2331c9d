package dev.scalingstages.rehearsal.services;

import com.fasterxml.jackson.databind.JsonNode;
import dev.scalingstages.rehearsal.network.Network.Interface;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A load balancer.
 *
 * @param at its addresses, one in each subnet
 * @param listeners properties by ARN
 * @param rules properties by ARN
 */
record Balancer(
        String host, List<Interface> at, HaProxy proxy, Map<String, JsonNode> listeners, Map<String, JsonNode> rules) {
    Balancer(String host, List<Interface> at, HaProxy proxy) {
        this(host, List.copyOf(at), proxy, new ConcurrentHashMap<>(), new ConcurrentHashMap<>());
    }

    /** The address from which targets are asked. */
    String source() {
        return at.getFirst().address();
    }

    /** The ARNs of the target groups to which listeners and rules forward. */
    Set<String> groups() {
        Set<String> used = new LinkedHashSet<>();
        listeners.values().forEach(listener -> collect(listener.path("DefaultActions"), used));
        rules.values().forEach(rule -> collect(rule.path("Actions"), used));
        return used;
    }

    private static void collect(JsonNode actions, Set<String> used) {
        actions.findValuesAsText("TargetGroupArn").forEach(used::add);
    }
}
