package dev.scalingstages.settings;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Checks which types of servers, databases and cache nodes the templates can use. EC2's types follow a naming rule, so
 * a type that is new tomorrow is judged by its name. RDS and ElastiCache offer fewer than the rule would allow, so
 * theirs are listed; the lists are those of cfn-lint 1.51.0, which takes them from the services' own offerings.
 */
final class MachineTypes {
    private static final Pattern SERVER_TYPE = Pattern.compile(
            "(?<series>[a-z]{1,4})(?:-[a-z0-9]+)?(?<generation>[0-9]{0,2})(?<options>[a-z]{0,5})(?:-[a-z0-9]+)?"
                    + "\\.(?<size>nano|micro|small|medium|large|(?:[1-9][0-9]{0,2})?xlarge|metal(?:-[0-9]{2}xl)?)");

    /**
     * What RDS offers for MySQL 8.4 from 4 GiB of memory; {@code c6gd} is left out, being for Multi-AZ clusters only.
     */
    private static final List<Pattern> DATABASE_CLASSES = List.of(
            Pattern.compile("db\\.t(?:3|4g)\\.(?:medium|large|xlarge|2xlarge)"),
            Pattern.compile("db\\.(?:m6gd?|m7g|r6gd?|r7g|x2g)\\.(?:large|(?:2|4|8|12|16)?xlarge)"),
            Pattern.compile("db\\.(?:m5d?|r5[bd]?)\\.(?:large|(?:2|4|8|12|16|24)?xlarge)"),
            Pattern.compile("db\\.[mr]6(?:i|id|idn|in)\\.(?:large|(?:2|4|8|12|16|24|32)?xlarge)"),
            Pattern.compile("db\\.(?:[mr]7i|[mr]8gd?)\\.(?:large|(?:2|4|8|12|16|24|48)?xlarge)"),
            Pattern.compile("db\\.x2iedn\\.(?:2|4|8|16|24|32)?xlarge"));

    /** What ElastiCache offers today; {@code r6gd} is left out, because it works with data tiering only. */
    private static final List<Pattern> CACHE_NODE_TYPES = List.of(
            Pattern.compile("cache\\.t(?:3|4g)\\.(?:micro|small|medium)"),
            Pattern.compile("cache\\.[mr]5\\.(?:large|(?:2|4|12|24)?xlarge)"),
            Pattern.compile("cache\\.(?:[mr][67]g|c7gn)\\.(?:large|(?:2|4|8|12|16)?xlarge)"));

    private static final Pattern OLD_DATABASE_CLASS = Pattern.compile("db\\.(?:t[12]|m[1-4]|r[34])\\..+");
    private static final Pattern SMALL_DATABASE_CLASS = Pattern.compile("db\\.t(?:3|4g)\\.(?:micro|small)");
    private static final Pattern OLD_CACHE_NODE_TYPE = Pattern.compile("cache\\.(?:t[12]|m[1-4]|r[34]|c1)\\..+");

    private MachineTypes() {}

    /**
     * Whether an EC2 type has an Arm processor, going by its name: series letters, a generation, options. A {@code g}
     * among the options stands for Graviton, as in {@code t4g}, {@code c7gn} or {@code x2gd}; {@code a1} is older than
     * that rule. In {@code g5} the letter is the series and says nothing.
     */
    static boolean isArm(String serverType) {
        Matcher parts = SERVER_TYPE.matcher(serverType);
        return parts.matches() && isArm(parts);
    }

    static Optional<String> server(String text) {
        Matcher parts = SERVER_TYPE.matcher(text);
        if (!parts.matches()) {
            return Optional.of("is not an EC2 instance type");
        }
        if (!isArm(parts)) {
            return Optional.of("is not a Graviton type, and the pinned machine image is for arm64 only");
        }
        if (isFirstGraviton(parts)) {
            return Optional.of("is of the first Graviton generation, which Amazon Linux 2023 does not run on");
        }
        // amazonlinux/amazon-linux-2023 issue 404: dnf is killed for lack of memory.
        return "nano".equals(parts.group("size"))
                ? Optional.of("has 0.5 GiB of memory, too little to install packages at boot")
                : Optional.empty();
    }

    static Optional<String> database(String text) {
        if (DATABASE_CLASSES.stream().anyMatch(pattern -> pattern.matcher(text).matches())) {
            return Optional.empty();
        }
        if (SMALL_DATABASE_CLASS.matcher(text).matches()) {
            return Optional.of("has less than 4 GiB of memory, too little for the buffer pool and the connections");
        }
        return Optional.of(
                OLD_DATABASE_CLASS.matcher(text).matches()
                        ? "is of an earlier generation, which RDS for MySQL no longer offers"
                        : "is not a class that RDS for MySQL offers");
    }

    static Optional<String> cacheNode(String text) {
        if (CACHE_NODE_TYPES.stream().anyMatch(pattern -> pattern.matcher(text).matches())) {
            return Optional.empty();
        }
        return Optional.of(
                OLD_CACHE_NODE_TYPE.matcher(text).matches()
                        ? "is of an earlier generation, which ElastiCache no longer recommends"
                        : "is not a node type that ElastiCache offers for this use");
    }

    private static boolean isArm(Matcher parts) {
        return isFirstGraviton(parts)
                || (!parts.group("generation").isEmpty()
                        && parts.group("options").contains("g"));
    }

    private static boolean isFirstGraviton(Matcher parts) {
        return "a".equals(parts.group("series")) && "1".equals(parts.group("generation"));
    }
}
