package dev.scalingstages.settings;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The checks of address ranges: who may reach the server by SSH, and the VPC's range. */
final class AddressChecks {
    /**
     * The most ranges that {@code sshCidrs} takes: a security group has room for 60 rules, and other rules share it.
     */
    static final int MOST_SSH_RANGES = 20;

    private static final int WIDEST_SSH_IPV4 = 16;
    private static final int WIDEST_SSH_IPV6 = 32;
    private static final int WIDEST_VPC = 16;
    private static final int NARROWEST_VPC = 20;

    /** The private ranges of RFC 1918. */
    private static final List<CidrBlock> PRIVATE_RANGES = Stream.of("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16")
            .map(range -> CidrBlock.parse(range).orElseThrow())
            .toList();

    private AddressChecks() {}

    static Optional<String> vpcCidr(String text) {
        Optional<CidrBlock> parsed = CidrBlock.parse(text).filter(CidrBlock::isIpv4);
        if (parsed.isEmpty()) {
            return Optional.of("is not an IPv4 CIDR");
        }
        CidrBlock range = parsed.get();
        if (range.prefixLength() < WIDEST_VPC || range.prefixLength() > NARROWEST_VPC) {
            return Optional.of("is not between /16 and /20");
        }
        if (PRIVATE_RANGES.stream().noneMatch(privateRange -> privateRange.contains(range))) {
            return Optional.of("is not in a private range");
        }
        return range.isNetworkAddress()
                ? Optional.empty()
                : Optional.of("is not written with its first" + " address, as in " + range.text());
    }

    static Optional<String> sshCidrs(String text) {
        List<String> elements = List.of(text.split(",", -1));
        if (elements.size() > MOST_SSH_RANGES) {
            return Optional.of("has " + elements.size() + " ranges, more than " + MOST_SSH_RANGES);
        }
        List<CidrBlock> seen = new ArrayList<>();
        List<String> faults = new ArrayList<>();
        for (String element : elements) {
            Optional<CidrBlock> parsed = CidrBlock.parse(element);
            parsed.map(range -> seen.contains(range) ? Optional.of("is given twice") : sshRange(range))
                    .orElse(Optional.of("is not an IPv4 or IPv6 CIDR"))
                    .ifPresent(fault -> faults.add(PrintableValue.of(element) + ", which " + fault));
            parsed.ifPresent(seen::add);
        }
        return faults.isEmpty() ? Optional.empty() : Optional.of("contains " + String.join("; and ", faults));
    }

    private static Optional<String> sshRange(CidrBlock range) {
        if (range.prefixLength() == 0) {
            return Optional.of("is open to every address on the internet");
        }
        int widest = range.isIpv4() ? WIDEST_SSH_IPV4 : WIDEST_SSH_IPV6;
        boolean isPrivate = PRIVATE_RANGES.stream().anyMatch(privateRange -> privateRange.contains(range));
        if (range.prefixLength() < widest && !isPrivate) {
            return Optional.of("is wider than /" + widest);
        }
        return range.isNetworkAddress()
                ? Optional.empty()
                : Optional.of("is not written with its first" + " address, as in " + range.text());
    }
}
