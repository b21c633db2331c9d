package dev.scalingstages.network;

/** Arithmetic on IPv4 ranges, done here so that a subnet's range is written out in the template and never moves. */
final class Cidr {
    private Cidr() {}

    /**
     * One of the equal blocks of a range.
     *
     * @param range the range, such as {@code 10.0.0.0/16}
     * @param bits how many bits longer the block's prefix is
     * @param index which block, from 0
     * @return the block, such as {@code 10.0.16.0/20}
     */
    static String block(String range, int bits, int index) {
        String[] parts = range.split("/");
        int prefix = Integer.parseInt(parts[1]) + bits;
        long address = 0;
        for (String octet : parts[0].split("\\.")) {
            address = address << 8 | Integer.parseInt(octet);
        }
        address += (long) index << (32 - prefix);
        return "%d.%d.%d.%d/%d"
                .formatted(address >> 24 & 255, address >> 16 & 255, address >> 8 & 255, address & 255, prefix);
    }
}
