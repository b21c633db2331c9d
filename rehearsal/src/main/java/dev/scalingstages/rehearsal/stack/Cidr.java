package dev.scalingstages.rehearsal.stack;

import java.util.List;
import java.util.stream.LongStream;

/**
 * A range of IPv4 addresses.
 *
 * @param address the first address, as a number
 * @param length how many leading bits all its addresses share
 */
record Cidr(long address, int length) {
    /** @throws IllegalArgumentException when the text is no range in CIDR notation */
    static Cidr parse(String text) {
        String[] parts = text.split("[./]");
        if (!text.matches("\\d{1,3}(\\.\\d{1,3}){3}/\\d{1,2}")) {
            throw new IllegalArgumentException(text + " is no range of IPv4 addresses in CIDR notation");
        }
        long address = 0;
        for (int index = 0; index < 4; index++) {
            address = address << 8 | Integer.parseInt(parts[index]);
        }
        int length = Integer.parseInt(parts[4]);
        return new Cidr(address & -(1L << (32 - length)), length);
    }

    /**
     * The first ranges in it.
     *
     * @param count how many
     * @param hostBits how many bits each has for its own addresses
     * @throws IllegalArgumentException when there aren't so many
     */
    List<Cidr> split(int count, int hostBits) {
        if (hostBits < 1 || hostBits > 32 - length || count > 1L << (32 - length - hostBits)) {
            throw new IllegalArgumentException(
                    "%s has no %d ranges with %d bits for hosts".formatted(this, count, hostBits));
        }
        return LongStream.range(0, count)
                .mapToObj(index -> new Cidr(address + (index << hostBits), 32 - hostBits))
                .toList();
    }

    @Override
    public String toString() {
        return "%d.%d.%d.%d/%d"
                .formatted(address >> 24 & 255, address >> 16 & 255, address >> 8 & 255, address & 255, length);
    }
}
