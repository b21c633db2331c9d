package dev.scalingstages.rehearsal.network;

import dev.scalingstages.rehearsal.network.Network.Rule;

/** Protocols and ports of security groups' rules. */
final class Protocols {
    private static final int LAST_PORT = 65535;

    private Protocols() {}

    /**
     * What matches a rule's protocol and ports.
     *
     * @throws IllegalArgumentException for a protocol that is not known, or ports that are none
     */
    static String match(Rule rule) {
        return switch (rule.protocol()) {
            case "-1" -> "";
            case "tcp", "6" -> "tcp dport " + ports(rule);
            case "udp", "17" -> "udp dport " + ports(rule);
            case "icmp", "1" -> icmp(rule);
            default -> throw new IllegalArgumentException("not a protocol that is known: " + rule.protocol());
        };
    }

    private static String ports(Rule rule) {
        if (rule.fromPort() == -1 && rule.toPort() == -1) {
            return "0-" + LAST_PORT;
        }
        if (rule.fromPort() < 0 || rule.toPort() < rule.fromPort() || rule.toPort() > LAST_PORT) {
            throw new IllegalArgumentException("not ports: " + rule);
        }
        return rule.fromPort() == rule.toPort() ? "" + rule.fromPort() : rule.fromPort() + "-" + rule.toPort();
    }

    /** The "ports" of ICMP are type and code; -1 is any. */
    private static String icmp(Rule rule) {
        if (rule.fromPort() == -1) {
            return "meta l4proto icmp";
        }
        String type = "icmp type " + rule.fromPort();
        return rule.toPort() == -1 ? type : type + " icmp code " + rule.toPort();
    }
}
