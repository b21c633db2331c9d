package dev.scalingstages.settings;

import static java.util.stream.Collectors.toMap;

import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.Stream;

/** Makes values of settings, good, bad and arbitrary, and finds where a value arrived. */
final class SettingValues {
    private static final List<String> GROUPS = List.of("web", "writeApi", "readApi", "worker");
    private static final String ODD_CHARACTERS = "aZ09 .-/:,@\"'\\\n\u0000\u001b\u00e9\u2028\u202e\ud800%$";
    private static final Map<String, Function<Settings, String>> PLACES = places();

    private final Random random;

    SettingValues(Random random) {
        this.random = random;
    }

    /** Settings in the text form, as words such as {@code webMinimum=3}. */
    static Map<String, Object> context(String words) {
        return Stream.of(words.split("\\s+"))
                .map(word -> word.split("=", 2))
                .collect(toMap(pair -> pair[0], pair -> pair[1]));
    }

    /** A few settings that go together, in the text form. */
    Map<String, Object> goodContext() {
        Map<String, Object> context = new HashMap<>();
        context.put("system", anyOf("a", "photo-share", "a1-b2-c3", "scaling-stages-and-a-bit"));
        if (random.nextBoolean()) {
            context.put("stage", number(1, 6));
        }
        if (random.nextBoolean()) {
            context.put("domainName", anyOf("example.com", "a.b.c.example.org", "xn--bcher-kva.example"));
            context.put("hostedZoneId", anyOf("Z0123456789ABCDEFGHIJ", "Z1ABCDEF"));
            context.put("certificateArn", certificate(anyOf("us-east-1", "ap-southeast-2", "eu-west-1")));
            context.put("cdnCertificateArn", certificate("us-east-1"));
        }
        if (random.nextBoolean()) {
            String ipv4 = number(1, 9) + "." + number(0, 255) + "." + number(0, 255) + ".0/" + number(24, 32);
            context.put("sshCidrs", ipv4 + anyOf("", ",2001:db8::/32", ",10.0.0.0/8,fd00:1::/48"));
            context.put("keyPairName", anyOf("operations", "my key", "k"));
        }
        context.put("alarmEmail", anyOf("a@example.com", "first.last+tag@mail.example.org"));
        context.put("incidentUrl", anyOf("https://example.com", "https://a.example.com:8443/b/c?d=e%20f"));
        context.put("databaseVersion", "8.4." + number(3, 40));
        context.put("vpcCidr", anyOf("10." + number(0, 255) + ".0.0/16", "192.168.0.0/18", "172.31.240.0/20"));
        if (random.nextBoolean()) {
            context.put(
                    "availabilityZones", anyOf("us-east-1a,us-east-1b,us-east-1d", "eu-west-1c,eu-west-1a,eu-west-1b"));
        }
        for (SettingDefinition definition : placed()) {
            if (SettingCatalogue.SIZE_NAMES.contains(definition.name())) {
                context.put(definition.name(), goodSize(definition));
            }
        }
        for (String group : GROUPS) {
            int minimum = 1 + random.nextInt(98);
            context.put(group + "Minimum", Integer.toString(minimum));
            context.put(group + "Maximum", Integer.toString(minimum + 1 + random.nextInt(99 - minimum)));
        }
        // Enough for the largest groups: fewer do not go with them.
        context.put("databaseMaximumConnections", number(1_000, 16_000));
        context.put("accountsMaximumConnections", number(1_000, 16_000));
        return context;
    }

    /** The same value as JSON would type it. */
    Object typed(SettingDefinition definition, String text) {
        return switch (definition.kind()) {
            case TEXT -> text;
            case WHOLE_NUMBER -> anyOf(Integer.valueOf(text), Long.valueOf(text), Double.valueOf(text));
            case LIST -> Arrays.asList(text.split(","));
        };
    }

    /** A short printable value that the setting can't take, whatever it is. */
    Object bad(SettingDefinition definition) {
        List<Object> ofNoKind = List.of(true, Map.of("a", 1), Map.of());
        List<Object> badHere = switch (definition.kind()) {
            case TEXT -> List.of(random.nextInt(), random.nextDouble(), List.of("a"), "é" + letters(), "é");
            case WHOLE_NUMBER ->
                List.of(
                        -1 - random.nextInt(1_000_000),
                        1_000_001 + random.nextInt(1_000_000),
                        random.nextInt(100) + 0.5,
                        letters(),
                        number(1_000_001, 1_999_999),
                        "+" + number(1, 9),
                        "0" + number(1, 9),
                        number(1, 9) + ".0",
                        List.of(1));
            case LIST ->
                List.of(
                        random.nextInt(),
                        letters(),
                        number(0, 255) + ".0.0.0/0",
                        number(1, 9) + ".0.0.0/" + number(1, 15),
                        number(1, 255) + ":" + letters() + "::/0",
                        "203.0.113." + number(1, 255) + "/24");
        };
        return random.nextInt(4) == 0 ? anyOf(ofNoKind.toArray()) : anyOf(badHere.toArray());
    }

    /** Anything that JSON can hold, often close to what is right. */
    Object any(SettingDefinition definition) {
        return switch (random.nextInt(8)) {
            case 0 -> random.nextInt(200) - 50;
            case 1 -> random.nextDouble() * Math.pow(10, random.nextInt(400) - 40);
            case 2 -> random.nextBoolean();
            case 3 -> List.of(mutated(definition.exampleValue()), any(definition));
            case 4 -> Map.of(letters(), any(definition));
            case 5 -> mutated("").repeat(random.nextInt(5_000));
            default -> mutated(definition.exampleValue());
        };
    }

    /** The text with up to three characters put in, taken out or changed. */
    String mutated(String text) {
        StringBuilder mutated = new StringBuilder(text);
        for (int change = random.nextInt(3); change >= 0; change--) {
            int at = random.nextInt(mutated.length() + 1);
            char character = random.nextBoolean()
                    ? ODD_CHARACTERS.charAt(random.nextInt(ODD_CHARACTERS.length()))
                    : (char) ('!' + random.nextInt('~' - '!'));
            if (at == mutated.length() || random.nextInt(3) == 0) {
                mutated.insert(at, character);
            } else if (random.nextBoolean()) {
                mutated.deleteCharAt(at);
            } else {
                mutated.setCharAt(at, character);
            }
        }
        return mutated.toString();
    }

    /** The value of a setting as the rest of the app sees it. */
    static String arrived(Settings settings, String name) {
        return PLACES.get(name).apply(settings);
    }

    /** The settings of which this class knows where they arrive; the tests of properties leave out others. */
    static List<SettingDefinition> placed() {
        return SettingCatalogue.ALL.stream()
                .filter(definition -> PLACES.containsKey(definition.name()))
                .toList();
    }

    private String goodSize(SettingDefinition definition) {
        List<String> defaults = definition.defaults().values();
        return anyOf(definition.exampleValue(), defaults.get(0), defaults.get(defaults.size() - 1));
    }

    private String certificate(String region) {
        return "arn:aws:acm:%s:123456789012:certificate/%08x-0000-4000-8000-00000000000f"
                .formatted(region, random.nextInt());
    }

    private String letters() {
        return random.ints(1 + random.nextInt(6), 'g', 'z' + 1)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    private String number(int minimum, int maximum) {
        return Integer.toString(minimum + random.nextInt(maximum - minimum + 1));
    }

    @SafeVarargs
    private final <T> T anyOf(T... choices) {
        return choices[random.nextInt(choices.length)];
    }

    private static Map<String, Function<Settings, String>> places() {
        Map<String, Function<Settings, String>> places = new LinkedHashMap<>();
        places.put("system", Settings::system);
        places.put("stage", settings -> settings.stage().orElseThrow().toString());
        places.put("domainName", settings -> settings.domain().orElseThrow().name());
        places.put("hostedZoneId", settings -> settings.domain().orElseThrow().hostedZoneId());
        places.put("certificateArn", settings -> settings.certificateArn().orElseThrow());
        places.put("cdnCertificateArn", settings -> settings.cdnCertificateArn().orElseThrow());
        places.put(
                "sshCidrs",
                settings -> String.join(",", settings.ssh().orElseThrow().cidrs()));
        places.put("keyPairName", settings -> settings.ssh().orElseThrow().keyPairName());
        places.put("alarmEmail", settings -> settings.alarmEmail().orElseThrow());
        places.put("incidentUrl", settings -> settings.incidentUrl().orElseThrow());
        places.put("vpcCidr", Settings::vpcCidr);
        places.put("databaseVersion", Settings::databaseVersion);
        places.put(
                "availabilityZones",
                settings -> String.join(",", settings.availabilityZones().orElseThrow()));
        places.put("serverInstanceType", settings -> settings.sizes(2).serverInstanceType());
        places.put("dataVolumeGiB", settings -> "" + settings.sizes(2).dataVolumeGiB());
        Map<String, Function<Settings, Sizes.Fleet>> fleets = Map.of(
                "web", settings -> settings.sizes(6).web(),
                "writeApi", settings -> settings.sizes(6).writeApi(),
                "readApi", settings -> settings.sizes(6).readApi(),
                "worker", settings -> settings.sizes(6).worker());
        fleets.forEach((group, fleet) -> {
            places.put(group + "InstanceType", fleet.andThen(Sizes.Fleet::instanceType));
            places.put(group + "Minimum", fleet.andThen(some -> "" + some.minimum()));
            places.put(group + "Maximum", fleet.andThen(some -> "" + some.maximum()));
        });
        Map<String, Function<Settings, Sizes.Database>> databases = Map.of(
                "database", settings -> settings.sizes(6).database(),
                "accounts", settings -> settings.sizes(6).accounts());
        databases.forEach((prefix, database) -> {
            places.put(prefix + "InstanceClass", database.andThen(Sizes.Database::instanceClass));
            places.put(prefix + "StorageGiB", database.andThen(some -> "" + some.storageGiB()));
            places.put(prefix + "MaximumConnections", database.andThen(some -> "" + some.maximumConnections()));
        });
        places.put(
                "databaseBufferPoolPercent",
                settings -> "" + settings.sizes(6).database().bufferPoolPercent());
        places.put("replicas", settings -> "" + settings.sizes(6).replicas());
        places.put("cacheNodeType", settings -> settings.sizes(6).cache().nodeType());
        places.put("cacheShards", settings -> "" + settings.sizes(6).cache().shards());
        places.put("cacheReplicas", settings -> "" + settings.sizes(6).cache().replicasPerShard());
        places.put("retentionDays", settings -> "" + settings.sizes(6).retentionDays());
        places.put("contentShards", settings -> "" + settings.sizes(6).shards().count());
        places.put("warehouseCapacityUnits", settings -> "" + settings.sizes(6).warehouseCapacityUnits());
        places.put("countersReadUnits", settings -> "" + settings.sizes(6).countersReadUnits());
        return places;
    }
}
