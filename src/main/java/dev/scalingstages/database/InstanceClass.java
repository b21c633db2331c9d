package dev.scalingstages.database;

import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A DB instance class of RDS for MySQL, and the memory that its name implies. Source: Amazon RDS User Guide, Hardware
 * specifications for DB instance classes: 4 GiB a processor in the families m and t, 8 in r, 16 in x2g, 32 in x2iedn.
 *
 * @param name such as {@code db.r7g.large}
 */
record InstanceClass(String name) {
    private static final long GIB = 1024L * 1024 * 1024;

    private static final Pattern NAME = Pattern.compile(
            "db\\.(?<family>m|t|r|x)(?<generation>[0-9]+[a-z]*)\\.(?:(?<size>medium|large)|(?<times>[0-9]*)xlarge)");

    private static final Map<String, Integer> GIB_A_PROCESSOR = Map.of("m", 4, "t", 4, "r", 8);

    /** GiB per processor in the family x, which comes in two kinds. */
    private static final Map<String, Integer> GIB_A_PROCESSOR_OF_X = Map.of("2g", 16, "2iedn", 32);

    /** The memory of the machine in bytes; the operating system and RDS use some of it. */
    long memory() {
        Matcher parts = NAME.matcher(name);
        if (!parts.matches()) {
            throw new IllegalArgumentException(name + " is not a class whose memory is known.");
        }
        Integer each = parts.group("family").equals("x")
                ? GIB_A_PROCESSOR_OF_X.get(parts.group("generation"))
                : GIB_A_PROCESSOR.get(parts.group("family"));
        if (each == null) {
            throw new IllegalArgumentException("The memory of a processor of " + name + " is not known.");
        }
        return processors(parts.group("size"), parts.group("times")) * each * GIB;
    }

    /** A medium instance counts as one processor here: it has two, but half of a large one's memory. */
    private static int processors(String size, String times) {
        if (size != null) {
            return size.equals("medium") ? 1 : 2;
        }
        return 4 * (times.isEmpty() ? 1 : Integer.parseInt(times));
    }
}
