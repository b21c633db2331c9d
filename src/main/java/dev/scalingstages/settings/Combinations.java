package dev.scalingstages.settings;

import dev.scalingstages.settings.Settings.DeploymentEnvironment;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Finds the faults of settings that are each valid alone but don't go together. */
final class Combinations {
    private static final String SHARDS = "contentShards";
    private static final String REPLICAS = "replicas";
    private static final int MOST_REPLICAS = 20;

    /** Enough for the largest groups allowed. */
    private static final int ENOUGH_CONNECTIONS = 1_000;

    private static final List<String> GROUPS = List.of("web", "writeApi", "readApi", "worker");

    private final Map<String, Object> given;
    private final Map<String, String> valid;
    private final DeploymentEnvironment environment;
    private final List<Problem> problems = new ArrayList<>();

    private Combinations(Map<String, Object> given, Map<String, String> valid, DeploymentEnvironment environment) {
        this.given = given;
        this.valid = valid;
        this.environment = environment;
    }

    /**
     * @param given the values of all settings that the user gave, valid or not, as they were given
     * @param valid the valid values in their canonical text
     * @param environment where the stack is deployed to
     */
    static List<Problem> problems(
            Map<String, Object> given, Map<String, String> valid, DeploymentEnvironment environment) {
        Combinations combinations = new Combinations(given, valid, environment);
        combinations.together(SystemSettings.DOMAIN_NAME, SystemSettings.HOSTED_ZONE_ID);
        combinations.together(SystemSettings.SSH_CIDRS, SystemSettings.KEY_PAIR_NAME);
        combinations.needs(SystemSettings.CERTIFICATE_ARN, SystemSettings.DOMAIN_NAME);
        combinations.needs(SystemSettings.CDN_CERTIFICATE_ARN, SystemSettings.DOMAIN_NAME);
        combinations.certificateIsUsable(SystemSettings.CERTIFICATE_ARN, environment.region());
        combinations.certificateIsUsable(SystemSettings.CDN_CERTIFICATE_ARN, SystemSettings.CDN_CERTIFICATE_REGION);
        combinations.zonesAreOfTheRegion();
        GROUPS.forEach(combinations::minimumIsBelowMaximum);
        combinations.shardsFitOneStack();
        combinations.poolsFitDatabases();
        return List.copyOf(combinations.problems);
    }

    private void together(String one, String other) {
        needs(one, other);
        needs(other, one);
    }

    private void needs(String name, String needed) {
        if (given.containsKey(name) && !given.containsKey(needed)) {
            report(name, "is given without " + needed, examples(name, needed));
        }
    }

    /** Skipped without credentials: the region is unknown then, and everything but a deploy has to work. */
    private void certificateIsUsable(String name, String region) {
        if (!valid.containsKey(name) || environment.isDemonstration()) {
            return;
        }
        String[] parts = valid.get(name).split(":");
        String example = "-c %s=arn:aws:acm:%s:%s:%s".formatted(name, region, environment.account(), parts[5]);
        if (!parts[3].equals(region)) {
            report(name, "is a certificate of region " + parts[3] + ", and the stack is in " + region, example);
        } else if (!parts[4].equals(environment.account())) {
            String accounts = parts[4] + ", and the stack is in " + environment.account();
            report(name, "is a certificate of account " + accounts, example);
        }
    }

    /** Skipped without credentials, as with certificates: the region is unknown then. */
    private void zonesAreOfTheRegion() {
        String name = SystemSettings.AVAILABILITY_ZONES;
        if (!valid.containsKey(name) || environment.isDemonstration()) {
            return;
        }
        String region = ZoneChecks.region(valid.get(name).split(",")[0]);
        if (!region.equals(environment.region())) {
            report(
                    name,
                    "names zones of region " + region + ", and the stack is in " + environment.region(),
                    "-c %1$s=%2$sa,%2$sb,%2$sc".formatted(name, environment.region()));
        }
    }

    private void minimumIsBelowMaximum(String group) {
        String minimum = group + "Minimum";
        String maximum = group + "Maximum";
        boolean bothValid = given.containsKey(minimum) == valid.containsKey(minimum)
                && given.containsKey(maximum) == valid.containsKey(maximum);
        if (!bothValid) {
            return;
        }
        if (valid.containsKey(minimum) && valid.containsKey(maximum)) {
            compare(minimum, maximum, number(maximum), "");
        } else if (valid.containsKey(minimum)) {
            compareWithDefault(minimum, maximum);
        } else if (valid.containsKey(maximum)) {
            compareWithDefault(maximum, minimum);
        }
    }

    /** Compares with the default that leaves the least room, so that a value that suits it suits all other stages. */
    private void compareWithDefault(String name, String other) {
        StageDefaults defaults = SettingCatalogue.get(other).defaults();
        stages().filter(defaults::usedAt)
                .boxed()
                .min(Comparator.comparingInt(stage -> room(name, Integer.parseInt(defaults.at(stage)))))
                .ifPresent(stage ->
                        compare(name, other, Integer.parseInt(defaults.at(stage)), " by default at stage " + stage));
    }

    private void compare(String name, String other, int otherNumber, String origin) {
        int room = room(name, otherNumber);
        String described = other + ", " + otherNumber + origin;
        String example = isMinimum(name) ? examples(name, other) : examples(other, name);
        if (room < 0) {
            report(name, (isMinimum(name) ? "is more than " : "is less than ") + described, example);
        } else if (room == 0) {
            report(
                    name,
                    "is the same as " + described + ", and a rolling update that keeps the minimum in service needs"
                            + " room for one more server",
                    example);
        }
    }

    /**
     * A stack holds 500 resources: 6 shards with 3 replicas each make some 440, and the rest is left for users' own.
     */
    private void shardsFitOneStack() {
        if (stages().noneMatch(stage -> stage == StageDefaults.STAGES) || isInvalid(SHARDS) || isInvalid(REPLICAS)) {
            return;
        }
        int shards = numberOrDefault(SHARDS);
        int replicas = numberOrDefault(REPLICAS);
        if (shards * replicas > MOST_REPLICAS) {
            String name = valid.containsKey(SHARDS) ? SHARDS : REPLICAS;
            report(
                    name,
                    "makes %d shards with %d replicas each, and one stack has room for %d replicas in all"
                            .formatted(shards, replicas, MOST_REPLICAS),
                    "-c contentShards=6 -c replicas=3");
        }
    }

    /** Each server must get some of the connections that a database accepts, however many servers there may be. */
    private void poolsFitDatabases() {
        if (!problems.isEmpty() || !valid.keySet().containsAll(given.keySet())) {
            return;
        }
        for (int stage : stages().filter(each -> each > 1).toArray()) {
            ConnectionPools pools = ConnectionPools.of(stage, Sizes.of(stage, valid));
            int ofContent = Math.min(pools.writers(), pools.readers());
            int ofAccounts = pools.accounts().orElse(ConnectionPools.LEAST);
            if (ofContent < ConnectionPools.LEAST) {
                tooFewConnections("databaseMaximumConnections", stage);
                return;
            }
            if (ofAccounts < ConnectionPools.LEAST) {
                tooFewConnections("accountsMaximumConnections", stage);
                return;
            }
        }
    }

    private void tooFewConnections(String connections, int stage) {
        List<String> culprits = List.of(connections, "writeApiMaximum", "readApiMaximum", "workerMaximum");
        culprits.stream()
                .filter(valid::containsKey)
                .findFirst()
                .ifPresent(name -> report(
                        name,
                        "leaves less than %d of %s for each server, when all groups of stage %d are at their maxima"
                                .formatted(ConnectionPools.LEAST, connections, stage),
                        "-c %s=%d".formatted(connections, ENOUGH_CONNECTIONS)));
    }

    private boolean isInvalid(String name) {
        return given.containsKey(name) && !valid.containsKey(name);
    }

    private int numberOrDefault(String name) {
        return valid.containsKey(name)
                ? number(name)
                : Integer.parseInt(SettingCatalogue.get(name).defaults().at(StageDefaults.STAGES));
    }

    /** How many servers the maximum is above the minimum. */
    private int room(String name, int other) {
        return isMinimum(name) ? other - number(name) : number(name) - other;
    }

    private static boolean isMinimum(String name) {
        return name.endsWith("Minimum");
    }

    private IntStream stages() {
        if (!given.containsKey(SystemSettings.STAGE)) {
            return IntStream.rangeClosed(1, StageDefaults.STAGES);
        }
        return valid.containsKey(SystemSettings.STAGE) ? IntStream.of(number(SystemSettings.STAGE)) : IntStream.empty();
    }

    private int number(String name) {
        return Integer.parseInt(valid.get(name));
    }

    private static String examples(String one, String other) {
        return SettingCatalogue.get(one).example() + " "
                + SettingCatalogue.get(other).example();
    }

    private void report(String name, String fault, String example) {
        Problem alone = SettingCatalogue.get(name).problem(given.get(name), fault);
        problems.add(new Problem(name, alone.value(), fault, alone.allowed(), example));
    }
}
