package dev.scalingstages.workload.limits;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The sender of a request, as limits tell clients apart: an IPv4 address, or the first 64 bits of an IPv6 address,
 * since a subscriber has at least so many addresses (RFC 6177). All senders whose address is not known are one client.
 *
 * @param name the address or the network, in the form in which it was counted first
 */
public record Client(String name) implements Comparable<Client> {
    /** All senders without a valid address. */
    public static final Client UNKNOWN = new Client("unknown");

    /** IPv6 with an IPv4 address at its end, written out. */
    private static final int LONGEST = 45;

    private static final Pattern DIGITS = Pattern.compile("[0-9A-Fa-f.:]+");
    private static final int NETWORK_BYTES = 8;

    /**
     * The client of a request.
     *
     * @param forwardedFor the header {@code X-Forwarded-For}. Its first address is believed, as nginx, which alone
     *     reaches this process, sets it afresh where the request enters the system
     */
    public static Client of(Optional<String> forwardedFor) {
        return forwardedFor.flatMap(Client::first).map(Client::new).orElse(UNKNOWN);
    }

    private static Optional<String> first(String header) {
        int comma = header.indexOf(',');
        String text = (comma < 0 ? header : header.substring(0, comma)).strip();
        if (text.length() > LONGEST || !DIGITS.matcher(text).matches()) {
            return Optional.empty();
        }
        try {
            InetAddress address = InetAddress.ofLiteral(text);
            return Optional.of(address instanceof Inet6Address ? network(address) : address.getHostAddress());
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static String network(InetAddress address) {
        return HexFormat.of().formatHex(Arrays.copyOf(address.getAddress(), NETWORK_BYTES)) + "/64";
    }

    @Override
    public int compareTo(Client other) {
        return name.compareTo(other.name);
    }
}
