package dev.scalingstages.requirements.everystage;

import static dev.scalingstages.testing.Edits.set;
import static dev.scalingstages.testing.Mutant.caughtBy;
import static dev.scalingstages.testing.Mutant.mutant;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.scalingstages.stage.ScalingStage;
import dev.scalingstages.testing.CloudTemplate;
import dev.scalingstages.testing.CloudTemplate.Resource;
import dev.scalingstages.testing.LiveStack;
import dev.scalingstages.testing.Row;
import dev.scalingstages.testing.SecurityGroupRules;
import dev.scalingstages.testing.ServerFleet;
import dev.scalingstages.testing.StagesFrom;
import dev.scalingstages.testing.Templates;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * X11: no group of servers can grow to where a database refuses it: the pools of all servers that reach a database, with
 * each group at its maximum and in the middle of an update, are fewer connections than it accepts.
 */
class EveryStageConnectionsTest {
    private static final String INSTANCE = "AWS::RDS::DBInstance";

    /** What a server holds that is told nothing; a test compares it with the application. */
    private static final int BY_DEFAULT = 16;

    /** Operators, the rotation of passwords, the database itself, and one maintenance run. */
    private static final int OTHERS = 20;

    /** What a worker holds beside its pool, for maintenance; of a replica it holds no more. */
    private static final int OF_MAINTENANCE = 2;

    @StagesFrom(2)
    @Row("X11")
    void eachDatabaseAcceptsAllPools(ScalingStage stage) {
        assertThat(refused(Templates.of(stage))).isEmpty();
    }

    @ParameterizedTest(name = "stage {0}, {1} connections")
    @CsvSource({"3, 500", "4, 250", "5, 250", "6, 700"})
    @Row("X11")
    @DisplayName("so it does when groups are as large as settings allow, since each server then holds fewer")
    void eachDatabaseAcceptsTheLargestGroups(int stage, int connections) {
        Map<String, Object> settings = new HashMap<>(Map.of(
                "stage",
                stage,
                "databaseMaximumConnections",
                connections,
                "writeApiMaximum",
                99,
                "readApiMaximum",
                99));
        if (stage == ScalingStage.DATA_PLATFORM.number()) {
            settings.put("workerMaximum", 99);
            settings.put("accountsMaximumConnections", connections);
        }
        CloudTemplate template = LiveStack.of(ScalingStage.of(stage), settings);
        assertThat(refused(template)).isEmpty();
        assertThat(ServerFleet.all(template))
                .filteredOn(fleet -> !fleet.component().equals("web"))
                .allSatisfy(fleet -> assertThat(pool(fleet, false)).isBetween(2, BY_DEFAULT));
    }

    @Test
    @Row("X11")
    void aServerThatIsToldNothingHoldsAsManyAsTheApplicationSays() throws IOException {
        assertThat(Files.readString(Path.of(
                        "workload/src/main/java/dev/scalingstages/workload/configuration/ConfigurationReader.java")))
                .contains("variables.number(\"DATABASE_CONNECTIONS\", " + BY_DEFAULT + ",")
                .contains("variables.number(\"ACCOUNTS_DATABASE_CONNECTIONS\", ");
    }

    @TestFactory
    @Row("X11")
    DynamicNode theCheckObjects() {
        return caughtBy(
                EveryStageConnectionsTest::refused,
                ScalingStage.DATA_PLATFORM,
                mutant(all -> accept(all, "accounts", 250), "accepts 250"),
                mutant(all -> accept(all, "database-tier", 500), "accepts 500"),
                mutant(all -> grow(all, "worker", 60), "of 400"),
                mutant(all -> grow(all, "read-api", 66), "of 1000"));
    }

    private static void accept(CloudTemplate template, String component, int connections) {
        template.mutate(
                template.only("AWS::RDS::DBParameterGroup", component),
                set("Parameters/max_connections", String.valueOf(connections)));
    }

    private static void grow(CloudTemplate template, String component, int maximum) {
        template.mutate(new ServerFleet(template, component).group(), set("MaxSize", String.valueOf(maximum)));
    }

    private static List<String> refused(CloudTemplate template) {
        List<String> refused = new ArrayList<>();
        for (Resource database : template.resources(INSTANCE)) {
            int accepted = template.target(database.at("/DBParameterGroupName")).number("/Parameters/max_connections");
            int held = OTHERS;
            for (ServerFleet fleet : ServerFleet.all(template)) {
                held += servers(fleet.maximum()) * held(template, fleet, database);
            }
            if (held > accepted) {
                refused.add(database + " accepts " + accepted + ": servers hold " + held + " of " + accepted);
            }
        }
        return refused;
    }

    /** A group that is balanced anew, or whose old servers drain, is a tenth above its maximum. */
    private static int servers(int maximum) {
        return maximum + Math.max(1, maximum / 10);
    }

    /** How many connections a server of a fleet holds to a database at most. */
    private static int held(CloudTemplate template, ServerFleet fleet, Resource database) {
        boolean isReplica = database.has("SourceDBInstanceIdentifier");
        Set<String> peers = peers(template, database.at("/VPCSecurityGroups"));
        boolean direct = peers.contains(fleet.securityGroup().logicalId());
        boolean balanced = peers.stream()
                .map(template::resource)
                .filter(peer -> peer.isOf("replica-load-balancer"))
                .anyMatch(peer -> SecurityGroupRules.ingress(template, peer).stream()
                        .anyMatch(rule -> rule.isFor(fleet.securityGroup())));
        int ofMaintenance = direct && fleet.component().equals("worker") ? OF_MAINTENANCE : 0;
        boolean hasPool = balanced || direct && !isReplica;
        return ofMaintenance + (hasPool ? pool(fleet, database.isOf("accounts")) : 0);
    }

    private static Set<String> peers(CloudTemplate template, JsonNode groups) {
        Set<String> peers = new TreeSet<>();
        SecurityGroupRules.ingress(template, template.target(groups)).forEach(rule -> peers.add(rule.peer()));
        return peers;
    }

    private static int pool(ServerFleet fleet, boolean ofAccounts) {
        Map<String, String> told = fleet.environment();
        String everywhere = told.getOrDefault("DATABASE_CONNECTIONS", String.valueOf(BY_DEFAULT));
        // The read API asks accounts for nothing, also where it may.
        Optional<String> pool = ofAccounts
                ? Optional.ofNullable(told.getOrDefault(
                        "ACCOUNTS_DATABASE_CONNECTIONS", fleet.component().equals("read-api") ? null : everywhere))
                : Optional.of(everywhere);
        return pool.map(Integer::parseInt).orElse(0);
    }
}
