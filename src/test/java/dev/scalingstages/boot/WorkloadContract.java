package dev.scalingstages.boot;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** What a server is told for the application, what the application needs of it, and who reads the rest. */
final class WorkloadContract {
    /** How the names begin that only the move from the box reads. */
    static final String BOX = "BOX_";

    /** What the template or the boot tells the boot scripts and systemd only. */
    static final Set<String> NOT_FOR_THE_APPLICATION = Set.of("""
            APPLICATION_ROLES DATA_VOLUME_ID JAVA_MEMORY LOG_GROUP SERVER_NAME SIGNAL_RESOURCE SIGNAL_URL_BASE64 STACK_NAME
            STAGE SYSTEM_NAME VPC_CIDR WORKLOAD_BUCKET WORKLOAD_KEY""".split("\\s+"));

    private static final String READS = "read-api";

    /** What the application asks for as needed, and which variables that is on a server. */
    static final Map<String, Function<Told, List<String>>> NEEDED = needed();

    private WorkloadContract() {}

    /** The lines that a server's application is told, from the template and from the boot. */
    record Told(Map<String, String> lines) {
        boolean has(String name) {
            return lines.containsKey(name);
        }

        /** The application's roles on the server. */
        Set<String> roles() {
            return Set.of(lines.get("APPLICATION_ROLES").split(" "));
        }

        /** The variables that are meant for the application. */
        Stream<String> forTheApplication() {
            return lines.keySet().stream().filter(name -> !NOT_FOR_THE_APPLICATION.contains(name));
        }

        /** The variables that the application needs here. */
        Set<String> needed() {
            Set<String> names = new TreeSet<>();
            NEEDED.values().forEach(rule -> names.addAll(rule.apply(this)));
            return names;
        }

        private boolean onlyReads() {
            return roles().equals(Set.of(READS));
        }

        private boolean replicas() {
            return onlyReads() && has("REPLICAS_HOST");
        }

        private List<String> shards(String suffix) {
            return IntStream.rangeClosed(1, Integer.parseInt(lines.getOrDefault("SHARD_COUNT", "0")))
                    .mapToObj(shard -> "SHARD_" + shard + suffix)
                    .toList();
        }
    }

    /** The lines that a boot adds to the template's, by the names and values that the rules look at; others are "?". */
    static Map<String, String> addedByTheBoot(String role, boolean databaseIsElsewhere) {
        Map<String, String> added = new TreeMap<>();
        Stream.of("JAVA_MEMORY", "DATABASE_CA_FILE", "DRAIN_SECONDS").forEach(name -> added.put(name, "?"));
        added.put("APPLICATION_ROLES", role.equals("single-server") ? "write-api read-api" : role);
        if (role.equals("single-server") && !databaseIsElsewhere) {
            added.put("DATABASE_TLS", "off");
            Stream.of("DATABASE_HOST", "DATABASE_PORT", "DATABASE_NAME", "DATABASE_CREDENTIALS_FILE", "FILES_DIRECTORY")
                    .forEach(name -> added.put(name, "?"));
            added.put("UPLOAD_KEY_FILE", "?");
        }
        return added;
    }

    private static Map<String, Function<Told, List<String>>> needed() {
        Map<String, Function<Told, List<String>>> needed = new TreeMap<>();
        needed.put("DATABASE_NAME", told -> List.of("DATABASE_NAME"));
        needed.put("DATABASE_HOST", told -> when(!told.replicas() && !told.has("SHARD_COUNT"), "DATABASE_HOST"));
        needed.put("REPLICAS_HOST", told -> when(told.replicas(), "REPLICAS_HOST"));
        needed.put("_HOST", told -> told.replicas() ? List.of() : told.shards("_HOST"));
        needed.put("_SECRET_ARN", WorkloadContract::secrets);
        needed.put("DATABASE_CREDENTIALS_FILE", told -> {
            boolean hasNoSecret = told.shards("").isEmpty() && !told.has("DATABASE_SECRET_ARN");
            return when(hasNoSecret, "DATABASE_CREDENTIALS_FILE");
        });
        needed.put(
                "DATABASE_CA_FILE", told -> when(!"off".equals(told.lines().get("DATABASE_TLS")), "DATABASE_CA_FILE"));
        needed.put("CONTENT_BUCKET", told -> when(!told.has("FILES_DIRECTORY") && !told.onlyReads(), "CONTENT_BUCKET"));
        needIf(needed, told -> told.has("SHARD_COUNT"), "SHARD_MAP_TABLE");
        needIf(needed, told -> told.has("CACHE_HOST"), "CACHE_USER", "CACHE_NAME");
        needIf(needed, told -> told.has("FILES_DIRECTORY"), "UPLOAD_KEY_FILE");
        needIf(needed, told -> told.roles().contains("worker"), "WRITES_QUEUE_URL", "PHOTOS_QUEUE_URL");
        needIf(needed, told -> told.has("ARCHIVE_QUEUE_URL"), "ARCHIVE_BUCKET", "WAREHOUSE_DATABASE");
        needIf(needed, told -> told.has("ARCHIVE_QUEUE_URL"), "WAREHOUSE_ROLE_ARN", "WAREHOUSE_WORKGROUP");
        return needed;
    }

    private static void needIf(
            Map<String, Function<Told, List<String>>> needed, Predicate<Told> condition, String... names) {
        Stream.of(names).forEach(name -> needed.put(name, told -> when(condition.test(told), name)));
    }

    private static List<String> when(boolean condition, String name) {
        return condition ? List.of(name) : List.of();
    }

    private static List<String> secrets(Told told) {
        List<String> names = new ArrayList<>(told.shards("_SECRET_ARN"));
        if (names.isEmpty() && !told.has("DATABASE_CREDENTIALS_FILE")) {
            names.add("DATABASE_SECRET_ARN");
        }
        names.addAll(when(told.has("ACCOUNTS_DATABASE_HOST"), "ACCOUNTS_DATABASE_SECRET_ARN"));
        return names;
    }
}
