package dev.scalingstages.settings;

import java.math.BigInteger;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A range of IPv4 or IPv6 addresses.
 *
 * @param bits the length of an address: 32 or 128
 * @param address the address as it was written, which may lie inside the range
 * @param prefixLength how many leading bits all addresses of the range share
 */
record CidrBlock(int bits, BigInteger address, int prefixLength) {
    private static final String OCTET = "(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])";
    private static final Pattern IPV4 = Pattern.compile("(?:" + OCTET + "\\.){3}" + OCTET);
    private static final Pattern IPV6 = Pattern.compile("(?:[0-9a-fA-F]{0,4}:){2,7}[0-9a-fA-F]{0,4}");
    private static final Pattern CIDR = Pattern.compile("([0-9a-fA-F.:]{2,39})/(0|[1-9][0-9]{0,2})");

    static Optional<CidrBlock> parse(String text) {
        Matcher cidr = CIDR.matcher(text);
        if (!cidr.matches()) {
            return Optional.empty();
        }
        Optional<byte[]> bytes = bytesOf(cidr.group(1));
        int prefixLength = Integer.parseInt(cidr.group(2));
        return bytes.filter(some -> prefixLength <= some.length * Byte.SIZE)
                .map(some -> new CidrBlock(some.length * Byte.SIZE, new BigInteger(1, some), prefixLength));
    }

    boolean isIpv4() {
        return bits == 32;
    }

    /** Whether the address is the first of its range, which is the only form that AWS takes without changing it. */
    boolean isNetworkAddress() {
        return address.equals(network());
    }

    /** The same range, written with its first address. */
    String text() {
        BigInteger network = network();
        StringBuilder text = new StringBuilder();
        int step = isIpv4() ? 8 : 16;
        for (int shift = bits - step; shift >= 0; shift -= step) {
            int part = network.shiftRight(shift).intValue() & ((1 << step) - 1);
            text.append(isIpv4() ? Integer.toString(part) : Integer.toHexString(part));
            text.append(shift > 0 ? (isIpv4() ? "." : ":") : "/" + prefixLength);
        }
        return text.toString();
    }

    /** Whether every address of the other range is in this one. */
    boolean contains(CidrBlock other) {
        return bits == other.bits
                && prefixLength <= other.prefixLength
                && network().equals(new CidrBlock(bits, other.address, prefixLength).network());
    }

    private BigInteger network() {
        int hostBits = bits - prefixLength;
        return address.shiftRight(hostBits).shiftLeft(hostBits);
    }

    private static Optional<byte[]> bytesOf(String address) {
        if (!IPV4.matcher(address).matches() && !IPV6.matcher(address).matches()) {
            return Optional.empty();
        }
        try {
            // Both patterns admit only literal addresses, so nothing is looked up in the network.
            byte[] bytes = InetAddress.getByName(address).getAddress();
            // Java turns ::ffff:1.2.3.4 into IPv4; a security group would take it for an IPv6 range that nobody has.
            return address.contains(":") == (bytes.length == 16) ? Optional.of(bytes) : Optional.empty();
        } catch (UnknownHostException notAnAddress) {
            return Optional.empty();
        }
    }
}
