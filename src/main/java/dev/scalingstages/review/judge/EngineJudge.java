package dev.scalingstages.review.judge;

import dev.scalingstages.review.knowledge.ApplicationFacts;
import dev.scalingstages.review.knowledge.Setting;
import dev.scalingstages.review.plan.Change;
import dev.scalingstages.review.plan.Finding;
import dev.scalingstages.review.plan.Finding.Rule;
import dev.scalingstages.review.plan.Outcome;
import dev.scalingstages.review.template.Resource;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Changes of a database's engine that RDS refuses: to an older version, and to another major version unless the
 * template allows that. Source: AWS RDS User Guide, Upgrading a DB instance engine version.
 */
final class EngineJudge implements Judge {
    private static final String DATABASE = "AWS::RDS::DBInstance";
    private static final String VERSION = "EngineVersion";

    /** How many of a version's numbers form the major version. */
    private static final Map<String, Integer> MAJOR = Map.of("mariadb", 2, "mysql", 2, "postgres", 1);

    private static final Pattern NUMBERS = Pattern.compile("[0-9]+(\\.[0-9]+)*");

    @Override
    public Stream<Finding> findings(Deploy deploy) {
        return Stream.concat(deploy.with(Outcome.UPDATED), deploy.with(Outcome.INTERRUPTED))
                .filter(change -> change.type().equals(DATABASE))
                .flatMap(change ->
                        objection(change.before().orElseThrow(), change.after().orElseThrow())
                                .map(why -> refused(change, why, deploy.facts()))
                                .stream());
    }

    /** Whether it can judge a change of version: the engine is known, and both versions are numbers. */
    static boolean knows(Resource before, Resource after) {
        return before.type().equals(DATABASE)
                && MAJOR.containsKey(after.property("Engine").asText())
                && !version(before).isEmpty()
                && !version(after).isEmpty();
    }

    /** Whether the major version differs. */
    static boolean isMajor(Resource before, Resource after) {
        int different = mismatch(version(before), version(after));
        return different >= 0
                && different < MAJOR.getOrDefault(after.property("Engine").asText(), 0);
    }

    /** The index of the first number that differs, or -1. */
    private static int mismatch(List<Integer> old, List<Integer> now) {
        int known = Math.min(old.size(), now.size());
        return Arrays.mismatch(array(old, known), array(now, known));
    }

    private static Optional<String> objection(Resource before, Resource after) {
        String engine = after.property("Engine").asText();
        List<Integer> old = version(before);
        List<Integer> now = version(after);
        int different = mismatch(old, now);
        if (different < 0 || !MAJOR.containsKey(engine)) {
            return Optional.empty();
        }
        if (now.get(different) < old.get(different)) {
            return Optional.of("an engine cannot be downgraded");
        }
        return different < MAJOR.get(engine)
                        && !after.property("AllowMajorVersionUpgrade").asBoolean()
                ? Optional.of("that is a major upgrade, and AllowMajorVersionUpgrade does not allow it")
                : Optional.empty();
    }

    private static Finding refused(Change change, String why, ApplicationFacts facts) {
        Optional<Setting> setting = facts.settings().of(change.before().orElseThrow(), VERSION);
        return new Finding(
                Rule.REFUSED,
                change.logicalId(),
                "%s of %s %s goes from %s to %s: %s, so the deploy fails."
                        .formatted(
                                VERSION,
                                change.type(),
                                change.logicalId(),
                                change.before().orElseThrow().property(VERSION).asText(),
                                change.after().orElseThrow().property(VERSION).asText(),
                                why),
                "Keep the version%s. To upgrade, try it on a copy, then allow it in the deploy that changes the version."
                        .formatted(setting.map(each -> " (setting %s)".formatted(each.name()))
                                .orElse("")),
                setting);
    }

    /** The numbers of a version; empty when it is missing or doesn't consist of numbers alone. */
    private static List<Integer> version(Resource database) {
        String version = database.property(VERSION).asText();
        return NUMBERS.matcher(version).matches()
                ? Arrays.stream(version.split("\\.")).map(Integer::valueOf).toList()
                : List.of();
    }

    private static int[] array(List<Integer> numbers, int length) {
        return numbers.stream().limit(length).mapToInt(Integer::intValue).toArray();
    }
}
