package dev.scalingstages.rehearsal.api.policy;

import java.net.InetAddress;
import java.net.UnknownHostException;

/** Ranges of addresses in CIDR notation. */
final class AddressRange {
    private AddressRange() {}

    static boolean contains(String range, String address) {
        String[] parts = range.split("/", 2);
        byte[] network = bytes(parts[0]);
        byte[] host = bytes(address);
        if (network.length == 0 || network.length != host.length) {
            return false;
        }
        int bits = parts.length == 1 ? network.length * 8 : Integer.parseInt(parts[1]);
        for (int i = 0; i < bits; i++) {
            int mask = 0x80 >> (i % 8);
            if ((network[i / 8] & mask) != (host[i / 8] & mask)) {
                return false;
            }
        }
        return true;
    }

    private static byte[] bytes(String literal) {
        if (!literal.matches("[0-9a-fA-F.:]+")) {
            return new byte[0];
        }
        try {
            return InetAddress.getByName(literal).getAddress();
        } catch (UnknownHostException e) {
            return new byte[0];
        }
    }
}
