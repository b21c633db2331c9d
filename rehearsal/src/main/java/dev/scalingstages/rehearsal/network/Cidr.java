package dev.scalingstages.rehearsal.network;

/** A range of IPv4 addresses. */
record Cidr(long first, int length) {
    private static final int BITS = 32;

    static Cidr parse(String text) {
        int slash = text.indexOf('/');
        int length = slash < 0 ? BITS : Integer.parseInt(text.substring(slash + 1));
        if (length < 0 || length > BITS) {
            throw new IllegalArgumentException("not a range of addresses: " + text);
        }
        long address = number(slash < 0 ? text : text.substring(0, slash));
        return new Cidr(address & mask(length), length);
    }

    private static long mask(int length) {
        return length == 0 ? 0 : (0xffffffffL << (BITS - length)) & 0xffffffffL;
    }

    private static long number(String address) {
        String[] parts = address.split("\\.", -1);
        if (parts.length != 4) {
            throw new IllegalArgumentException("not an IPv4 address: " + address);
        }
        long number = 0;
        for (String part : parts) {
            int octet = Integer.parseInt(part);
            if (octet < 0 || octet > 255) {
                throw new IllegalArgumentException("not an IPv4 address: " + address);
            }
            number = number << 8 | octet;
        }
        return number;
    }

    boolean contains(String address) {
        return (number(address) & mask(length)) == first;
    }

    boolean contains(Cidr other) {
        return other.length >= length && (other.first & mask(length)) == first;
    }

    /** How many addresses it has. */
    long size() {
        return 1L << (BITS - length);
    }

    /** The address with a number, from 0. */
    String address(long number) {
        if (number < 0 || number >= size()) {
            throw new IllegalArgumentException(this + " has no address with the number " + number);
        }
        long value = first + number;
        return (value >> 24) + "." + (value >> 16 & 255) + "." + (value >> 8 & 255) + "." + (value & 255);
    }

    @Override
    public String toString() {
        return address(0) + "/" + length;
    }
}
