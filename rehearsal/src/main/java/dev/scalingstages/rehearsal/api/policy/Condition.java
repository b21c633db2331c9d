package dev.scalingstages.rehearsal.api.policy;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiPredicate;

/**
 * One key of a statement's condition.
 *
 * @param operator with its prefix and suffix, such as {@code ForAllValues:StringEqualsIfExists}
 * @param key such as {@code aws:SourceArn}
 * @param values any of which may match
 */
record Condition(String operator, String key, List<String> values) {
    private static final String ALL = "ForAllValues:";
    private static final String ANY = "ForAnyValue:";
    private static final String IF_EXISTS = "IfExists";
    private static final String NULL = "Null";

    /** Comparisons by name: what the policy has, then what the request has. */
    private static final Map<String, BiPredicate<String, String>> COMPARISONS = Map.ofEntries(
            Map.entry("StringEquals", String::equals),
            Map.entry("StringEqualsIgnoreCase", String::equalsIgnoreCase),
            Map.entry("StringLike", Pattern::matches),
            Map.entry("ArnEquals", Pattern::matchesArn),
            Map.entry("ArnLike", Pattern::matchesArn),
            Map.entry("Bool", String::equalsIgnoreCase),
            Map.entry("IpAddress", AddressRange::contains));

    /** The operators that are true where none of the values matches. */
    private static final Map<String, String> NEGATIONS = Map.of(
            "StringNotEquals", "StringEquals",
            "StringNotEqualsIgnoreCase", "StringEqualsIgnoreCase",
            "StringNotLike", "StringLike",
            "ArnNotEquals", "ArnEquals",
            "ArnNotLike", "ArnLike",
            "NotIpAddress", "IpAddress");

    /** Keys that a call has or that it lacks for a reason; any other key is not played. */
    private static final Set<String> KEYS = Set.of(
            "aws:principalaccount",
            "aws:principalarn",
            "aws:resourceaccount",
            "aws:securetransport",
            "aws:sourceaccount",
            "aws:sourcearn",
            "aws:sourceip",
            "aws:tagkeys",
            "cloudwatch:namespace",
            "kms:viaservice",
            "s3:prefix",
            "s3:x-amz-acl");

    private static final List<String> KEY_PREFIXES =
            List.of("aws:requesttag/", "aws:resourcetag/", "kms:encryptioncontext:");

    Condition {
        values = List.copyOf(values);
    }

    /** Whether a request meets it. */
    boolean holds(Request request) throws NotUnderstoodException {
        Optional<List<String>> found = request.values(key);
        checkUnderstood(found.isPresent());
        boolean all = operator.startsWith(ALL);
        boolean any = operator.startsWith(ANY);
        String name = comparison();
        if (name.equals(NULL)) {
            return values.stream().anyMatch(value -> Boolean.parseBoolean(value) == found.isEmpty());
        }
        boolean negated = NEGATIONS.containsKey(name);
        if (found.isEmpty()) {
            return operator.endsWith(IF_EXISTS) || all || (negated && !any);
        }
        BiPredicate<String, String> comparison = COMPARISONS.get(NEGATIONS.getOrDefault(name, name));
        return found.filter(present -> all
                        ? present.stream().allMatch(value -> meets(comparison, negated, value))
                        : present.stream().anyMatch(value -> meets(comparison, negated, value)))
                .isPresent();
    }

    /** The operator without its prefix and suffix. */
    private String comparison() {
        return operator.replaceFirst("^(" + ALL + "|" + ANY + ")", "").replaceFirst(IF_EXISTS + "$", "");
    }

    /**
     * Goes on if it is understood.
     *
     * @param present whether a request has the key
     */
    void checkUnderstood(boolean present) throws NotUnderstoodException {
        if (!present && !isKnown()) {
            throw new NotUnderstoodException("the condition key " + key);
        }
        String name = comparison();
        boolean isNull = name.equals(NULL) && operator.equals(NULL);
        if (!isNull && !COMPARISONS.containsKey(NEGATIONS.getOrDefault(name, name))) {
            throw new NotUnderstoodException("the condition operator " + operator);
        }
        for (String value : values) {
            Variables.refuse(value);
        }
    }

    private boolean meets(BiPredicate<String, String> comparison, boolean negated, String value) {
        return negated ^ values.stream().anyMatch(wanted -> comparison.test(wanted, value));
    }

    private boolean isKnown() {
        String lower = key.toLowerCase(Locale.ROOT);
        return KEYS.contains(lower) || KEY_PREFIXES.stream().anyMatch(lower::startsWith);
    }
}
